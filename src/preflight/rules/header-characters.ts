/** A header is ASCII; what is not is encoded before it gets there. */
import { inEachMessage, type Rule } from '../rule.js';

export const headerCharacters: Rule = {
  id: 'header-characters', severity: 'error', topic: 'header', needs: 'edition',
  title: 'the header holds printable ASCII only',
  protects: 'Names and subjects arrive as garbage, or a smuggled line break becomes a header of its own.',
  source: 'RFC 5322 2.2; RFC 2047 1',
  check: (subject) => inEachMessage(subject, ({ fields }) => fields
    .filter(({ raw, name }) => !/^[\t -~]*$/.test(raw.replaceAll(/\r\n(?=[ \t])/g, '')) || !/^[!-9;-~]+$/.test(name))
    .map(({ name }) => ({ part: 'header', message: `The field "${name.replaceAll(/[^ -~]/g, '?').slice(0, 40)}" holds a character that no header may have.` }))),
};
