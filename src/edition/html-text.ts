/** The text a reader of HTML sees, for the checks. Made for HTML that this program printed: every attribute is quoted. */

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

const notText = /<!--[\s\S]*?-->|<(style|script|title)\b[\s\S]*?<\/\1>|<[a-z/!](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;

export function decodeReferences(html: string): string {
  return html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (reference, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (hex !== undefined || decimal !== undefined) return characterOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    return named[name?.toLowerCase() ?? ''] ?? reference;
  });
}

/** A number behind the last character stands for a broken one, as in browsers. */
function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}

export function htmlText(html: string): string {
  return decodeReferences(html.replace(notText, ''));
}

/** Texts and attributes, without comments and style sheets. */
export function htmlValues(html: string): string {
  return decodeReferences(html.replace(/<!--[\s\S]*?-->|<(style|script)\b[\s\S]*?<\/\1>/gi, ''));
}

/** For comparing: printing may break and indent lines as it likes, and isolate what runs the other way. */
export function withoutSpace(text: string): string {
  return text.replace(/[\s\u00a0\u200b\u2066-\u2069]+/gu, '');
}
