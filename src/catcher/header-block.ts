/** The header block of a message, as far as the catcher needs it: named fields for the log and the list, the block itself for bounces. */

/** Bytes of the headers without the empty line; the whole message when it has none. */
export function headerBlockOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  return end === -1 ? raw : raw.subarray(0, end + 2);
}

/** The first field of that name, unfolded (RFC 5322 2.2.3) and trimmed; null when there is none. */
export function findHeader(block: string, name: string): string | null {
  const match = new RegExp(`^${name}:((?:[^\\r\\n]|\\r?\\n[ \\t])*)`, 'im').exec(block);
  return match?.[1] === undefined ? null : match[1].replace(/\r?\n([ \t])/g, '$1').trim();
}

/** RFC 2047 encoded words as text; what cannot be decoded stays as it is. */
export function decodeWords(value: string): string {
  // RFC 2047 6.2: white space between two encoded words is not shown.
  const joined = value.replace(/(\?=)\s+(?==\?)/g, '$1');
  const runs = joined.split(/((?:=\?[^?\s]+\?[bq]\?[^?\s]*\?=)+)/i);
  return runs.map((run, index) => (index % 2 === 0 ? run : decodeRun(run))).join('');
}

/** Neighbours of one charset are decoded together: some senders cut a character between two words. */
function decodeRun(run: string): string {
  let text = '';
  let pending: { charset: string; bytes: Buffer } | undefined;
  const flush = (): void => {
    if (pending !== undefined) text += decodeBytes(pending.bytes, pending.charset);
    pending = undefined;
  };
  for (const [, charset = '', encoding = '', data = ''] of run.matchAll(/=\?([^?]+)\?([bq])\?([^?]*)\?=/gi)) {
    const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : decodeQ(data);
    if (pending?.charset !== charset.toLowerCase()) flush();
    pending = { charset: charset.toLowerCase(), bytes: pending === undefined ? bytes : Buffer.concat([pending.bytes, bytes]) };
  }
  flush();
  return text;
}

function decodeQ(data: string): Buffer {
  const latin1 = data.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, 'latin1');
}

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset.replace(/\*.*$/, '')).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
