/** One message off the wire: its bytes, whether its end came, and what the log says of it. */
import { createHash } from 'node:crypto';
import type { SMTPServerDataStream } from 'smtp-server';
import type { CatcherEntry } from './catcher-log.js';
import { decodeWords, findHeader, headerBlockOf } from './header-block.js';

export type ReceivedMessage = {
  /** Dots unstuffed; without what came after the size limit. */
  readonly raw: Buffer;
  /** Bytes that came, kept or not. */
  readonly size: number;
  /** The final dot came. */
  readonly isComplete: boolean;
};

/** The whole message; what is behind the limit is counted, not kept. Never rejects: a cut transfer is a result. */
export function collectMessage(stream: SMTPServerDataStream, sizeLimit: number, onFirstBytes?: () => void): Promise<ReceivedMessage> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (isComplete: boolean): void => resolve({ raw: Buffer.concat(chunks), size, isComplete });
    stream.on('data', (chunk: Buffer) => {
      if (size === 0) onFirstBytes?.();
      size += chunk.length;
      if (size <= sizeLimit) chunks.push(chunk);
    });
    // The drop of `onFirstBytes` may come with a message so short that its end is here already: it still counts as cut.
    stream.once('end', () => end(onFirstBytes === undefined));
    stream.once('error', () => end(false));
    stream.once('close', () => end(false));
  });
}

export function describeMessage({ raw, size, isComplete }: ReceivedMessage): Pick<CatcherEntry, 'messageId' | 'subject' | 'from' | 'sha256' | 'size' | 'isComplete'> {
  // RFC 6532 3.2: headers may carry UTF-8 as it is.
  const block = headerBlockOf(raw).subarray(0, 65_536).toString('utf8'); // a message without a body is all header
  const words = (name: string): string | null => {
    const value = findHeader(block, name);
    return value === null ? null : decodeWords(value).slice(0, 300);
  };
  const messageId = findHeader(block, 'Message-ID')?.replace(/^<|>$/g, '') ?? null;
  const sha256 = isComplete && raw.length === size ? createHash('sha256').update(raw).digest('hex') : null;
  return { messageId, subject: words('Subject'), from: words('From'), sha256, size, isComplete };
}
