/**
 * The one place that writes header fields. Refuses whatever could end a line, folds, encodes. Nobody builds a header by hand:
 * a name with a line break in it would otherwise be a `Bcc:`.
 */
import { UserError } from '../errors.js';
import { encodeWords } from './encoded-word.js';

/** Text for people, encoded when it must be; or words in their wire form, between which the line may be folded. */
export type HeaderValue = string | readonly string[];

/** RFC 2047 2: a line with an encoded-word has 76 columns at the most; RFC 5322 2.1.1 would allow 78. One limit is enough. */
const lineLimit = 76;
/** RFC 5322 2.1.1: no line is longer, without its CRLF. */
const hardLimit = 998;

/** `utf8`: only in a mail that goes out with SMTPUTF8 (RFC 6532 3.2). */
export type HeaderCharset = 'ascii' | 'utf8';

const wireForms: Readonly<Record<HeaderCharset, { readonly allowed: RegExp; readonly refusal: string }>> = {
  ascii: { allowed: /^[ -~]*$/, refusal: 'it holds a control character or a letter outside of ASCII' },
  utf8: { allowed: /^[^\p{C}\p{Zl}\p{Zp}]*$/u, refusal: 'it holds a control character or half a letter' },
};

/** The whole field with its CRLF, to be written as UTF-8. Throws UserError `header-unsafe`. */
export function renderHeader(name: string, value: HeaderValue, charset: HeaderCharset = 'ascii'): string {
  const words = typeof value === 'string' ? encodeText(name, value) : value;
  const { allowed, refusal } = wireForms[charset];
  if (!/^[!-9;-~]+$/.test(name)) throw unsafe(name, 'its name holds a character no header name may have');
  if (words.some((word) => !allowed.test(word))) throw unsafe(name, refusal);
  const lines = foldWords(`${name}:`, words);
  if (lines.some((line) => Buffer.byteLength(line) > hardLimit)) throw unsafe(name, `a word in it is longer than ${hardLimit} octets`);
  return lines.join('\r\n') + '\r\n';
}

/**
 * `Name <address>` as words for `renderHeader`. The address is taken as it is: its grammar was checked when it came in, here only
 * what would break out of the angle brackets is refused.
 */
export function renderMailbox(name: string | undefined, address: string): readonly string[] {
  if (/[\s<>,;]/.test(address)) throw unsafe('address', 'an address holds a space, a comma, a semicolon or an angle bracket');
  const phrase = name === undefined || name.trim() === '' ? [] : renderPhrase(name.trim());
  return phrase.length === 0 ? [address] : [...phrase, `<${address}>`];
}

/** RFC 2369 2: each in angle brackets, never encoded, the line folded between them only. */
export function renderUris(uris: readonly string[]): readonly string[] {
  if (uris.some((uri) => /[\s<>]/.test(uri))) throw unsafe('List-Unsubscribe', 'a link holds a space or an angle bracket');
  return uris.map((uri, index) => (index === uris.length - 1 ? `<${uri}>` : `<${uri}>,`));
}

/** A display name: atoms, a quoted string, or encoded-words (RFC 5322 3.2.5, RFC 2047 5 (3)). */
export function renderPhrase(text: string): readonly string[] {
  refuseControls('display name', text);
  // Longest field name before a phrase: `Reply-To: `.
  if (needsEncoding(text)) return encodeWords(text, lineLimit - 'Reply-To: '.length);
  if (/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(text)) return toWords(text);
  return toWords(`"${text.replaceAll(/["\\]/g, '\\$&')}"`);
}

/** RFC 5322 3.3, always in UTC: `Sun, 22 Nov 2026 09:00:00 +0000`. */
export function renderDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new RangeError('a message needs a valid date');
  return date.toUTCString().replace('GMT', '+0000');
}

/** Encodes from the first word that needs it to the last: the spaces between two encoded-words would be lost (RFC 2047 6.2). */
function encodeText(name: string, text: string): readonly string[] {
  refuseControls(name, text);
  const words = toWords(text.trim());
  const first = words.findIndex(needsEncoding);
  if (first < 0) return words;
  const last = words.findLastIndex(needsEncoding);
  const before = words.slice(0, first);
  const room = lineLimit - [`${name}:`, ...before].join(' ').length - 1;
  // Too little room for more than a few letters: the first encoded-word goes to the next line, whole.
  const encoded = encodeWords(words.slice(first, last + 1).join(' '), room < 32 ? lineLimit : room);
  return [...before, ...encoded, ...words.slice(last + 1)];
}

/** `=?` would be read as an encoded-word; a word near the hard limit must be cut, and only an encoded-word can be. */
function needsEncoding(text: string): boolean {
  return /[^ -~]|=\?/.test(text) || /[^ ]{900}/.test(text);
}

/** Split at single spaces; further spaces stay in front of their word, so that joining gives the same text. */
function toWords(text: string): readonly string[] {
  return (text.match(/ *[^ ]+/g) ?? []).map((word, index) => (index === 0 ? word : word.slice(1)));
}

/** The first word stays beside the name, however long: a first line without a value confuses old readers. */
function foldWords(start: string, words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = start;
  for (const word of words) {
    if (line !== start && line.length + 1 + word.length > lineLimit) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

function refuseControls(name: string, text: string): void {
  if (/\p{Cc}/u.test(text)) throw unsafe(name, 'it holds a line break or another control character');
}

function unsafe(name: string, why: string): UserError {
  return new UserError('header-unsafe', `The header field "${name.replaceAll(/[^ -~]/g, '?')}" cannot be written: ${why}.`);
}
