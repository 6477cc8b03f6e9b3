/**
 * What a message says in words, apart from the original it quotes: the notification, and the quoted original's headers. Bounces quote
 * originals as parts, as attachments, or below a line in the same text; the words of our own newsletter must not become evidence.
 */

import { binaryOf, readPart, textOf, walkParts, type Part } from './mime.js';

export type Notification = {
  /** Words of the notification, LF, bounded, without the quoted original. */
  readonly text: string;
  /** The returned message or its headers, as far as they are there. */
  readonly originals: readonly Part[];
};

const maxTextLength = 20_000;
const maxLineLength = 1_000;

/** A line below which the original is quoted. Tried per line, so `^` is the line's start. */
const originalMarkers: readonly RegExp[] = [
  /^\s{0,4}[-=_<>+|#]{2,}\s?(?:\w+ ){0,8}(?:original|returned|return|unsent|undelivered|undeliverable|non-delivered|source|bounced|received)\W{1,2}(?:\w+ ){0,6}(?:e-?mail|mail|message|messages|letter|headers?|text)\b/i,
  /^[-=_*#<> ]{0,}(?:the |this is |here is |here follows |a |below (?:this line |the next line )?(?:is|are) )?(?:a |the )?(?:copy|first part|(?:header and )?(?:top|first) \d{1,4} lines|original text|text|header|headers) of (?:the|your|my|this) (?:\w+ ){0,3}(?:message|mail|e-?mail|header)/i,
  /^[-=_*# ]{0,}(?:the )?(?:original|returned|unsent|undelivered|unsuccessful|bounced) (?:e-?mail |mail |message )?(?:message |mail )?(?:text |headers? |header |body )?(?:follows|below|is (?:attached|below|included|as follows)|as received|attached|begins|:$)/i,
  /^[-=_* ]{2,}(?:message (?:header|body|text|contents?)|header of|mensaje original|mensagem original|message d'origine|messaggio originale|ursprüngliche|originalnachricht|original ?nachricht|原始|원본|원문|元のメッセージ|исходное|копия)/i,
  /^[-=_*# ]{0,}(?:below|following) (?:this line |the next line )?(?:is|are) (?:a |the )?copy/i,
  /^-{2,}\s?(?:below this line|above this line|este es una copia|以下|下面|아래|다음)/i,
  /^(?:original message headers|message headers follow|start of returned message|received message:|additional header|diagnostic information for administrators' message)/i,
];

/** Header lines that begin a quoted original when nothing announces it. */
const headerStart = /^(?:[>|] ?)?(?:return-path|received|dkim-signature|x-original-to|delivered-to|message-id|mime-version|x-mailer)[ \t]{0,4}:/i;
const headerLine = /^[>|\s]{0,4}[a-z][\w-]{1,40}[ \t]{0,4}:|^[ \t]+\S/i;

export function readNotification(root: Part): Notification {
  const parts = [...walkParts(root)];
  const attached = parts.filter((part) => part !== root && isOriginal(part)).map(toOriginal);
  const { text, quoted } = cutOriginal(wordsOf(root, parts));
  return { text, originals: quoted === '' ? attached : [...attached, readPart(unquote(quoted), 99)] };
}

function isOriginal(part: Part): boolean {
  return part.type === 'message/rfc822' || part.type === 'message/global' || part.type === 'text/rfc822-headers' || part.type === 'message/global-headers' || part.type === 'text/rfc822' || part.type === 'message/partial';
}

function toOriginal(part: Part): Part {
  return part.parts[0] ?? readPart(binaryOf(part).trimStart(), 99);
}

/** Plain text first; HTML only where there is no plain text worth the name. */
function wordsOf(root: Part, parts: readonly Part[]): string {
  const leaves = parts.filter((part) => part.parts.length === 0);
  const plain = joinTexts(leaves.filter((part) => part.type === 'text/plain' && !isAttachedText(part)));
  if (plain.trim().length > 30) return plain;
  const html = joinTexts(leaves.filter((part) => part.type === 'text/html'));
  if (html.trim() !== '' || plain.trim() !== '') return `${plain}\n${html}`;
  return root.parts.length === 0 ? textOf({ ...root, type: 'text/plain' }) : '';
}

function isAttachedText(part: Part): boolean {
  return /^\s*attachment/i.test(part.headers.get('content-disposition')?.[0] ?? '') && headerStart.test(part.body);
}

function joinTexts(parts: readonly Part[]): string {
  return parts.slice(0, 8).map((part) => textOf(part).slice(0, maxTextLength)).join('\n\n').slice(0, maxTextLength * 2);
}

function cutOriginal(whole: string): { text: string; quoted: string } {
  const lines = whole.split('\n').map((line) => line.slice(0, maxLineLength));
  const at = lines.findIndex((line, index) => originalMarkers.some((marker) => marker.test(line)) || startsHeaders(lines, index));
  if (at === -1) return { text: lines.join('\n').slice(0, maxTextLength), quoted: '' };
  const from = startsHeaders(lines, at) ? at : at + 1;
  return { text: lines.slice(0, at).join('\n').slice(0, maxTextLength), quoted: lines.slice(from).join('\n').replace(/^[\s=_-]{1,400}/, '') };
}

/** Three header lines in a row, the first of which only real headers have. */
function startsHeaders(lines: readonly string[], index: number): boolean {
  return headerStart.test(lines[index] ?? '') && headerLine.test(lines[index + 1] ?? '') && headerLine.test(lines[index + 2] ?? '');
}

function unquote(text: string): string {
  return text.startsWith('>') ? text.replaceAll(/^> ?/gm, '') : text;
}
