/**
 * A process of its own that keeps the embedded PostgreSQL as long as anybody needs it. Every process that has the store open holds
 * one connection to keeper.sock, its lease; the kernel closes it even after kill -9. When the last one is gone, the keeper stops
 * PostgreSQL and ends. So a command beside the server shares its database, and nothing stays behind after any exit.
 */
import { rmSync, writeSync } from 'node:fs';
import { toUserErrors } from '../../errors.js';
import { findBinaries, prepareLibraries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { errnoOf } from './errno.js';
import { chooseLaunch } from './launch.js';
import { removeShortFolder, type Layout } from './layout.js';
import { openLeaseDesk } from './lease-desk.js';
import { toLine, type Failure, type KeeperOrder, type KeeperReport } from './protocol.js';
import { takeServer, type Server } from './server.js';

/** Patience for the first lease: the process that started us may be killed before it takes one. */
const firstLeaseMs = 5_000;

async function keep(order: KeeperOrder): Promise<void> {
  const { layout } = order;
  const binaries = await findBinaries(order.binaries);
  const launch = await chooseLaunch(layout, binaries.postgres);
  const tools = { binaries, launch, env: { ...process.env, ...(await prepareLibraries(binaries, layout.lib)) } };
  const server = await takeServer(await ensureCluster(layout, tools), layout, tools);
  if ('busyPid' in server) report({ state: 'busy', pid: server.busyPid });
  else await serveLeases(layout, server);
}

async function serveLeases(layout: Layout, server: Server): Promise<void> {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    // While PostgreSQL runs this name is ours; afterwards it may be the next keeper's.
    if (server.isRunning()) rmSync(layout.keeperSocket, { force: true });
    await server.stop();
    await removeShortFolder(layout);
    // Closes what is still connected: those processes try again and start the next keeper.
    process.exit(0);
  };
  const desk = await openLeaseDesk(layout.keeperSocket, () => void stop());
  const isHeard = report({ state: 'listening' });
  desk.expectSomebody(isHeard ? firstLeaseMs : 0);
  try {
    await server.ready();
    desk.tell({ state: 'ready', keeperPid: process.pid });
  } catch (error) {
    // The end comes when all have read it.
    return desk.tell({ state: 'failed', failure: toFailure(error) });
  }
  await server.ended;
  // Died by itself: the leases close with us, and who still needs the database starts it again.
  if (!isStopping) process.exit(1);
}

function toFailure(error: unknown): Failure {
  const [known] = toUserErrors(error);
  if (known !== undefined) return { code: known.code, message: known.message, hint: known.hint };
  return { code: 'postgres-failed', message: `The embedded PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}`, hint: undefined };
}

/** Synchronous, since the process may end right after. False when the process that started us is gone. */
function report(line: KeeperReport): boolean {
  try {
    writeSync(1, toLine(line));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EPIPE') return false;
    throw error;
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
  // A bug or an outage: stderr is the log, and has room for the stack.
  if (toUserErrors(error).length === 0) console.error(error);
  report({ state: 'failed', failure: toFailure(error) });
  process.exitCode = 1;
}
