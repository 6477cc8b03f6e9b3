/** A store with one list, and the import into it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { importSubscribers, type ImportOptions, type ImportResult } from '../../src/audience/import.js';
import { addList } from '../../src/audience/lists.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { openTestStore } from '../support/database.js';

export const at = new Date('2026-11-22T00:00:00Z');
const clock = { ...systemClock, now: () => at };

export type World = { readonly store: Store; readonly list: ListRow; import(text: string | Buffer, options?: Partial<ImportOptions>): Promise<ImportResult> };

export async function openWorld(t: TestContext): Promise<World> {
  const store = await openTestStore(t);
  const list = await addList(store, { slug: 'weekly', from: 'Weekly <news@example.org>' });
  return {
    store, list,
    import: (text, options = {}) => importSubscribers(store, { listId: list.id, input: inChunks(Buffer.from(text)), inputName: 'people.csv', clock, log: silentLog, ...options }),
  };
}

async function* inChunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

/** Only what is not zero. */
export function countsOf(result: ImportResult): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(result.counts).filter(([, count]) => count > 0));
}

export async function people(store: Store): Promise<readonly { address: string; name: string | null; lang: string | null; attributes: Record<string, string>; status: string | null }[]> {
  return store.query('select s.address, s.name, s.lang, s.attributes, n.status from subscribers s left join subscriptions n on n.subscriber_id = s.id order by s.id');
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-import-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
