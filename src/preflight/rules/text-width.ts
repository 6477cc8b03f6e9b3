/** Lines as wide as the issue asks for, by columns. */
import stringWidth from 'string-width';
import type { Rule } from '../rule.js';

const slack = 2;

export const textWidth: Rule = {
  id: 'text-width', severity: 'notice', topic: 'text', needs: 'edition',
  title: 'the lines of the text part are as wide as the issue says',
  protects: 'Programs of fixed width break lines anew, in the middle of sentences.',
  source: 'rendering goal 10; RFC 3676 4.2',
  check: ({ usual, issue, places }) => {
    const wrap = issue.textOptions?.wrap;
    if (wrap === undefined) return [];
    // An address or a long word has no place to break; tables and code keep their lines.
    const wide = usual.text.split(/\r?\n/).filter((line) => stringWidth(line) > wrap + slack && /\S\s+\S/.test(line.trim()) && !/https?:|[│┃|]|^\s{4}|\S{30}/.test(line));
    return wide.length === 0 ? [] : [{ part: 'text', at: places.key('text.wrap'), message: `${wide.length} lines of the text part are wider than ${wrap} columns: "${wide[0]?.trim().slice(0, 40) ?? ''}…"` }];
  },
};
