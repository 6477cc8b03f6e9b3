/** CR and LF stand together or not at all: a bare one ends a line for one server and not for the next (SMTP smuggling). */
import { inEachMessage, type Rule } from '../rule.js';

export const lineBreaks: Rule = {
  id: 'line-breaks', severity: 'error', topic: 'header', needs: 'edition',
  title: 'lines end with CR LF, and nothing holds a NUL',
  protects: 'Servers refuse the message, or take a part of it for another message.',
  source: 'RFC 5321 2.3.8; RFC 5322 2.3',
  check: (subject) => inEachMessage(subject, ({ octets }) => [
    ...(/\r(?!\n)|(?<!\r)\n/.test(octets) ? [{ message: 'A carriage return or a line feed stands alone.' }] : []),
    ...(octets.includes('\0') ? [{ message: 'The message holds a NUL.' }] : []),
  ]),
};
