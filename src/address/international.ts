/**
 * Local parts beyond ASCII (RFC 6531 3.3). The grammar there allows any character; taken are those of the IdentifierClass of PRECIS
 * (RFC 8264 4.2), which providers give out names from: letters, digits and marks. What else stands in such a place is a slip, a wrong
 * character set (`mÃ¼ller`), or somebody who wants to look like somebody else.
 */
import { addressFault, type AddressFault } from './faults.js';

const beyondAscii = /[^ -~]/;
const beyondAsciiBeforeAt = /[^ -~][^@]*@/;

/** Does mail to this address need SMTPUTF8 on every hop? For its domain it does not: that one has A-labels. */
export function needsSmtpUtf8(address: string): boolean {
  return beyondAsciiBeforeAt.test(address);
}

/** RFC 8264 9.1: LetterDigits, beside what is ASCII and was looked at before. Unassigned code points, symbols and private ones are none. */
const letterOrDigit = /^[ -~\p{Ll}\p{Lu}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]+$/u;
/** RFC 8264 9.9: jamo that NFC could not join are half of a syllable. */
const looseJamo = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/;
/** RFC 8264 9.17 refuses what has a plainer form: full-width letters, ligatures, superscripts. But keyboards of Thai and Lao write these four. */
const writtenSo = /[\u0e33\u0eb3\u0edc\u0edd]/g;
/** A mark that stands on nothing would be drawn on the character before it, the dot or the quote of a page. */
const loneMark = /(?<![\p{L}\p{M}\p{Nd}])\p{M}/u;

/** What is wrong with a local part in NFC whose ASCII characters are fine. */
export function internationalFault(local: string): AddressFault | undefined {
  if (!beyondAscii.test(local)) return undefined;
  const rest = local.replaceAll(writtenSo, 'ก');
  if (rest.normalize('NFKC') !== rest) return addressFault('local-look-alike');
  return letterOrDigit.test(local) && !looseJamo.test(local) && !loneMark.test(local.normalize('NFKC')) ? undefined : addressFault('local-character');
}

/** For telling mailboxes apart: lower case (RFC 8265 3.3.1), one form of each letter. The final sigma is a sigma. */
export function foldLocal(local: string): string {
  const lower = local.toLowerCase();
  return beyondAscii.test(lower) ? lower.replaceAll('ς', 'σ').normalize('NFKC') : lower;
}
