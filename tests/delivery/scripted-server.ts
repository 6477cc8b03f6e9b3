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
  /** What had come behind each final dot when it was answered. */
  readonly heardAtDot: string[];
};

/** Answers per command word; `dot` answers the end of the body, `connect` greets. Undefined: silence. `close`: hangs up. */
export type Script = Partial<Record<'connect' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'RSET' | 'QUIT' | 'dot', string | undefined>> & {
  /** Replies to the first, second ... such word, instead; then the usual one. */
  nth?: Partial<Record<string, readonly (string | undefined)[]>>;
  /** Every reply to a final dot comes this late; what follows the dot waits, as in servers that work one command after the other. */
  dotPauseMs?: number;
  /** Throws away what has come behind a final dot when it answers it: a server that cannot pipeline, whatever it says. */
  dropsBehindDot?: boolean;
  onData?: () => void;
  onBodyByte?: () => void;
};

const polite: Script = { connect: '220 test', EHLO: '250-test\r\n250-PIPELINING\r\n250 8BITMIME', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go', RSET: '250 ok', QUIT: '221 bye', dot: '250 2.0.0 taken' };

export async function startScripted(t: TestLike, script: Script): Promise<Scripted> {
  const says = { ...polite, ...script };
  const heard: string[] = [];
  const chunks: string[] = [];
  const heardAtDot: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let isInBody = false;
    let isPaused = false;
    let rest = '';
    const answer = (reply: string | undefined): void => {
      if (reply === 'close') socket.destroy();
      else if (reply?.startsWith('421') === true) socket.end(reply + '\r\n');
      else if (reply !== undefined && socket.writable) socket.write(reply + '\r\n');
    };
    const replyTo = (word: string): string | undefined => {
      const count = counts.get(word) ?? 0;
      counts.set(word, count + 1);
      const special = says.nth?.[word];
      if (special && count < special.length) return special[count];
      return word in says ? (says as Record<string, string | undefined>)[word] : '500 what';
    };
    const endBody = (): void => {
      isInBody = false;
      isPaused = true;
      const finish = (): void => {
        heardAtDot.push(unread());
        if (says.dropsBehindDot) rest = '';
        answer(replyTo('dot'));
        isPaused = false;
        work();
      };
      if (says.dotPauseMs === undefined && !says.dropsBehindDot) finish();
      else setTimeout(finish, says.dotPauseMs ?? 20);
    };
    const unread = (): string => rest;
    const work = (): void => {
      for (let end = rest.indexOf('\r\n'); end >= 0 && !isPaused; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        heard.push(line);
        if (isInBody) {
          if (line === '.') endBody();
          continue;
        }
        const word = line.split(' ')[0]?.toUpperCase() ?? '';
        const reply = replyTo(word);
        answer(reply);
        if (word !== 'DATA') continue;
        says.onData?.();
        isInBody = reply?.startsWith('354') === true;
      }
    };
    answer(says.connect);
    socket.on('data', (data) => {
      if (isInBody) says.onBodyByte?.();
      chunks.push(data.toString());
      rest += data.toString();
      work();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, heard, chunks, heardAtDot };
}
