/** Says that the mail knows dark mode: or programs invert it in their own way. */
import { attributeOf } from '../mail-tree.js';
import { placeOfMail } from '../places.js';
import type { Rule } from '../rule.js';

export const colourScheme: Rule = {
  id: 'colour-scheme', severity: 'notice', topic: 'access', needs: 'edition',
  title: 'the mail says that it knows dark mode',
  protects: 'Apple Mail inverts the colours in its own way.',
  source: 'rendering note 2.3; deliverability B6 42',
  check: (subject) => (subject.mail.all('meta').some((meta) => attributeOf(meta, 'name') === 'color-scheme') ? [] : [{ part: 'mail', at: placeOfMail(subject), message: 'The mail has no meta element color-scheme.' }]),
};
