/** A mail from the future or from last year looks like spam, and sorts where nobody sees it. */
import { inEachMessage, type Rule } from '../rule.js';

const hourMs = 3_600_000;

export const dateField: Rule = {
  id: 'date-field', severity: 'error', topic: 'header', needs: 'edition',
  title: 'the Date is a date with its zone, and is now',
  protects: 'The mail is sorted below all others, or filtered for its date.',
  source: 'RFC 5322 3.3 and 3.6.1; deliverability B6 13',
  check: (subject) => inEachMessage(subject, ({ values }) => {
    const said = values('Date')[0] ?? '';
    const at = Date.parse(said);
    if (Number.isNaN(at) || !/\s[+-]\d{4}(?:\s*\(.*\))?$/.test(said)) return [{ part: 'header', message: `The Date "${said.slice(0, 60)}" is no date with a zone such as +0000.` }];
    const offHours = Math.round((at - subject.now.getTime()) / hourMs);
    return Math.abs(offHours) < 2 ? [] : [{ part: 'header', message: `The Date is ${Math.abs(offHours)} hours in the ${offHours > 0 ? 'future' : 'past'}.` }];
  }),
};
