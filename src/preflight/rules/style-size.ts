/** Gmail drops a style element that is larger, whole. */
import { textOfNode } from '../../issue/tree.js';
import type { Rule } from '../rule.js';

export const styleSize: Rule = {
  id: 'style-size', severity: 'warning', topic: 'size', needs: 'edition',
  title: 'the style sheet fits into what Gmail reads',
  protects: 'Gmail drops the style sheet: no dark mode, no layout for phones.',
  source: 'caniemail html-style, note 6: 16 KB in Gmail',
  check: ({ mail }) => {
    const size = mail.all('style').reduce((total, { element }) => total + Buffer.byteLength(textOfNode(element)), 0);
    return size <= 16_000 ? [] : [{ part: 'mail', message: `The style sheets have ${size.toLocaleString('en')} bytes; Gmail reads 16,000.` }];
  },
};
