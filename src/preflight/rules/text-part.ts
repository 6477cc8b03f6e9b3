/** The mail as plain text, in front of the HTML, and saying as much. */
import { withoutSpace } from '../../edition/html-text.js';
import type { Problem, Rule } from '../rule.js';

export const textPart: Rule = {
  id: 'text-part', severity: 'warning', topic: 'text', needs: 'edition',
  title: 'a text part stands in front of the HTML and says as much',
  protects: 'Readers of plain text, watches and screen readers get less, and filters count its absence as spam.',
  source: 'RFC 2046 5.1.4; SpamAssassin MIME_HTML_ONLY; deliverability B6 21',
  check: ({ usual, mail }) => {
    const types = usual.parts.map(({ type }) => type);
    const problems: Problem[] = [];
    if (!/^multipart\/alternative/i.test(usual.values('Content-Type')[0] ?? '')) problems.push({ part: 'text', message: 'The message is not multipart/alternative.' });
    if (!types.includes('text/plain') || usual.text.trim() === '') return [...problems, { part: 'text', message: 'The message has no text part.' }];
    if (types.indexOf('text/plain') > types.indexOf('text/html')) problems.push({ part: 'text', message: 'The text part stands behind the HTML: programs that show the last form they know would show it instead.' });
    const [text, html] = [withoutSpace(usual.text).length, withoutSpace(mail.texts.filter(({ isShown }) => isShown).map(({ value }) => value).join('')).length];
    if (text < html * 0.5) problems.push({ part: 'text', message: `The text part has ${text.toLocaleString('en')} characters, the HTML ${html.toLocaleString('en')}.` });
    return problems;
  },
};
