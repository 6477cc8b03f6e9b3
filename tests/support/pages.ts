/** The public pages of a small world over HTTP, with the catcher as the relay of their mails. */
import type { CatcherOptions } from '../../src/catcher/catcher.js';
import type { Config } from '../../src/config.js';
import { editList } from '../../src/audience/lists.js';
import { makePageToken } from '../../src/message/page-token.js';
import type { ListRow } from '../../src/store/lists.js';
import { until } from './until.js';
import { openWorld, type World } from './world.js';

type TestLike = { after(work: () => Promise<void>): void };

export type Pages = {
  readonly world: World;
  readonly list: ListRow;
  readonly url: string;
  get(path: string, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }>;
  post(path: string, fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[], headers?: Readonly<Record<string, string>>): Promise<{ status: number; text: string; headers: Headers }>;
  /** The list's form, shown long enough ago. */
  subscribe(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<{ status: number; text: string; headers: Headers }>;
  /** Every mail so far, once nothing waits any more: recipients and source, the oldest first. */
  mails(): Promise<readonly { readonly to: string; readonly raw: string; readonly path: string }[]>;
  status(address: string): Promise<string | undefined>;
};

export async function openPages(t: TestLike, config: Partial<Config> = {}, catcher: Partial<CatcherOptions> = {}): Promise<Pages> {
  const world = await openWorld(t, { config: { webPort: 0, ...config }, catcher });
  const web = await world.app.startWeb();
  t.after(() => web.close());
  const list = await editList(world.store, 'weekly', {
    subscribe: 'open', optIn: 'double', frequencies: ['weekly', 'monthly'], names: { en: 'Weekly <Test>' }, topics: [{ slug: 'economy', name: '경제', names: { en: 'Economy' } }, { slug: 'culture', name: '문화', names: {} }],
    attributes: [
      { name: 'city', type: 'text', required: true, isShown: true, labels: { ko: '도시' } },
      { name: 'secret', type: 'text', required: false, isShown: false, labels: {} },
    ],
  });
  const send = async (path: string, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }> => {
    const response = await fetch(web.url + path, { redirect: 'manual', ...init });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const post: Pages['post'] = (path, fields, headers = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams((Array.isArray(fields) ? fields : Object.entries(fields)) as [string, string][]), headers });
  return {
    world, list, url: web.url, get: send, post,
    subscribe: (fields, headers) => post('/s/weekly', { opened: shownAt(world, list, 10), city: 'Seoul', 'attribute-city': 'Seoul', ...fields }, headers),
    async mails() {
      await until('no mail to wait any more', async () => {
        const [waiting] = await world.store.query<{ count: number }>(
          `select ((select count(*) from signups where state = 'asked') + (select count(*) from link_asks) + (select count(*) from system_mails))::int as count`);
        return waiting?.count === 0;
      });
      const { entries } = world.catcher.mails({ limit: 2000 });
      return Promise.all(entries.toReversed().map(async (entry) => {
        const raw = String(await world.catcher.rawOf(entry.n));
        const text = raw.replaceAll(/=\r?\n/g, '');
        return { to: entry.recipient, raw, path: /https?:\/\/[^/\s]+(\/(?:confirm|p|u|address)\/[\w-]+)/.exec(text)?.[1] ?? '' };
      }));
    },
    async status(address) {
      const [row] = await world.store.query<{ status: string }>(
        'select n.status from subscriptions n join subscribers s on s.id = n.subscriber_id where s.address = $1 and n.list_id = $2', [address, list.id]);
      return row?.status;
    },
  };
}

export function shownAt(world: World, list: ListRow, secondsAgo: number): string {
  return makePageToken(world.app.keys, 'form', [list.id, String(Math.floor(Date.now() / 1000) - secondsAgo)]);
}

/** Every row of every table of ours, as text. */
export async function dump({ store }: World): Promise<string> {
  const tables = await store.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const texts = await Promise.all(tables.map(async ({ name }) => {
    const rows = await store.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`);
    return `${name}\n${rows.map(({ row }) => row).join('\n')}`;
  }));
  return texts.join('\n');
}
