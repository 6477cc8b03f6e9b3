/**
 * Messages for the reader, many to a file, in plain UTF-8 so that people can read and mend them. `=== name` begins one; `> address kind
 * reason|other` says what is expected (`-`: nobody named); `Charset:` and a body follow as in a mail. `%original%` stands for a quoted
 * original. `toMessage` writes the bytes, in any transport a mail may have gone through.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import iconv from 'iconv-lite';

import { packagePath } from '../../../src/package-root.js';

export type ExpectedFate = { readonly recipient: string | null; readonly kinds: readonly string[]; readonly reasons: readonly string[] };
export type ShapeMessage = { readonly name: string; readonly file: string; readonly expected: readonly ExpectedFate[]; readonly headers: string; readonly charset: string; readonly body: string };

const original = `Received: from mta.letters.example.org by mx.example.net; Tue, 3 Mar 2026 08:00:01 +0900
Message-ID: <c7.s12.9f3@letters.example.org>
From: editor@letters.example.org
To: cat@example.net
Subject: Weekly Letters 134
`;

export function loadShapes(): readonly ShapeMessage[] {
  const folder = packagePath('tests', 'fixtures', 'feedback', 'shapes');
  return readdirSync(folder).toSorted().flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^=== /m).slice(1).map((block) => toShape(file, block)));
}

function toShape(file: string, block: string): ShapeMessage {
  const [name = '', ...lines] = block.split('\n');
  const expected = lines.filter((line) => line.startsWith('> ') && lines.indexOf(line) < lines.indexOf('')).map(toFate);
  const end = lines.indexOf('');
  const head = lines.slice(expected.length, end);
  const charset = head.find((line) => line.startsWith('Charset: '))?.slice(9) ?? 'utf-8';
  return { name, file, expected, charset, headers: head.filter((line) => !line.startsWith('Charset: ')).join('\n'), body: lines.slice(end + 1).join('\n').replace('%original%', original) };
}

/** `cat@example.net hard userunknown|hostunknown`; kinds that are no bounces need no reason. */
function toFate(line: string): ExpectedFate {
  const [recipient = '', kinds = '', reasons = ''] = line.slice(2).split(' ');
  return { recipient: recipient === '-' ? null : recipient, kinds: kinds.split('|'), reasons: reasons === '' ? [] : reasons.split('|') };
}

export type Transport = { readonly lineEnd: string; readonly encoding: '8bit' | 'base64' | 'quoted-printable'; readonly label: 'right' | 'missing'; readonly path: string; readonly colon: string };

export const plainTransport: Transport = { lineEnd: '\n', encoding: '8bit', label: 'right', path: 'Return-Path: <>\n', colon: ':' };
export const personTransport: Transport = { ...plainTransport, path: 'Return-Path: <someone@example.net>\n' };

export function toMessage(shape: ShapeMessage, transport: Transport = plainTransport): Buffer {
  const isStructured = /^content-type:/im.test(shape.headers);
  const bytes = encode(shape.body, shape.charset);
  const type = isStructured ? '' : `Content-Type: text/plain${transport.label === 'right' ? `; charset=${shape.charset}` : ''}\nContent-Transfer-Encoding: ${transport.encoding}\n`;
  const head = `${transport.path}${encodeHeaders(shape.headers)}\nTo: news+v1.k3x9@letters.example.org\nDate: Tue, 3 Mar 2026 08:00:09 +0900\nMIME-Version: 1.0\n${type}\n`.replaceAll(/^([\w-]+):/gm, `$1${transport.colon}`);
  const body = isStructured ? bytes.toString('latin1') : transferEncode(bytes, transport.encoding);
  return Buffer.from(`${head}${body}`.replaceAll('\n', transport.lineEnd), 'latin1');
}

function encodeHeaders(headers: string): string {
  return headers.replaceAll(/^(\w[\w-]*: )(.*\P{ASCII}.*)$/gmu, (_, name: string, value: string) => `${name}${encodeValue(value)}`);
}

function encodeValue(value: string): string {
  const address = / ?<[^<>]*>$/.exec(value)?.[0] ?? '';
  return `=?utf-8?B?${Buffer.from(value.slice(0, value.length - address.length)).toString('base64')}?=${address}`;
}

function transferEncode(bytes: Buffer, encoding: Transport['encoding']): string {
  if (encoding === 'base64') return bytes.toString('base64').replaceAll(/.{76}/g, '$&\n');
  const binary = bytes.toString('latin1');
  // eslint-disable-next-line no-control-regex -- everything but printable ASCII
  return encoding === 'quoted-printable' ? binary.replaceAll(/[^\n -<>-~]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`) : binary;
}

/** iconv-lite knows all but ISO-2022-JP, which is EUC-JP in seven bits between escapes (RFC 1468). */
function encode(text: string, charset: string): Buffer {
  if (charset !== 'iso-2022-jp') return iconv.encode(text, charset);
  return Buffer.concat([...text.matchAll(/\p{ASCII}+|\P{ASCII}+/gu)].map(([run]) => (run.charCodeAt(0) < 0x80 ? Buffer.from(run) : toSevenBits(run))));
}

function toSevenBits(run: string): Buffer {
  return Buffer.concat([Buffer.from('\u001B$B'), Buffer.from(iconv.encode(run, 'euc-jp').map((byte) => byte & 0x7F)), Buffer.from('\u001B(B')]);
}
