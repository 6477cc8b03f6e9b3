/** Has the database room to write again? */
import type { Store } from './store.js';

/** Twice what a page of outcomes and its log need, written for a moment and thrown away. Rows below the size that PostgreSQL would compress. */
const probe = `create temporary table courant_room on commit drop as
  select repeat(md5(n::text), 55) as filler from generate_series(1, 8000) n`; // 14 MB

class EnoughRoom extends Error {}

export async function hasRoom(store: Store): Promise<boolean> {
  try {
    await store.transaction(async (transaction) => {
      await transaction.query(probe);
      throw new EnoughRoom();
    });
    return false;
  } catch (error) {
    return error instanceof EnoughRoom;
  }
}
