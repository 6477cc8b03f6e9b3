/**
 * An edition becomes a message once: every header and body octet that is the same for all readers, and typed holes for the rest.
 * `renderMessage` fills it per reader. Same edition, same input, same bytes on any machine (I12).
 */
import { cutVariant, toVariant, type Variant } from '../edition/conditional.js';
import type { Edition } from '../edition/edition.js';
import { renderDate, renderHeader, renderMailbox, renderPhrase } from './header.js';
import { quoteTokenAttributes, splitHtml, splitText, type Piece } from './holes.js';
import { foldHtml } from './html-fold.js';
import { escapeValue } from './escape.js';
import { createFrame, type PartFrame } from './frame.js';
import { compilePart, type CompiledPart } from './part.js';
import { editionUrl } from './tokens.js';

export type Mailbox = { readonly name: string; readonly address: string };

export type MessageInput = {
  readonly edition: Edition;
  readonly from: Mailbox;
  readonly replyTo?: string | undefined;
  /** RFC 2919; `id` without the angle brackets. */
  readonly listId: { readonly name: string; readonly id: string };
  /** Of the campaign, not of the attempt: every attempt has the same bytes. */
  readonly date: Date;
  /** Where readers reach the web pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Does the relay offer 8BITMIME (RFC 6152)? Not knowing is no. */
  readonly has8BitMime: boolean;
  /** Which conditional sections are in; all of them without it. */
  readonly variant?: Variant;
};

/** Header fields that differ per reader. */
export type HeaderHole = 'to' | 'subject' | 'message-id' | 'list-unsubscribe';

export type CompiledMessage = {
  /** Fixed fields in wire form, one each, and the holes between them. The empty line behind them is not in here. */
  readonly header: readonly (string | { readonly hole: HeaderHole })[];
  readonly subject: readonly Piece[];
  readonly boundary: string;
  readonly frame: PartFrame;
  /** text/plain first: RFC 2046 5.1.4, the last form is the one to prefer. */
  readonly parts: readonly [text: CompiledPart, html: CompiledPart];
};

/** Throws UserError: `header-unsafe`, `token-unknown`, `token-place`. */
export function compileMessage(input: MessageInput): CompiledMessage {
  const { edition, has8BitMime } = input;
  const shown = cutVariant(edition, input.variant ?? toVariant(edition, 'all'));
  const webUrl = editionUrl(input.publicUrl, edition.newsletter, edition.slug);
  // RFC 2045 6.7: `=_` occurs in no quoted-printable body; the hash of the edition occurs in no 8bit one.
  const boundary = `=_${edition.hash.slice(0, 32)}`;
  const subject = fillWebUrl(splitText(edition.subject), webUrl);
  const written = quoteTokenAttributes(trimLines(toLf(shown.html)));
  // The other encodings break lines by themselves.
  const html = has8BitMime ? foldHtml(written) : written;
  const parts = [
    compilePart('text/plain', toCrlf(fillWebUrl(splitText(trimLines(toLf(shown.text))), webUrl)), has8BitMime),
    compilePart('text/html', toCrlf(fillWebUrl(splitHtml(html), webUrl)), has8BitMime),
  ] as const;
  return { header: compileHeader(input, subject, boundary), subject, boundary, frame: createFrame(boundary), parts };
}

/**
 * RFC 5322 3.6: each field once. `Precedence: bulk` keeps polite autoresponders quiet (RFC 3834 2); no Auto-Submitted, an editor wrote
 * this. Both List-Unsubscribe fields must be covered by a DKIM signature (RFC 8058 4).
 */
function compileHeader(input: MessageInput, subject: readonly Piece[], boundary: string): CompiledMessage['header'] {
  const { edition, from, replyTo, listId } = input;
  const fixed = [
    ...(replyTo === undefined ? [] : [renderHeader('Reply-To', renderMailbox(undefined, replyTo))]),
    renderHeader('Date', [renderDate(input.date)]),
    renderHeader('List-Id', [...(listId.name === '' ? [] : renderPhrase(listId.name)), `<${listId.id}>`]),
    renderHeader('List-Unsubscribe-Post', ['List-Unsubscribe=One-Click']),
    renderHeader('Precedence', ['bulk']),
    renderHeader('Content-Language', [edition.lang]),
    renderHeader('MIME-Version', ['1.0']),
    renderHeader('Content-Type', ['multipart/alternative;', `boundary="${boundary}"`]),
  ];
  return [
    renderHeader('From', renderMailbox(from.name, from.address)),
    { hole: 'to' },
    compileSubject(subject),
    { hole: 'message-id' },
    { hole: 'list-unsubscribe' },
    ...fixed,
  ];
}

/** Encoding it costs as much as all the rest of filling: only a subject that names the reader is encoded per reader. */
function compileSubject(subject: readonly Piece[]): CompiledMessage['header'][number] {
  const fixed = renderHeader('Subject', subject.map((piece) => (typeof piece === 'string' ? piece : '')).join(''));
  return subject.every((piece) => typeof piece === 'string') ? fixed : { hole: 'subject' };
}

/** The same for all readers of a campaign: no hole. */
function fillWebUrl(pieces: readonly Piece[], webUrl: string): readonly Piece[] {
  const filled: Piece[] = [];
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : piece.token === 'webUrl' ? escapeValue(webUrl, piece.context) : undefined;
    const before = filled.at(-1);
    if (text !== undefined && typeof before === 'string') filled[filled.length - 1] = before + text;
    else filled.push(text ?? piece);
  }
  return filled;
}

function toLf(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function toCrlf(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece) => (typeof piece === 'string' ? piece.replaceAll('\n', '\r\n') : piece));
}

/** Relays drop white space at line ends, and a signature over it breaks; only the mark of a mail signature needs its space (RFC 3676 4.3). */
function trimLines(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, (spaces, at: number) => (/(?:^|\n)--$/.test(text.slice(Math.max(0, at - 3), at)) && spaces === ' ' ? spaces : ''));
}
