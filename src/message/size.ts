/** How big a reader's message is: Gmail clips by the decoded HTML (about 102 KB), relays refuse by the whole message. For plan and preflight. */
import type { CompiledMessage } from './compile.js';
import { fillPart, type CompiledPart, type Fill, type TransferEncoding } from './part.js';
import { makeFill, renderMessage, toValues, type MessageRecipient } from './render.js';

export type PartSize = {
  readonly encoding: TransferEncoding;
  readonly decodedOctets: number;
  readonly encodedOctets: number;
};

export type MessageSize = {
  readonly text: PartSize;
  readonly html: PartSize;
  /** Header and everything, before dot-stuffing: what `SIZE=` of MAIL FROM declares (RFC 1870). */
  readonly messageOctets: number;
};

export function measureMessage(message: CompiledMessage, recipient: MessageRecipient): MessageSize {
  const fill = makeFill(toValues(recipient));
  const [text, html] = message.parts;
  return { text: measurePart(text, fill), html: measurePart(html, fill), messageOctets: renderMessage(message, recipient).length };
}

function measurePart(part: CompiledPart, fill: Fill): PartSize {
  const { encoding, body } = fillPart(part, fill);
  const filledOctets = part.pieces.reduce((total, piece) => total + ('token' in piece ? fill(piece).length : 0), 0);
  return { encoding, decodedOctets: part.fixedOctets + filledOctets, encodedOctets: body.reduce((total, chunk) => total + chunk.length, 0) };
}
