/** Fills a compiled message for one reader: the only per-reader work of composing. One buffer with CRLF line ends, header and body. */
import { needsSmtpUtf8 } from '../address/international.js';
import type { CompiledMessage, HeaderHole } from './compile.js';
import { cleanName, escapeValue } from './escape.js';
import { renderHeader, renderMailbox, renderUris } from './header.js';
import type { Hole } from './holes.js';
import { fillPart, type CompiledPart, type Fill } from './part.js';
import type { FieldText } from './field-text.js';
import { UserError } from '../errors.js';
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
  /** What the fields of the edition are for this reader, in their order: `createFieldWriter`. */
  readonly fields?: readonly FieldText[] | undefined;
};

export type Values = Readonly<Record<Exclude<TokenName, 'webUrl'>, string>> & { readonly fields: readonly FieldText[] };

/** A filled message in pieces: header fields with their CRLF, written as UTF-8, and the body. Fixed buffers are the same objects for all readers. */
export type FilledMessage = { readonly fields: readonly string[]; readonly body: readonly Buffer[] };

/** Throws UserError `header-unsafe` when address or URLs hold what no header may. Not dot-stuffed: see `toWire`. */
export function renderMessage(message: CompiledMessage, recipient: MessageRecipient): Buffer {
  return joinMessage(fillMessage(message, recipient));
}

export function fillMessage(message: CompiledMessage, recipient: MessageRecipient): FilledMessage {
  const values = toValues(recipient);
  const fill = makeFill(values);
  const [text, html] = message.parts;
  return {
    fields: renderFields(message, recipient, values),
    body: [...renderPart(text, message, fill), ...renderPart(html, message, fill), message.frame.close],
  };
}

/** `signatures`: whole fields, in front of all others (RFC 6376 3.5 and 5.6). */
export function joinMessage(filled: FilledMessage, signatures = ''): Buffer {
  return Buffer.concat(piecesOf(filled, signatures));
}

/** The same without copying what is fixed. */
export function piecesOf({ fields, body }: FilledMessage, signatures = ''): readonly Buffer[] {
  return [Buffer.from(`${signatures}${fields.join('')}\r\n`), ...body];
}

export function toValues(recipient: MessageRecipient): Values {
  return { readerName: cleanName(recipient.name), readerAddress: recipient.address, unsubscribeUrl: recipient.unsubscribeUrl, fields: recipient.fields ?? [] };
}

function renderFields(message: CompiledMessage, recipient: MessageRecipient, values: Values): readonly string[] {
  const fields: Readonly<Record<HeaderHole, () => string>> = {
    'to': () => renderHeader('To', renderMailbox(values.readerName, recipient.address), needsSmtpUtf8(recipient.address) ? 'utf8' : 'ascii'),
    'subject': () => renderHeader('Subject', message.subject.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece, values))).join('')),
    'message-id': () => renderHeader('Message-ID', [`<${recipient.messageId}>`]),
    'list-unsubscribe': () => renderHeader('List-Unsubscribe', listUnsubscribe(recipient)),
  };
  return message.header.map((field) => (typeof field === 'string' ? field : fields[field.hole]()));
}

/** RFC 8058 3.1: exactly one https URI; RFC 2369 2: the preferred way stands first. */
function listUnsubscribe({ unsubscribeUrl, unsubscribeAddress }: MessageRecipient): readonly string[] {
  return renderUris(unsubscribeAddress === undefined ? [unsubscribeUrl] : [unsubscribeUrl, `mailto:${unsubscribeAddress}?subject=unsubscribe`]);
}

function renderPart(part: CompiledPart, { frame }: CompiledMessage, fill: Fill): readonly Buffer[] {
  const { encoding, body } = fillPart(part, fill);
  return [frame.open(part.mediaType, encoding), ...body, frame.lineEnd];
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
function valueOf({ token, context }: Hole, values: Values): string {
  if (typeof token !== 'number') return token === 'webUrl' ? '' : values[token];
  const field = values.fields[token - 1];
  // Rather no mail than one with a gap: the caller stops the campaign.
  if (field === undefined) throw new UserError('reader-field-missing', `Field ${token} of the edition has no value.`, { hint: 'Every field needs a value or a default.' });
  return context === 'url' ? field.inAddress : field.inText;
}
