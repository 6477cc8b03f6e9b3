/** A file of messages (mbox, RFC 4155) or of one: taken apart as it is read, so that neither its size nor that of a message matters. */

export type FoundMessage = {
  /** The first `maxBytes` of it. */
  readonly raw: Buffer;
  readonly isWhole: boolean;
};

/** RFC 4155: `From `, an address and a date, below a blank line. A sentence that begins with "From " has no time of day in it. */
const separator = /(?<=\n\r?\n)(?=From \S{1,320} [^\r\n]{0,80}\d\d:\d\d[^\r\n]{0,40}\r?\n)/;
/** Longer than a separator: what waits for the next chunk. */
const overlap = 600;

/** What has been read of a message: its beginning, as a binary string, and its length. */
type Begun = { readonly text: string; readonly length: number };

const nothing: Begun = { text: '', length: 0 };

export async function* splitMailbox(chunks: AsyncIterable<Uint8Array>, maxBytes: number, mayHoldMany = true): AsyncGenerator<FoundMessage> {
  let begun = nothing;
  let ahead = '';
  let isMailbox: boolean | undefined;
  for await (const chunk of withEnd(chunks)) {
    ahead += chunk ?? '';
    if (chunk !== null && ahead.length < overlap) continue;
    isMailbox ??= mayHoldMany && ahead.startsWith('From ');
    const pieces = isMailbox ? ahead.split(separator) : [ahead];
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield toMessage(extend(begun, piece, maxBytes), isMailbox);
      begun = nothing;
    }
    const until = chunk === null ? rest.length : Math.max(0, rest.length - overlap);
    begun = extend(begun, rest.slice(0, until), maxBytes);
    ahead = rest.slice(until);
  }
  yield toMessage(begun, isMailbox === true);
}

/** Each chunk as a binary string, and null behind the last. */
async function* withEnd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | null> {
  for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  yield null;
}

function extend(begun: Begun, piece: string, maxBytes: number): Begun {
  return { text: begun.text + piece.slice(0, Math.max(0, maxBytes - begun.text.length)), length: begun.length + piece.length };
}

/** In an mbox the separator is no part of the message. */
function toMessage({ text, length }: Begun, isMailbox: boolean): FoundMessage {
  return { raw: Buffer.from(isMailbox ? text.replace(/^From [^\n]{0,500}\n/, '') : text, 'latin1'), isWhole: length <= text.length };
}
