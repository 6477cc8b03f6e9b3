/** Non-ASCII words of the header are encoded in pieces; a piece that is too long or cut within a character is shown raw. */
import { inEachMessage, type Rule } from '../rule.js';

const word = /=\?([^?\s]+)\?([bq])\?([^?\s]*)\?=/gi;

function isWhole(charset: string, kind: string, text: string): boolean {
  if (!/^utf-?8$/i.test(charset)) return false;
  const octets = kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : Buffer.from(text.replaceAll('_', ' ').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
  return !octets.toString('utf8').includes('\ufffd');
}

export const encodedWords: Rule = {
  id: 'encoded-words', severity: 'error', topic: 'header', needs: 'edition',
  title: 'encoded words are short, UTF-8, and hold whole characters',
  protects: 'Subject and sender show as =?UTF-8?B?…?= or with broken letters.',
  source: 'RFC 2047 2 and 5 (3)',
  check: (subject) => inEachMessage(subject, ({ fields }) => fields.flatMap(({ name, raw }) => [...raw.matchAll(word)]
    .filter(([whole, charset, kind, text]) => whole.length > 75 || !isWhole(charset ?? '', kind ?? '', text ?? '')).slice(0, 1)
    .map(([whole]) => ({ part: 'header' as const, message: `The field ${name} holds an encoded word that is ${whole.length > 75 ? 'longer than 75 characters' : 'not whole UTF-8'}.` })))),
};
