/** Header lines should end by column 78; a word that cannot be folded may go on. */
import { inEachMessage, type Rule } from '../rule.js';

export const headerFolding: Rule = {
  id: 'header-folding', severity: 'warning', topic: 'header', needs: 'edition',
  title: 'header lines are folded at 78 columns',
  protects: 'Old filters count long header lines against the sender.',
  source: 'RFC 5322 2.1.1',
  check: (subject) => inEachMessage(subject, ({ fields }) => fields
    .filter(({ raw }) => raw.split('\r\n').some((line) => line.length > 78 && /\S[ \t]+\S/.test(line.replace(/^\S+:[ \t]*/, ''))))
    .map(({ name }) => ({ part: 'header', message: `The field ${name} has a line longer than 78 columns that could be folded.` }))),
};
