/** The body of an answer over HTTP, as far as somebody wants to read it. */

/** Throws where there is more than `maxBytes`: the rest is not waited for. */
export async function readBody({ body }: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} octets`);
  }
  return Buffer.concat(chunks);
}
