/** Everything the demo needs, on this machine only: data folder, embedded database, catcher, web server, feedback listener. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { openApp, type App } from '../../app.js';
import { startCatcher, type Catcher } from '../../catcher/catcher.js';
import type { Clock } from '../../clock.js';
import { configSchema } from '../../config.js';
import { UserError } from '../../errors.js';
import type { Log } from '../../log.js';

export type DemoWorld = {
  readonly folder: string;
  readonly app: App;
  readonly catcher: Catcher;
  readonly url: string;
  close(): Promise<void>;
};

const host = '127.0.0.1';
const preferredPort = 8025;
const markerName = 'courant-demo.pid';

/** `dataDir`: the demo lives in its subfolder `demo`, which is made anew each time. */
export async function openDemoWorld(parts: { dataDir: string; ratePerSecond: number; clock: Clock; log: Log; onStep: (step: 'database' | 'catcher', detail: string) => void }): Promise<DemoWorld> {
  const { clock, log } = parts;
  const folder = join(parts.dataDir, 'demo');
  await makeFolder(folder);
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => { for (const closer of closers.splice(0).reverse()) await closer(); };
  try {
    const [feedback, site] = [await holdPort(0), await holdPort(preferredPort).catch(() => holdPort(0))];
    closers.push(() => feedback.release(), () => site.release());
    const catcher = await startCatcher({ host, port: 0, folder: join(folder, 'catcher'), feedback: { host, port: feedback.port }, clock, log });
    closers.push(() => catcher.close());
    // The user's own settings stay out of it: the demo touches no other database and no relay.
    const config = configSchema.parse({
      dataDir: folder, webHost: host, webPort: site.port, relayUrl: `smtp://${host}:${catcher.port}`, relayRatePerSecond: parts.ratePerSecond,
      relayMessagesPerConnection: 1000, retrySeconds: [3], laneLimits: 'off', breakers: 'off', bounceDomain: 'bounces.weekly.example', feedbackHost: host, feedbackPort: feedback.port,
    });
    const startedMs = clock.monotonicMs();
    const app = await openApp(config, { clock, log });
    closers.push(() => app.close());
    const version = await app.store.query<{ version: string }>("select current_setting('server_version') as version");
    parts.onStep('database', `PostgreSQL ${version[0]?.version ?? '?'} of its own under ${folder}, ready after ${((clock.monotonicMs() - startedMs) / 1000).toFixed(1)} s`);
    parts.onStep('catcher', `a mail server on ${host}:${catcher.port} that keeps every mail; nothing leaves this machine`);
    await feedback.release();
    const intake = await app.startIntake(feedback.port);
    closers.push(() => intake.close());
    await site.release();
    const web = await app.startWeb({ catcher });
    closers.push(() => web.close());
    return { folder, app, catcher, url: web.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only what a demo made is taken away, and not under a demo that still runs. */
async function makeFolder(folder: string): Promise<void> {
  const marker = join(folder, markerName);
  if (existsSync(folder)) {
    if (!existsSync(marker)) throw new UserError('refused', `${folder} was not made by a demo; it is left alone.`, { hint: 'Name another data folder: COURANT_DATA_DIR=... npm run demo' });
    const pid = Number(await readFile(marker, 'utf8'));
    if (isAlive(pid)) throw new UserError('refused', `A demo runs already in ${folder} (process ${pid}).`, { hint: 'End it with Ctrl-C, or name another data folder: COURANT_DATA_DIR=... npm run demo' });
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(marker, String(process.pid));
  } catch (error) {
    throw new UserError('data-unwritable', `The data folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Name another one: COURANT_DATA_DIR=... npm run demo', cause: error });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

type HeldPort = { readonly port: number; /** Free for whoever listens there in earnest. */ release(): Promise<void> };

/** Ports must be known before the parts are built that name them in mails and answers, and nobody else may take them meanwhile. */
async function holdPort(wanted: number): Promise<HeldPort> {
  const server = createServer().listen(wanted, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    port: address.port,
    async release() {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
