/** What some programs and every browser show as the name of the mail. */
import { wordsOf } from '../mail-tree.js';
import { placeOfMail } from '../places.js';
import type { Rule } from '../rule.js';

export const titleElement: Rule = {
  id: 'title-element', severity: 'notice', topic: 'access', needs: 'edition',
  title: 'the mail has a title',
  protects: 'Screen readers announce the mail without a name.',
  source: 'WCAG 2.2, 2.4.2',
  check: (subject) => (subject.mail.all('title').some((title) => wordsOf(title) !== '') ? [] : [{ part: 'mail', at: placeOfMail(subject), message: 'The mail has no title element.' }]),
};
