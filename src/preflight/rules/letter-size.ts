/** Letters that can be read without zooming. */
import { shorten } from '../links.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

const smallestPx = 12;

export const letterSize: Rule = {
  id: 'letter-size', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'no text is smaller than 12 px',
  protects: 'Phones show it too small to read, or enlarge it and break the layout.',
  source: 'WCAG 2.2, 1.4.4; Apple Mail: text below 13 px is enlarged',
  check: (subject) => {
    const { mail } = subject;
    // The number of a footnote is small by its nature.
    const small = mail.texts.find(({ value, parent, isShown }) => isShown && value.trim() !== '' && parent.look.fontSizePx < smallestPx && !/^[\s\d*†‡]*$/.test(value) && parent.name !== 'sup');
    return small === undefined ? [] : [{ part: 'mail', at: placeOfWords(subject, small.value.trim().slice(0, 40)), message: `"${shorten(small.value.trim(), 30)}" is ${small.parent.look.fontSizePx.toFixed(0)} px small.` }];
  },
};
