/**
 * What the database can tell the desk: the issue that was sent last, and the readers of a list. Opened at the first question, and only when
 * there is a database already: a preview makes none. Reads, never writes, never migrates.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import type { Edition } from '../edition/edition.js';
import { UserError } from '../errors.js';
import type { Log } from '../log.js';
import type { ListRow } from '../store/lists.js';
import type { Store } from '../store/store.js';
import type { SampleReader } from './reader.js';

export type ListDesk = { readonly list: ListRow; readonly readers: readonly SampleReader[] };

export type Records = {
  /** The newsletter's edition that was sent last, but for the issue itself; undefined: none, or no database. */
  findLastSent(newsletter: string, exceptSlug: string): Promise<Edition | undefined>;
  findAsset(name: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
  /** Throws UserError: no such list, or no database. */
  readList(listSlug: string): Promise<ListDesk>;
  close(): Promise<void>;
};

/** More do not fit into a list to choose from; the longest values are sought among as many. */
const readerLimit = 1000;
const shownLimit = 100;

function hasDatabase(config: Config): boolean {
  return config.databaseUrl !== undefined || existsSync(join(config.dataDir, 'postgres'));
}

/** SQLSTATE 42P01 and 42703: a table or a column that a migration brings. */
function refuseOlder(error: unknown, listSlug: string): never {
  const isOlder = error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '42703');
  throw isOlder ? new UserError('not-found', `The list ${listSlug} cannot be read: the database is empty, or older than this program.`, { hint: 'courant list ls brings it up to date.', cause: error }) : error;
}

export function createRecords(config: Config, log: Log): Records {
  let opening: Promise<Store> | undefined;
  const open = (): Promise<Store> => {
    opening ??= import('../store/open.js').then(({ openStore }) => openStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, log, applicationName: 'courant preview' })).catch((error: unknown) => {
      opening = undefined; // asked again, it may be back
      throw error;
    });
    return opening;
  };
  /** A database that is away, or older than the program, is no reason for a preview to fail. */
  const tryAsk = async <Answer>(ask: (store: Store) => Promise<Answer | undefined>): Promise<Answer | undefined> => {
    if (!hasDatabase(config)) return undefined;
    try {
      return await ask(await open());
    } catch (error) {
      log.warn('the preview goes on without the database', { error });
      return undefined;
    }
  };
  return {
    findLastSent: (newsletter, exceptSlug) => tryAsk(async (store) => {
      const { findSentEdition, listSentEditions } = await import('../store/editions.js');
      const [last] = (await listSentEditions(store, newsletter)).filter(({ slug }) => slug !== exceptSlug).toSorted((one, other) => (one.publishedAt < other.publishedAt ? 1 : -1));
      return last === undefined ? undefined : findSentEdition(store, newsletter, last.slug);
    }),
    findAsset: (name) => (opening === undefined ? Promise.resolve(undefined) : tryAsk(async (store) => (await import('../store/editions.js')).findAsset(store, name))),
    async readList(listSlug) {
      if (!hasDatabase(config)) throw new UserError('not-found', `There is no list ${listSlug}: the project has no database yet.`, { hint: 'courant list add makes both; without --list the readers are those of readers.yaml.' });
      const [store, { requireList }, { pageMembers }, { toLongest }] = await Promise.all([open(), import('../audience/lists.js'), import('../store/subscriptions.js'), import('./reader.js')]);
      const list = await requireList(store, listSlug).catch((error: unknown) => refuseOlder(error, listSlug));
      const members = (await pageMembers(store, list.id, { after: null, limit: readerLimit })).filter(({ status }) => status === 'subscribed');
      const readers = members.map(({ subscriberId, name, address, lang, attributes, joinedAt, source, topics, frequency }): SampleReader => ({
        id: `reader-${subscriberId}`, name: name ?? '', address, ...(lang === null ? {} : { lang }), attributes, membership: { subscriberId, joinedAt, source, topics, frequency },
      }));
      return { list, readers: [...readers.slice(0, shownLimit), toLongest(readers)] };
    },
    async close() {
      // One that never opened has nothing to close.
      await opening?.then((store) => store.close(), () => undefined);
    },
  };
}
