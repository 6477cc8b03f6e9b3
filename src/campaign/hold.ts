/**
 * Before anything is sent, and every few seconds while it is: is this still the database that was sent from, and is it still the time?
 * A restored backup has forgotten who got it; a start days late sends yesterday's news. Neither is told from a ledger alone, so what
 * would be sent then is held until a person says `campaign resume`.
 */
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { holdUnconfirmed, lockBeat, readCluster, writeBeat, type Beat, type Cluster } from '../store/heartbeat.js';
import type { Store } from '../store/store.js';

/** The last beat this machine wrote, kept outside of the database: a restore takes the database back, not this. */
export type BeatMemory = { read(): Promise<bigint>; write(beat: bigint): Promise<void> };

export type HoldParts = { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly memory: BeatMemory; readonly holdAfterMs: number };

/** Who said "go on" or froze it this short a time ago knows what they do; but not what was said before the last beat of a restored database, which the backup has brought along. */
const freshMs = 60_000;

export async function checkIn(parts: HoldParts): Promise<void> {
  const { store, clock, log, memory, holdAfterMs } = parts;
  const cluster = await readCluster(store);
  const remembered = await memory.read();
  const beat = await store.transaction(async (transaction) => {
    const last = await lockBeat(transaction);
    const now = clock.now();
    const before = (ms: number): Date => new Date(now.getTime() - ms);
    const restored = findRestore(last, cluster, remembered);
    const gap = last !== undefined && now.getTime() - last.beatAt.getTime() > holdAfterMs;
    const reason = restored ?? (gap ? `nothing was sent from here since ${last.beatAt.toISOString()}` : undefined);
    const confirmedAfter = restored === undefined ? before(holdAfterMs) : latest(before(freshMs), last?.beatAt);
    const held = reason === undefined ? [] : await holdUnconfirmed(transaction, { reason, dueBefore: now, confirmedAfter, onlyFrozen: false });
    const late = await holdUnconfirmed(transaction, { reason: 'it was due long ago', dueBefore: before(holdAfterMs), confirmedAfter: before(holdAfterMs), onlyFrozen: true });
    for (const campaignId of [...held, ...late]) log.warn('a campaign is held until somebody resumes it', { campaignId, reason: reason ?? 'it was due long ago' });
    return BigInt(await writeBeat(transaction, now, cluster));
  });
  // After the commit: what is remembered is never ahead of a database that only goes forward.
  await memory.write(beat);
}

function latest(one: Date, other: Date | undefined): Date {
  return other !== undefined && other > one ? other : one;
}

function findRestore(last: Beat | undefined, cluster: Cluster, remembered: bigint): string | undefined {
  if (remembered > BigInt(last?.beat ?? 0)) return 'the database is older than this machine remembers: was a backup restored? Who got it since then is not in its ledger';
  if (last === undefined || last.systemIdentifier === '' || cluster.systemIdentifier === '') return undefined;
  if (last.systemIdentifier !== cluster.systemIdentifier) return 'the database lives in another cluster than before: was a backup restored? Who got it since then is not in its ledger';
  if (last.timeline !== cluster.timeline) return 'the database was restored or failed over: the last moments may be missing from its ledger';
  return undefined;
}
