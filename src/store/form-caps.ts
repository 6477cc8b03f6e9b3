/** Statements on caps: how often a form may do something, exact over any number of processes. */
import type { Store } from './store.js';

export type Cap = {
  /** Hashed by the caller. */
  readonly key: Buffer;
  readonly limit: number;
  readonly periodSeconds: number;
};

class CapReached extends Error {}

/** Takes one of each, or none of any. A window begins with its first use, so a limit of one means that long a wait between two. */
export async function takeFromCaps(store: Store, caps: readonly Cap[], at: Date): Promise<boolean> {
  try {
    await store.transaction(async (transaction) => {
      // In one order for everybody: two that want the same caps wait for each other instead of locking each other out.
      for (const cap of caps.toSorted((one, other) => Buffer.compare(one.key, other.key))) {
        const rows = await transaction.query(
          `insert into form_caps as c (key, begun_at, count) values ($1, $2, 1)
           on conflict (key) do update set
             begun_at = case when c.begun_at <= $2::timestamptz - $4 * interval '1 second' then excluded.begun_at else c.begun_at end,
             count = case when c.begun_at <= $2::timestamptz - $4 * interval '1 second' then 1 else c.count + 1 end
           where c.count < $3 or c.begun_at <= $2::timestamptz - $4 * interval '1 second'
           returning count`,
          [cap.key, at, cap.limit, cap.periodSeconds],
        );
        if (rows.length === 0) throw new CapReached();
      }
    });
    return true;
  } catch (error) {
    if (error instanceof CapReached) return false;
    throw error;
  }
}

export async function clearCaps(store: Store, before: Date): Promise<void> {
  await store.query('delete from form_caps where begun_at < $1', [before]);
}
