/** A Redis of the test's own on a free port, without persistence. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from './port.js';
import { findProgram } from './require.js';

type TestLike = { after(work: () => Promise<void>): void };

export async function startRedis(t: TestLike): Promise<{ url: string; stop(): Promise<void> }> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not there');
  const port = await freePort();
  const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  t.after(stop);
  const url = `redis://127.0.0.1:${port}`;
  const probe = new Redis(url, { retryStrategy: (times) => (times < 1_200 ? 50 : null), maxRetriesPerRequest: null });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
  return { url, stop };
}
