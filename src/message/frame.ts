/** What stands around the parts of a message (RFC 2046 5.1.1): made once, so that whoever hashes a message knows it again. */
import { renderHeader } from './header.js';
import type { TransferEncoding } from './part.js';

export type PartFrame = {
  /** The line before a part, and its fields. */
  open(mediaType: string, encoding: TransferEncoding): Buffer;
  readonly lineEnd: Buffer;
  readonly close: Buffer;
};

export function createFrame(boundary: string): PartFrame {
  const opened = new Map<string, Buffer>();
  const render = (mediaType: string, encoding: TransferEncoding): Buffer => {
    const fields = renderHeader('Content-Type', [`${mediaType};`, 'charset=utf-8']) + renderHeader('Content-Transfer-Encoding', [encoding]);
    return Buffer.from(`--${boundary}\r\n${fields}\r\n`, 'latin1');
  };
  return {
    open(mediaType, encoding) {
      const key = `${mediaType} ${encoding}`;
      const known = opened.get(key) ?? render(mediaType, encoding);
      opened.set(key, known);
      return known;
    },
    lineEnd: Buffer.from('\r\n', 'latin1'),
    close: Buffer.from(`--${boundary}--\r\n`, 'latin1'),
  };
}
