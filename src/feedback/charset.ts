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
  return body.replaceAll(/[ \t]{0,20}\n/g, '\n').replaceAll('=\n', '').replaceAll(/=([\dA-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
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

/** Charsets tried when nothing names one: [charset, letters that must make up a fair share of what comes out]. */
const guesses: readonly (readonly [string, RegExp])[] = [
  ['euc-kr', /[가-힣]/g],
  ['euc-jp', /[ぁ-んァ-ヶ]/g],
  ['shift_jis', /[ぁ-んァ-ヶ]/g],
  ['koi8-r', /[а-яё]/g],
  ['gb18030', /[的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后收件用户邮箱存地址无法]/g],
  ['big5', /[的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後收件用戶郵箱存址無法]/g],
];

function guess(binary: string): string {
  const highCount = (binary.match(/[\u0080-\u00FF]/g) ?? []).length;
  for (const [charset, letters] of guesses) {
    const text = tryDecode(binary, charset, true);
    // a two-byte letter spends two high bytes; a tenth of them in common letters is far above chance
    if (text !== undefined && (text.match(letters) ?? []).length * 10 > highCount) return text;
  }
  return tryDecode(binary, 'windows-1252', false) ?? binary;
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
