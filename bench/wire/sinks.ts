/** Servers that take mails, each in a process of its own: Postfix's smtp-sink, one of ours that counts and keeps samples, and a line with a delay. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../tests/support/port.js';
import { findProgram } from '../../tests/support/require.js';
import { until } from '../../tests/support/until.js';

/** `pid`: of who takes the mails. */
export type Sink = { readonly port: number; readonly pid: number | undefined; close(): void };

async function answers(port: number): Promise<void> {
  await until(`somebody to listen on ${port}`, async () => {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    return isOpen;
  });
}

export type SmtpSink = Sink & { messageCount(): number };

/** Counts with -c: the number behind `mesg=` of its last line. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const program = findProgram('smtp-sink');
  if (program === undefined) throw new Error('smtp-sink is not installed: it comes with Postfix');
  const port = await freePort();
  const child = spawn(program, ['-c', ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '200'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => { told = (told + chunk.toString()).slice(-200); });
  await answers(port);
  return { port, pid: child.pid, messageCount: () => Number([...told.matchAll(/mesg=(\d+)/g)].at(-1)?.[1] ?? 0), close: () => void child.kill('SIGTERM') };
}

/** Ends when smtp-source has handed over as many mails of that size. */
export async function runSmtpSource(port: number, connectionCount: number, messageCount: number, octets: number): Promise<void> {
  const program = findProgram('smtp-source');
  if (program === undefined) throw new Error('smtp-source is not installed: it comes with Postfix');
  const child = spawn(program, ['-d', '-s', String(connectionCount), '-m', String(messageCount), '-l', String(octets), `127.0.0.1:${port}`], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`);
}

export type Counted = { readonly messageCount: number; readonly distinctIds: number; readonly samples: readonly string[]; readonly beganAtMs: readonly number[] };

export type CountingSink = Sink & { counted(): Promise<Counted> };

async function startFork(file: string, words: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...words]);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

export async function startCountingSink(): Promise<CountingSink> {
  const { child, port } = await startFork('./counting-sink.js', []);
  return {
    port, pid: child.pid,
    async counted() {
      child.send('count');
      const [counted] = (await once(child, 'message')) as [Counted];
      return counted;
    },
    close: () => void child.kill('SIGTERM'),
  };
}

/** A way to `target` that takes half of `roundTripMs` in each direction. */
export async function startDelay(target: Sink, roundTripMs: number): Promise<Sink> {
  const { child, port } = await startFork('./delay.js', [String(target.port), String(roundTripMs)]);
  return { port, pid: target.pid, close: () => void child.kill('SIGTERM') };
}
