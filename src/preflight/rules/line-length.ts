/** Longer lines are cut by servers, in the middle of a word or of a tag. */
import { inEachMessage, type Rule } from '../rule.js';

export const lineLength: Rule = {
  id: 'line-length', severity: 'error', topic: 'header', needs: 'edition',
  title: 'no line is longer than 998 octets',
  protects: 'Servers refuse the message or break it within a letter or a link.',
  source: 'RFC 5322 2.1.1; RFC 5321 4.5.3.1.6',
  check: (subject) => inEachMessage(subject, ({ octets }) => {
    const longest = octets.split('\r\n').reduce((most, line) => Math.max(most, line.length), 0);
    return longest <= 998 ? [] : [{ message: `A line has ${longest} octets; 998 are the most.` }];
  }),
};
