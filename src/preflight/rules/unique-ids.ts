/** An id names one element. */
import { attributeOf } from '../mail-tree.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

export const uniqueIds: Rule = {
  id: 'unique-ids', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'every id stands in the mail once',
  protects: 'Links of the contents lead to the wrong article.',
  source: 'HTML standard 3.2.6',
  check: (subject) => {
    const { mail } = subject;
    const ids = mail.elements.flatMap((item) => attributeOf(item, 'id') ?? []);
    return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({ part: 'mail', at: placeOfWords(subject, `id="${id}"`), message: `The id "${id}" stands in the mail more than once.` }));
  },
};
