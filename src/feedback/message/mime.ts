/**
 * The structure of a message that came back: headers, parts, parts of parts. mailparser keeps no raw delivery-status parts and gives up
 * on broken ones, so this reads them itself, tolerantly: wrong line ends, lost blank lines, boundaries that nobody announced. Bounded
 * in size, depth and number; it never throws.
 */

import { decodeCharset, decodeTransfer } from './charset.js';
import { readParameter } from './content-type.js';

/** Lower-case name to values in order, unfolded, still encoded. */
export type Headers = ReadonlyMap<string, readonly string[]>;

export type Part = {
  readonly headers: Headers;
  /** Lower case, `text/plain` by default. */
  readonly type: string;
  readonly contentType: string;
  /** Binary string, still in its transfer encoding. */
  readonly body: string;
  readonly parts: readonly Part[];
};

/** Bounces quote originals; what comes behind this is the original's own bulk. */
const maxMessageLength = 4_000_000;
const maxHeaderLength = 20_000;
const maxHeaderCount = 1_000;
const maxDepth = 6;
const maxPartCount = 100;
const maxTextLength = 100_000;

const headerLine = /^([!-9;-~]{1,100})[ \t]{0,10}:/;
const boundaryLine = /^--(?=\S)([^\n]{1,200}?)[ \t]*\n(?:[ \t]*\n)?content-(?:type|description|disposition|transfer-encoding)[ \t]*:/im;

export function readMessage(raw: Uint8Array): Part {
  const binary = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, maxMessageLength)).toString('latin1');
  return readPart(binary.replaceAll(/\r\n?/g, '\n').replace(/^\s{1,1000}/, ''), 0);
}

export function readPart(binary: string, depth: number): Part {
  const { headers, bodyStart } = readHeaders(binary);
  const contentType = headers.get('content-type')?.[0] ?? '';
  const type = /^\s*([\w.+-]{1,60}\/[\w.+-]{1,60})/.exec(contentType)?.[1]?.toLowerCase() ?? 'text/plain';
  const body = binary.slice(bodyStart);
  return { headers, type, contentType, body, parts: depth < maxDepth ? readChildren({ headers, type, contentType, body }, depth + 1) : [] };
}

/** RFC 5322 2.2. A line that is no header ends the headers, blank or not; `From ` lines of mailbox files are passed over. */
export function readHeaders(binary: string): { headers: Headers; bodyStart: number } {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  let at = 0;
  for (let count = 0; at < binary.length && count < maxHeaderCount; count += 1) {
    const end = lineEnd(binary, at);
    const line = binary.slice(at, Math.min(end, at + maxHeaderLength));
    if (line.trim() === '') return { headers, bodyStart: Math.min(end + 1, binary.length) };
    const name = headerLine.exec(line)?.[1]?.toLowerCase();
    if (/^[ \t]/.test(line)) extend(last, line);
    else if (name !== undefined) last = append(headers, name, line.slice(line.indexOf(':') + 1).trim());
    else if (!/^>?From /.test(line)) return { headers, bodyStart: at };
    at = end + 1;
  }
  return { headers, bodyStart: Math.min(at, binary.length) };
}

function lineEnd(binary: string, from: number): number {
  const end = binary.indexOf('\n', from);
  return end === -1 ? binary.length : end;
}

function extend(values: string[] | undefined, line: string): void {
  const value = values?.at(-1);
  if (values === undefined || value === undefined || value.length > maxHeaderLength) return;
  values[values.length - 1] = `${value} ${line.trim()}`;
}

function append(headers: Map<string, string[]>, name: string, value: string): string[] {
  const values = headers.get(name) ?? [];
  values.push(value);
  headers.set(name, values);
  return values;
}

function readChildren(part: Omit<Part, 'parts'>, depth: number): Part[] {
  if (part.type === 'message/rfc822' || part.type === 'message/global') return [readPart(decodedBody(part).replace(/^\s{1,100}/, ''), depth)];
  const boundary = part.type.startsWith('multipart/') ? readParameter(part.contentType, 'boundary') : undefined;
  const pieces = boundary === undefined ? [] : splitAt(part.body, boundary);
  if (pieces.length > 0) return pieces.map((piece) => readPart(piece, depth));
  const found = part.type.startsWith('multipart/') || part.type === 'text/plain' ? unannouncedBoundary(part.body) : undefined;
  return found === undefined ? [] : splitAt(part.body, found).map((piece) => readPart(piece, depth));
}

/** A boundary line with MIME headers below it near the top. Further down it belongs to an original quoted in the text. */
function unannouncedBoundary(body: string): string | undefined {
  const match = boundaryLine.exec(body.slice(0, 20_000));
  return match === null || match.index > 600 || /^received:/im.test(body.slice(0, match.index)) ? undefined : match[1];
}

/** RFC 2046 5.1.1: the pieces between the boundary lines; a missing last boundary ends at the end. */
function splitAt(body: string, boundary: string): string[] {
  const pieces: string[] = [];
  const marker = `--${boundary}`;
  let start = -1;
  for (let at = findLine(body, marker, 0); at !== -1 && pieces.length < maxPartCount; at = findLine(body, marker, at + marker.length)) {
    if (start !== -1) pieces.push(body.slice(start, Math.max(start, at - 1)));
    if (body.startsWith('--', at + marker.length)) return pieces;
    start = Math.min(lineEnd(body, at) + 1, body.length);
  }
  if (start !== -1 && pieces.length < maxPartCount) pieces.push(body.slice(start));
  return pieces;
}

function findLine(body: string, marker: string, from: number): number {
  if (from === 0 && body.startsWith(marker)) return 0;
  const at = body.indexOf(`\n${marker}`, Math.max(0, from - 1));
  return at === -1 ? -1 : at + 1;
}

/** This part and all within it, outermost first. Does not enter returned originals unless asked to. */
export function* walkParts(part: Part, intoOriginals = false): Generator<Part> {
  yield part;
  if (!intoOriginals && (part.type === 'message/rfc822' || part.type === 'message/global')) return;
  for (const child of part.parts) yield* walkParts(child, intoOriginals);
}

function decodedBody(part: Pick<Part, 'headers' | 'body'>): string {
  const encoding = part.headers.get('content-transfer-encoding')?.[0] ?? '';
  return encoding === '' ? part.body : decodeTransfer(part.body, encoding).replaceAll(/\r\n?/g, '\n');
}

/** The decoded body, binary: for parts that hold fields or headers. */
export function binaryOf(part: Part): string {
  return decodedBody(part);
}

/** The text of a text part, HTML reduced to lines; bounded. */
export function textOf(part: Part): string {
  const encoded = part.body.length > maxTextLength * 3 ? { ...part, body: part.body.slice(0, maxTextLength * 3) } : part;
  const text = decodeCharset(decodedBody(encoded).slice(0, maxTextLength), readParameter(part.contentType, 'charset') ?? '');
  return part.type === 'text/html' || /^\s{0,50}<(?:!doctype html|html)/i.test(text) ? stripHtml(text) : text;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Enough of HTML for a bounce: line breaks, no tags, common entities. */
function stripHtml(html: string): string {
  return html
    .replaceAll(/<(style|script|head|title)\b[^<>]{0,500}>[^<]{0,20000}/gi, ' ')
    .replaceAll(/[ \t\n]+/g, ' ')
    .replaceAll(/<(?:br|\/?p|\/?div|\/?tr|\/?li|\/?h\d|\/?table|\/?pre|hr)\b[^<>]{0,2000}>/gi, '\n')
    .replaceAll(/<[^<>]{0,5000}>/g, ' ')
    .replaceAll(/&(#\d{1,6}|#x[\da-f]{1,5}|[a-z]{2,6});/gi, (whole, name: string) => decodeEntity(whole, name.toLowerCase()))
    .replaceAll(/(?<![ \t])[ \t]+\n/g, '\n');
}

function decodeEntity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole;
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code > 0 && code < 0x11_00_00 ? String.fromCodePoint(code) : ' ';
}
