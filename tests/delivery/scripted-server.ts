/** An SMTP server that says exactly what a test tells it, and remembers what it heard. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

type TestLike = { after(work: () => Promise<void>): void };

export type Scripted = {
  readonly port: number;
  /** Lines heard, body lines included. */
  readonly heard: string[];
  /** Chunks as they came: what was sent in one group. */
  readonly chunks: string[];
};

/** Answers per command word; `dot` answers the end of the body, `connect` greets. Undefined: silence. `close`: hangs up. */
export type Script = Partial<Record<'connect' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'RSET' | 'QUIT' | 'dot', string | undefined>> & {
  onData?: () => void;
  onBodyByte?: () => void;
};

const polite: Script = { connect: '220 test', EHLO: '250-test\r\n250-PIPELINING\r\n250 8BITMIME', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go', RSET: '250 ok', QUIT: '221 bye', dot: '250 2.0.0 taken' };

export async function startScripted(t: TestLike, script: Script): Promise<Scripted> {
  const says = { ...polite, ...script };
  const heard: string[] = [];
  const chunks: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let isInBody = false;
    let rest = '';
    const answer = (reply: string | undefined): void => {
      if (reply === 'close') socket.destroy();
      else if (reply !== undefined) socket.write(reply + '\r\n');
    };
    answer(says.connect);
    socket.on('data', (data) => {
      if (isInBody) says.onBodyByte?.();
      chunks.push(data.toString());
      const lines = (rest + data.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        if (isInBody) {
          if (line !== '.') continue;
          isInBody = false;
          answer(says.dot);
          continue;
        }
        const word = line.split(' ')[0]?.toUpperCase() ?? '';
        answer((says as Record<string, string | undefined>)[word] ?? (word in says ? undefined : '500 what'));
        if (word === 'DATA') {
          says.onData?.();
          isInBody = says.DATA?.startsWith('354') === true;
        }
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, heard, chunks };
}
