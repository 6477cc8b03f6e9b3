/**
 * A finished message as a reader's program takes it apart, written apart from the code that built it: fields in order, parts, decoded
 * texts. Strict: what does not fit is left out, and the rules say so.
 */

export type Field = {
  readonly name: string;
  /** Unfolded, still encoded. */
  readonly value: string;
  /** As it stands, with its line breaks. */
  readonly raw: string;
};

export type MessagePart = {
  readonly fields: readonly Field[];
  /** Lower case, without parameters. */
  readonly type: string;
  readonly charset: string | undefined;
  readonly encoding: string;
  /** Octets as they travel. */
  readonly encodedLength: number;
  /** Octets after the transfer encoding is taken off. */
  readonly decoded: Buffer;
};

export type ReadMessage = {
  readonly raw: Buffer;
  /** Header and lines of the body as octets (latin1). */
  readonly octets: string;
  readonly header: string;
  readonly fields: readonly Field[];
  readonly parts: readonly MessagePart[];
  /** Decoded text of the first text/plain and text/html part; empty when there is none. */
  readonly text: string;
  readonly html: string;
  /** Values of a field, in order; the name in any case. */
  readonly values: (name: string) => readonly string[];
};

export function readMessage(raw: Buffer): ReadMessage {
  const octets = raw.toString('latin1');
  const end = octets.indexOf('\r\n\r\n');
  const header = octets.slice(0, end < 0 ? octets.length : end + 2);
  const body = end < 0 ? '' : octets.slice(end + 4);
  const fields = readFields(header);
  const parts = readParts(fields, body);
  const decode = (type: string): string => parts.find((part) => part.type === type)?.decoded.toString('utf8') ?? '';
  const text = once(() => decode('text/plain'));
  const html = once(() => decode('text/html'));
  return { raw, octets, header, fields, parts, get text() { return text(); }, get html() { return html(); }, values: (name) => valuesOf(fields, name) };
}

/** Of most sample messages nobody asks for the texts: made when they are asked for, and then kept. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function valuesOf(fields: readonly Field[], name: string): readonly string[] {
  return fields.filter((field) => field.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
}

/** RFC 5322 2.2: a line that begins with white space goes on with the field above. */
function readFields(header: string): readonly Field[] {
  return header.split(/\r\n(?![ \t])/).filter((raw) => raw !== '').map((raw) => {
    const colon = raw.indexOf(':');
    return { name: raw.slice(0, Math.max(0, colon)), value: raw.slice(colon + 1).replaceAll(/\r\n(?=[ \t])/g, '').trim(), raw };
  });
}

/** RFC 2046 5.1: the parts of a multipart, those of a multipart inside as well; else the one body. */
function readParts(fields: readonly Field[], body: string): readonly MessagePart[] {
  const contentType = valuesOf(fields, 'Content-Type')[0] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!/^multipart\//i.test(contentType) || boundary === undefined) return [readPart(fields, contentType, body)];
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
  return pieces.filter((piece) => !piece.startsWith('--')).flatMap((piece) => {
    const content = piece.replace(/^[ \t]*\r\n/, '');
    const end = content.startsWith('\r\n') ? 0 : content.indexOf('\r\n\r\n');
    return readParts(readFields(content.slice(0, Math.max(0, end))), content.slice(end < 0 ? content.length : end + (end === 0 ? 2 : 4)));
  });
}

function readPart(fields: readonly Field[], contentType: string, body: string): MessagePart {
  const encoding = (valuesOf(fields, 'Content-Transfer-Encoding')[0] ?? '7bit').toLowerCase();
  const decoded = once(() => decodeBody(body, encoding));
  return {
    fields, encoding, type: /^[^;\s]*/.exec(contentType)?.[0].toLowerCase() ?? '', charset: /charset="?([^";\s]+)"?/i.exec(contentType)?.[1]?.toLowerCase(),
    encodedLength: body.length, get decoded() { return decoded(); },
  };
}

/** RFC 2045 6.7 and 6.8. */
function decodeBody(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return Buffer.from(body.replaceAll(/=[ \t]*\r\n/g, '').replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
}

/** RFC 2047: the words of a field as a reader sees them; the white space between two encoded-words is none (6.2). */
export function decodeWords(value: string): string {
  return value.replaceAll(/(=\?[^?\s]+\?[bq]\?[^?\s]*\?=)\s+(?==\?[^?\s]+\?[bq]\?)/gi, '$1').replaceAll(/(?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+/gi, decodeRun);
}

/** Neighbours are joined as octets, so that a character cut in two is seen whole, as most programs do. */
function decodeRun(run: string): string {
  const words = [...run.matchAll(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi)];
  const octets = words.map(([, , kind, text]) => (kind?.toLowerCase() === 'b' ? Buffer.from(text ?? '', 'base64') : decodeBody((text ?? '').replaceAll('_', ' '), 'quoted-printable')));
  return Buffer.concat(octets).toString(/^utf-?8(?:\*|$)/i.test(words[0]?.[1] ?? '') ? 'utf8' : 'latin1');
}
