/** A small thing from a fixed place: no redirect, ten seconds, 100 kB at the most. */
import { readBody } from '../../read-body.js';

const timeoutMs = 10_000;
const maxBytes = 100_000;

export async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${new URL(url).host} answers ${response.status}`);
  return readBody(response, maxBytes);
}
