/**
 * A last look at a finished message, by somebody who did not build it: for the sample that plan and check show, and for tests. A send
 * does not need it per reader: that no token is left and no line too long is proven when the message is compiled.
 */
import { longestLine } from './line-length.js';
import { tokenPattern } from './tokens.js';

/** RFC 5322 3.6 and RFC 8058 3.1: there, and there once. */
const fieldsOnce = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'MIME-Version', 'Content-Type'];

/** RFC 6532 3.2: an address beyond ASCII stands as it is; it is To alone that may hold one. */
const utf8Field = /^To:.*$/im;

/** Tokens of the edition, known or not, that nothing filled. */
export function findLeftovers(text: string): readonly string[] {
  return [...new Set(text.match(tokenPattern) ?? [])];
}

/** Sentences for people; none when the message is sound. Sees through no encoding: leftovers in a base64 part are the compiler's care. */
export function findFaults(message: Buffer): readonly string[] {
  const octets = message.toString('latin1');
  const end = octets.indexOf('\r\n\r\n');
  const header = octets.slice(0, end < 0 ? octets.length : end);
  return [
    ...(/\r(?!\n)|(?<!\r)\n/.test(octets) ? ['CR and LF do not always stand together (RFC 5321 2.3.8)'] : []),
    ...(octets.includes('\0') ? ['it holds a NUL'] : []),
    ...(octets.split('\r\n').some((line) => line.length > longestLine) ? [`a line is longer than ${longestLine} octets (RFC 5322 2.1.1)`] : []),
    ...(/[^\r\n\t -~]/.test(header.replace(utf8Field, '')) ? ['the header holds octets outside of ASCII (RFC 5322 2.2)'] : []),
    ...findFieldFaults(header),
    ...findLeftovers(octets).map((token) => `the token ${token} is not filled`),
  ];
}

function findFieldFaults(header: string): readonly string[] {
  const names = header.split(/\r\n(?![ \t])/).map((field) => field.slice(0, Math.max(0, field.indexOf(':'))).toLowerCase());
  const links = /^List-Unsubscribe:(.*(?:\r\n[ \t].*)*)/im.exec(header)?.[1]?.match(/<https:/g)?.length ?? 0;
  return [
    ...fieldsOnce.filter((name) => !names.includes(name.toLowerCase())).map((name) => `the field ${name} is missing`),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `the field ${name} stands there twice`),
    ...(links === 1 ? [] : ['List-Unsubscribe needs exactly one https link (RFC 8058 3.1)']),
  ];
}
