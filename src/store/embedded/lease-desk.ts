/** The keeper's side of the leases: who holds one, what they are told, and the moment when the last one is gone. */
import { unlink } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { errnoOf } from './errno.js';
import { toLine, type LeaseMessage } from './protocol.js';

export type LeaseDesk = {
  /** To all who hold a lease, and to everybody who comes later. */
  tell(message: LeaseMessage): void;
  /** Calls `whenUnused` after this time when nobody came until then. */
  expectSomebody(withinMs: number): void;
};

/**
 * Listens on `path`, whatever lies there: the caller holds the cluster's lock. `whenUnused` is called once; who comes after that is
 * left without an answer until the process ends, and then tries again with the next keeper.
 */
export async function openLeaseDesk(path: string, whenUnused: () => void): Promise<LeaseDesk> {
  const leases = new Set<Socket>();
  let message: LeaseMessage | undefined;
  let isClosed = false;
  const closeIfUnused = (): void => {
    if (leases.size > 0 || isClosed) return;
    isClosed = true;
    whenUnused();
  };
  const take = (lease: Socket): void => {
    if (isClosed) return;
    leases.add(lease);
    if (message !== undefined) lease.write(toLine(message));
    const giveBack = (): void => {
      if (leases.delete(lease)) closeIfUnused();
    };
    lease.on('error', giveBack).on('close', giveBack);
    // Anything said means "let go". The last one keeps its line open until all is over.
    lease.on('data', () => {
      if (leases.size > 1) lease.end(toLine({ state: 'others' }));
      else lease.write(toLine({ state: 'stopping' }));
      giveBack();
    });
  };
  await listen(path, take);
  return {
    tell: (news) => {
      message = news;
      for (const lease of leases) lease.write(toLine(news));
    },
    expectSomebody: (withinMs) => void setTimeout(closeIfUnused, withinMs),
  };
}

async function listen(path: string, take: (lease: Socket) => void): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  await new Promise<void>((resolve, reject) => createServer(take).once('error', reject).listen(path, resolve));
}
