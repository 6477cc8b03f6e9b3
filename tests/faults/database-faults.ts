/** What may happen to the database: connections cut, a lock held on the ledger, no writing, a crash of the server, a full disk. */
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.js';
import type { Store } from '../../src/store/store.js';
import { refuseWrites, refusingTables, takeWrites, type RefusingTable } from './refusals.js';
import { steadily } from '../support/steadily.js';
import { epochLockClass } from './witness.js';
import type { DatabaseFault } from './cards.js';
import type { DatabaseServer } from './stage.js';
import type { Note } from './tally.js';

export type DatabaseFaults = {
  strike(what: DatabaseFault, forMs: number): Promise<void>;
  /** The connections that hold the locks of engines, and no other: a sleeper that wakes can still write, and is to be fenced. */
  cutLocks(): Promise<void>;
  /** Has somebody claimed what was taken from that engine? Of these addresses, if any are given. */
  isTakenFrom(instance: string, addresses: readonly string[]): Promise<boolean>;
  heal(): Promise<void>;
};

const isEpochLock = `locktype = 'advisory' and classid = ${epochLockClass}`;
/** Between one cut and the next: time enough for a statement or two, for a few, for a new engine. */
const shakesMs = [8, 20, 45];

export function createDatabaseFaults(server: DatabaseServer, store: Store, databaseName: string, note: Note): DatabaseFaults {
  let isReadOnly = false;
  const underWay = new Set<Promise<void>>();
  const filler = join(server.dataDir, 'filler');
  const disconnect = async (isWorkOnly = false): Promise<void> => void (await server.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and not ($2 and exists (select from pg_locks l where l.pid = pg_stat_activity.pid and ${isEpochLock}))`,
    [databaseName, isWorkOnly]).catch(() => undefined));
  const makeWritable = async (): Promise<void> => {
    if (!isReadOnly) return;
    isReadOnly = false;
    await steadily(() => server.admin.query(`alter database ${databaseName} reset default_transaction_read_only`));
    await disconnect();
  };

  /** In the background: the next step may come while it lasts. */
  function last(forMs: number, work: Promise<void>, over: () => Promise<void>): void {
    const task: Promise<void> = work.then(() => systemClock.sleep(forMs)).then(over).catch(() => undefined).finally(() => underWay.delete(task));
    underWay.add(task);
  }

  async function shake(forMs: number, isWorkOnly: boolean): Promise<void> {
    const until = Date.now() + forMs;
    for (let times = 0; Date.now() < until; times += 1) {
      await disconnect(isWorkOnly);
      await systemClock.sleep(shakesMs[times % shakesMs.length] ?? 0);
    }
  }

  async function lock(forMs: number): Promise<void> {
    const client = await store.connect().catch(() => undefined);
    if (!client) return;
    client.on('error', () => undefined);
    const locked = client.query('begin').then(() => client.query('lock table deliveries in access exclusive mode')).then(() => note('database lock'));
    last(forMs, locked, async () => {
      await client.query('rollback').catch(() => undefined);
    });
    void Promise.allSettled(underWay).then(() => client.release(true));
  }

  async function cutLocks(): Promise<void> {
    await store.query(`select pg_terminate_backend(pid) from pg_locks where ${isEpochLock} and database = (select oid from pg_database where datname = current_database())`).catch(() => undefined);
  }

  async function refuse(table: RefusingTable): Promise<void> {
    await refuseWrites(store, table);
    note(`database refuse ${table}`);
    if (table === 'epochs' || table === 'heartbeat') await cutLocks();
  }

  async function strike(what: DatabaseFault, forMs: number): Promise<void> {
    const refused = refusingTables.find((name) => what === `refuse ${name}`);
    if (refused !== undefined) return last(forMs, refuse(refused), () => takeWrites(store));
    switch (what) {
      case 'disconnect':
        note('database disconnect');
        return disconnect();
      case 'shake':
      case 'shake-work':
        note(`database ${what}`);
        return last(0, shake(forMs, what === 'shake-work'), () => Promise.resolve());
      case 'lock': return lock(forMs);
      case 'read-only':
        isReadOnly = true;
        await steadily(() => server.admin.query(`alter database ${databaseName} set default_transaction_read_only = on`));
        await disconnect();
        note('database read-only');
        return last(forMs, Promise.resolve(), makeWritable);
      case 'restart':
        if (await crash(server.dataDir)) note('database restart');
        return;
      case 'full':
        fill(filler);
        note('database full');
        return last(forMs + 500, Promise.resolve(), () => rm(filler, { force: true }));
    }
  }

  return {
    strike, cutLocks,
    async isTakenFrom(instance, addresses) {
      const taken = await store.query(
        `select from epochs e join delivery_events v on v.epoch = e.n and v.cause = 'recovery' join deliveries d using (campaign_id, subscriber_id)
         where e.instance = $1 and d.state = 'claimed' and d.epoch <> e.n and ($2::text[] = '{}' or d.address = any ($2)) limit 1`, [instance, addresses]).catch(() => []);
      return taken.length > 0;
    },
    async heal() {
      await Promise.allSettled(underWay);
      await rm(filler, { force: true });
      await makeWritable();
      await steadily(() => takeWrites(store));
    },
  };
}

/** kill -9 of the postmaster: every connection dies with it, and the next start recovers from the log. */
async function crash(dataDir: string): Promise<boolean> {
  const folder = join(dataDir, 'postgres', '18');
  const pid = Number((await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  return pid > 0 && process.kill(pid, 'SIGKILL');
}

function fill(path: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=1M'], { stdio: 'ignore' });
  } catch {
    // dd ends with an error when the disk is full, which is what was wanted.
  }
}
