/** A spamd for tests, on loopback or a Unix socket: reads a request of SPAMC 1.5 as the protocol says, and answers what the test says. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export type SpamdRequest = { readonly line: string; readonly body: string };

export type Spamd = { readonly address: string; readonly asked: readonly SpamdRequest[] };

/** `undefined` leaves the client waiting. */
export async function startSpamd(t: TestContext, answer: (request: SpamdRequest) => string | undefined, path?: string): Promise<Spamd> {
  const asked: SpamdRequest[] = [];
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    let octets = Buffer.alloc(0);
    let isAnswered = false;
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      octets = Buffer.concat([octets, piece]);
      const request = readRequest(octets);
      if (request === undefined || isAnswered) return;
      isAnswered = true;
      asked.push(request);
      const words = answer(request);
      if (words !== undefined) socket.end(words);
    });
  });
  if (path === undefined) server.listen(0, '127.0.0.1');
  else server.listen(path);
  await once(server, 'listening');
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { address: path ?? `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Whole when the body is as long as Content-length says, not before. */
function readRequest(octets: Buffer): SpamdRequest | undefined {
  const end = octets.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...fields] = octets.subarray(0, end).toString('latin1').split('\r\n');
  const length = Number(/^Content-length: (\d+)$/im.exec(fields.join('\n'))?.[1]);
  const body = octets.subarray(end + 4);
  return body.length < length ? undefined : { line, body: body.subarray(0, length).toString('latin1') };
}

/** An answer with a report as SpamAssassin 4 writes it. */
export function spamdAnswer(spam: string, table: string): string {
  const report = `Spam detection software, running on the system "localhost", looked at the mail.\n\nContent analysis details:   (${spam})\n\n pts rule name              description\n---- ---------------------- --------------------------------------------------\n${table}\n\n`;
  return `SPAMD/1.1 0 EX_OK\r\nContent-length: ${Buffer.byteLength(report)}\r\nSpam: ${spam}\r\n\r\n${report}`;
}
