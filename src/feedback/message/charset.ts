/**
 * Bytes of a bounce to text: transfer encodings, charsets and encoded words, with the patience that bounces need: wrong labels, no
 * labels, broken encodings. The platform's TextDecoder knows every charset of the WHATWG Encoding Standard, ISO-2022-JP among them,
 * which iconv-lite lacks. Messages are carried as "binary strings", one character per byte, until a charset is known.
 */

/** RFC 2045 6: base64 and quoted-printable; everything else is taken as it is. */
export function decodeTransfer(body: string, encoding: string): string {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return Buffer.from(body, 'base64').toString('latin1');
  return name === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}

function decodeQuotedPrintable(body: string): string {
  return body.replaceAll(/(?<![ \t])[ \t]+\n/g, '\n').replaceAll('=\n', '').replaceAll(/=([\dA-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Text of a binary string. The label is believed only as far as the bytes bear it out. */
export function decodeCharset(binary: string, label: string): string {
  // eslint-disable-next-line no-control-regex -- ISO-2022 announces itself by ESC, whatever the label says (RFC 1468)
  if (/\u001B[$(][@BIJ]/.test(binary)) return tryDecode(binary, 'iso-2022-jp', false) ?? binary;
  if (!/[\u0080-\u00FF]/.test(binary)) return binary;
  return tryDecode(binary, 'utf-8', true) ?? decodeLabelled(binary, label) ?? guess(binary);
}

function decodeLabelled(binary: string, label: string): string | undefined {
  const name = label.trim().toLowerCase().replaceAll(/["']/g, '');
  if (name === '' || name === 'us-ascii' || name === 'utf-8' || name === 'utf8' || name.startsWith('unknown')) return undefined;
  // Latin labels fit any bytes. Six high bytes in a row are no European word: the label is wrong
  if (/^(?:iso-8859-1|iso-8859-15|windows-1252|latin-?1)$/.test(name) && /[\u0080-\u00FF]{6}/.test(binary)) return guess(binary);
  return tryDecode(binary, name, true) ?? tryDecode(binary, name, false);
}

/**
 * Charsets tried when nothing names one. Each finds its own letters among the high bytes: [charset, letters as they are decoded, or
 * null to look at the bytes, byte pairs of the common Chinese letters, weight]. Hangul and Cyrillic prove more than a byte range does.
 */
const guesses: readonly (readonly [charset: string, letters: RegExp | null, pairs: RegExp | null, weight: number])[] = [
  ['euc-kr', /[가-힣]/g, null, 2],
  ['euc-jp', /[ぁ-んァ-ヶ]/g, null, 3],
  ['shift_jis', /[ぁ-んァ-ヶ]/g, null, 3],
  ['koi8-r', /[а-яё]{3,}/g, null, 1],
  ['windows-1251', /[а-яё]{3,}/g, null, 1],
  ['gb18030', null, /[\u00B0-\u00D7][\u00A1-\u00FE]/g, 0.9], // GB 2312, first level: 3,755 letters by use
  ['big5', null, /[\u00A4-\u00C6][@-~\u00A1-\u00FE]/g, 0.85], // Big5, first level
];

/** Below this share of a charset's own letters the bytes are taken for a Latin one. */
const leastShare = 0.4;

function guess(binary: string): string {
  const sample = binary.slice(0, 20_000);
  const highCount = countHigh(sample);
  let best: { readonly share: number; readonly charset: string } = { share: leastShare, charset: 'windows-1252' };
  for (const [charset, letters, pairs, weight] of guesses) {
    const text = tryDecode(binary, charset, true);
    if (text === undefined) continue;
    const own = pairs === null ? countMatched(text.slice(0, 20_000), letters) : countHigh((sample.match(pairs) ?? []).join(''));
    if ((own * weight) / highCount > best.share) best = { share: (own * weight) / highCount, charset };
  }
  return tryDecode(binary, best.charset, false) ?? binary;
}

function countHigh(binary: string): number {
  return (binary.match(/[\u0080-\u00FF]/g) ?? []).length;
}

function countMatched(text: string, letters: RegExp | null): number {
  return letters === null ? 0 : (text.match(letters) ?? []).join('').length;
}

function tryDecode(binary: string, charset: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(charset, { fatal }).decode(Buffer.from(binary, 'latin1'));
  } catch {
    return undefined; // unknown label, or bytes the charset cannot have
  }
}

/** RFC 2047 encoded words of a header value, and raw 8-bit that should not be there. */
export function decodeHeader(value: string): string {
  const joined = value.slice(0, 8_000).replaceAll(/\?=\s{1,20}=\?/g, '?==?');
  if (!joined.includes('=?')) return decodeCharset(joined, '');
  return joined.replaceAll(/=\?([\w.:-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,2000})\?=/gi, (_, charset: string, kind: string, text: string) => {
    const bytes = kind.toLowerCase() === 'b' ? decodeTransfer(text, 'base64') : decodeQuotedPrintable(text.replaceAll('_', ' '));
    return decodeCharset(bytes, charset);
  });
}
