/** A catcher in a folder of its own, and a raw SMTP client that says exactly what a test wants. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Catcher, type CatcherOptions, startCatcher } from '../../src/catcher/catcher.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';

export async function openCatcher(t: Pick<TestContext, 'after'>, options: Partial<CatcherOptions> = {}): Promise<{ catcher: Catcher; folder: string }> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'courant-catcher-')));
  let started: Catcher | undefined;
  // Said first: one that cannot start leaves its folder as well.
  t.after(async () => {
    await started?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const catcher = started = await startCatcher({ host: '127.0.0.1', port: 0, folder, clock: systemClock, log: silentLog, ...options });
  return { catcher, folder };
}

export type RawClient = {
  write(text: string): void;
  /** The next complete reply, its lines joined by LF; null when the server closed the connection. */
  reply(): Promise<string | null>;
  destroy(): void;
  readonly socket: Socket;
};

export async function openClient(t: TestContext, port: number): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port });
  t.after(() => socket.destroy());
  const lines = readLines(socket);
  const client: RawClient = {
    write: (text) => { socket.write(text); },
    reply: async () => {
      const reply: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) return null;
        reply.push(value);
        if (value[3] !== '-') return reply.join('\n');
      }
    },
    destroy: () => socket.destroy(),
    socket,
  };
  await client.reply();
  client.write('EHLO test.example\r\n');
  await client.reply();
  return client;
}

async function* readLines(socket: Socket): AsyncGenerator<string, void> {
  let rest = '';
  try {
    for await (const chunk of socket) {
      const lines = (rest + String(chunk)).split('\r\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch {
    // a reset is the end, as a close is
  }
}

export function message(fields: { subject?: string; messageId?: string; body?: string } = {}): string {
  const { subject = 'Hello', messageId = 'one@test.example', body = 'Hello.' } = fields;
  return `From: Editor <editor@news.example>\r\nTo: reader@mail.example\r\nSubject: ${subject}\r\nMessage-ID: <${messageId}>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`;
}

/** Envelope, message and final dot in one go (RFC 2920: DATA is the last command of a group, so a test may wait before the body). */
export function envelope(recipient: string, sender = 'bounce-1@news.example'): string {
  return `MAIL FROM:<${sender}>\r\nRCPT TO:<${recipient}>\r\nDATA\r\n`;
}
