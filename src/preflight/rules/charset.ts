/** Gmail clips small mails that say another charset; a wrong one garbles everything but English. */
import { isUtf8 } from 'node:buffer';
import { inEachMessage, type Rule } from '../rule.js';

const encodings = ['7bit', '8bit', 'quoted-printable', 'base64'];

export const charset: Rule = {
  id: 'charset', severity: 'error', topic: 'header', needs: 'edition',
  title: 'every text part is UTF-8, says so, and is encoded for 7 bits',
  protects: 'Letters arrive as garbage; Gmail cuts off mails in another charset.',
  source: 'RFC 2045 2 and 6; RFC 2046 4.1.2; rendering note 2.1',
  check: (subject) => inEachMessage(subject, ({ parts }) => parts.filter(({ type }) => type.startsWith('text/')).flatMap(({ type, charset: said, encoding, decoded }) => [
    ...(said === 'utf-8' ? [] : [{ message: `The part ${type} says ${said ?? 'no charset'} instead of utf-8.` }]),
    ...(isUtf8(decoded) ? [] : [{ message: `The part ${type} holds octets that are no UTF-8.` }]),
    ...(encodings.includes(encoding) ? [] : [{ message: `The part ${type} has the unknown transfer encoding "${encoding}".` }]),
    ...(encoding === '7bit' && decoded.some((octet) => octet > 127) ? [{ message: `The part ${type} says 7bit and holds octets above 127.` }] : []),
  ])),
};
