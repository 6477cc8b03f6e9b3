/**
 * A port nobody listens on at the moment. Not one of those that the system hands out itself (Linux from 32768, others from 49152): between
 * this moment and its use any connection of anybody could be given it.
 */
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const [from, to] = [12_000, 32_000];

export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(from, to);
    if (await isFree(port)) return port;
  }
  throw new Error('no port');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isListening = await once(server, 'listening').then(() => true, () => false);
  if (!isListening) return false;
  server.close();
  await once(server, 'close');
  return true;
}
