/**
 * A process of its own that keeps the embedded PostgreSQL as long as anybody needs it. Every process that has the store open holds
 * one connection to keeper.sock, its lease; the kernel closes it even after kill -9. When the last one is gone, the keeper stops
 * PostgreSQL and ends. So a command beside the server shares its database, and nothing stays behind after any exit.
 */
import { unlinkSync, writeSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { toUserErrors } from '../../errors.js';
import { findBinaries, prepareLibraries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { errnoOf } from './errno.js';
import { chooseLaunch } from './launch.js';
import { removeShortFolder, type Layout } from './layout.js';
import { toLine, type Failure, type KeeperOrder, type KeeperReport, type LeaseMessage } from './protocol.js';
import { takeServer, type Server } from './server.js';

/** Patience for the first lease: the process that started us may have been killed meanwhile. */
const firstLeaseMs = 5_000;

async function keep(order: KeeperOrder): Promise<void> {
  const { layout } = order;
  const binaries = await findBinaries(order.binaries);
  const launch = await chooseLaunch(layout, binaries.postgres);
  const tools = { binaries, launch, env: { ...process.env, ...(await prepareLibraries(binaries, layout.lib)) } };
  const server = await takeServer(await ensureCluster(layout, tools), layout, tools);
  if ('busyPid' in server) return report({ state: 'busy', pid: server.busyPid });
  await serveLeases(layout, server);
}

async function serveLeases(layout: Layout, server: Server): Promise<void> {
  const leases = new Set<Socket>();
  let answer: LeaseMessage | undefined;
  let isStopping = false;
  let isServerAlive = true;
  const ended = server.ended.then(() => { isServerAlive = false; });

  const end = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    // While PostgreSQL runs this name is ours; afterwards it may be the next keeper's.
    if (isServerAlive) unlinkSync(layout.keeperSocket);
    await server.stop();
    await removeShortFolder(layout);
    // Closes what is still connected: those processes try again and start the next keeper.
    process.exit(0);
  };
  const drop = (lease: Socket): void => {
    if (leases.delete(lease) && leases.size === 0) void end();
  };

  const listener = createServer((lease) => {
    if (isStopping) return;
    leases.add(lease);
    if (answer !== undefined) lease.write(toLine(answer));
    lease.on('error', () => drop(lease));
    lease.on('close', () => drop(lease));
    // Anything said means "let go"; the last one keeps its line open until all is over.
    lease.on('data', () => {
      if (leases.size > 1) lease.end(toLine({ state: 'others' }));
      else lease.write(toLine({ state: 'stopping' }));
      drop(lease);
    });
  });

  await unlink(layout.keeperSocket).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(layout.keeperSocket, resolve));
  report({ state: 'listening' });
  setTimeout(() => leases.size === 0 && void end(), firstLeaseMs);

  const tell = (message: LeaseMessage): void => {
    answer = message;
    for (const lease of leases) lease.write(toLine(message));
  };
  try {
    await server.ready();
    tell({ state: 'ready', keeperPid: process.pid });
  } catch (error) {
    // Ends when all have read it.
    return tell({ state: 'failed', failure: toFailure(error) });
  }
  // Died by itself: the leases close with us, and who still needs the database starts it again.
  await ended;
  if (!isStopping) process.exit(1);
}

function toFailure(error: unknown): Failure {
  const [known] = toUserErrors(error);
  if (known !== undefined) return { code: known.code, message: known.message, hint: known.hint };
  return { code: 'postgres-failed', message: `The embedded PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}`, hint: undefined };
}

/** Synchronous, since the process may end right after; the reader may be gone, which is no reason to fail. */
function report(line: KeeperReport): void {
  try {
    writeSync(1, toLine(line));
  } catch (error) {
    if (errnoOf(error) !== 'EPIPE') throw error;
  }
}

// A terminal or a service manager signals everybody at once, and those who hold a lease may still have work to write down. The end
// comes when the last of them is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// Nobody else reads what is made here.
process.umask(0o077);
try {
  await keep(JSON.parse(process.argv[2] ?? '') as KeeperOrder);
} catch (error) {
  report({ state: 'failed', failure: toFailure(error) });
  process.exitCode = 1;
}
