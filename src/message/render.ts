/** Fills a compiled message for one reader: the only per-reader work of composing. One buffer with CRLF line ends, header and body. */
import type { CompiledMessage, HeaderHole } from './compile.js';
import { cleanName, escapeValue } from './escape.js';
import { renderHeader, renderMailbox, renderUris } from './header.js';
import type { Hole } from './holes.js';
import { fillPart, type CompiledPart, type Fill, type TransferEncoding } from './part.js';
import type { TokenName } from './tokens.js';

export type MessageRecipient = {
  readonly address: string;
  readonly name?: string | undefined;
  /** Without angle brackets: `makeMessageId`. */
  readonly messageId: string;
  /** https: the page of this reader, and the target of one-click (RFC 8058). */
  readonly unsubscribeUrl: string;
  /** `makeUnsubscribeAddress`; second choice of List-Unsubscribe. */
  readonly unsubscribeAddress?: string | undefined;
};

export type Values = Readonly<Record<Exclude<TokenName, 'webUrl'>, string>>;

/** Throws UserError `header-unsafe` when address or URLs hold what no header may. Not dot-stuffed: see `toWire`. */
export function renderMessage(message: CompiledMessage, recipient: MessageRecipient): Buffer {
  const values = toValues(recipient);
  const fill = makeFill(values);
  // A DKIM signature (RFC 6376) belongs here: over this header and the chunks behind it, its own field in front of all.
  const chunks: Buffer[] = [Buffer.from(renderHead(message, recipient, values), 'latin1')];
  for (const part of message.parts) chunks.push(...renderPart(part, message.boundary, fill));
  chunks.push(Buffer.from(`--${message.boundary}--\r\n`, 'latin1'));
  return Buffer.concat(chunks);
}

export function toValues(recipient: MessageRecipient): Values {
  return { readerName: cleanName(recipient.name), readerAddress: recipient.address, unsubscribeUrl: recipient.unsubscribeUrl };
}

/** Header and the empty line behind it. */
function renderHead(message: CompiledMessage, recipient: MessageRecipient, values: Values): string {
  const fields: Readonly<Record<HeaderHole, () => string>> = {
    'to': () => renderHeader('To', renderMailbox(values.readerName, recipient.address)),
    'subject': () => renderHeader('Subject', message.subject.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece, values))).join('')),
    'message-id': () => renderHeader('Message-ID', [`<${recipient.messageId}>`]),
    'list-unsubscribe': () => renderHeader('List-Unsubscribe', listUnsubscribe(recipient)),
  };
  return message.header.map((field) => (typeof field === 'string' ? field : fields[field.hole]())).join('') + '\r\n';
}

/** RFC 8058 3.1: exactly one https URI; RFC 2369 2: the preferred way stands first. */
function listUnsubscribe({ unsubscribeUrl, unsubscribeAddress }: MessageRecipient): readonly string[] {
  return renderUris(unsubscribeAddress === undefined ? [unsubscribeUrl] : [unsubscribeUrl, `mailto:${unsubscribeAddress}?subject=unsubscribe`]);
}

function renderPart(part: CompiledPart, boundary: string, fill: Fill): readonly Buffer[] {
  const { encoding, body } = fillPart(part, fill);
  return [partHead(part.mediaType, encoding, boundary), ...body, Buffer.from('\r\n', 'latin1')];
}

function partHead(mediaType: string, encoding: TransferEncoding, boundary: string): Buffer {
  const fields = renderHeader('Content-Type', [`${mediaType};`, 'charset=utf-8']) + renderHeader('Content-Transfer-Encoding', [encoding]);
  return Buffer.from(`--${boundary}\r\n${fields}\r\n`, 'latin1');
}

/** A link may stand in the mail several times: escaped once. */
export function makeFill(values: Values): Fill {
  const filled = new Map<string, Buffer>();
  return (hole) => {
    const key = `${hole.context} ${hole.token}`;
    const known = filled.get(key) ?? Buffer.from(escapeValue(valueOf(hole, values), hole.context));
    filled.set(key, known);
    return known;
  };
}

/** webUrl is filled when the message is compiled. */
function valueOf({ token }: Hole, values: Values): string {
  return token === 'webUrl' ? '' : values[token];
}
