/**
 * The freeze of a list whose readers chose how often they are written to, against the bare insert of R7: nobody chose, one in ten, everybody.
 * Before it four issues of the month went to all of them; everybody who chose wants one a month, so each is looked up in all four.
 * FREQUENCY_PEOPLE says how many; 1,000,000 is what the goal is meant for.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/log.js';
import { migrate } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { bareInsert, fill, median, planFreeze, ratio, timed } from './ledger/audience.js';

const people = Number(process.env['FREQUENCY_PEOPLE'] ?? 1_000_000);
const rounds = 3;
const earlierCount = 4;
/** One in so many. */
const shares: readonly (readonly [name: string, oneIn: number | null])[] = [['nobody', null], ['oneInTen', 10], ['everybody', 1]];

/** To all of the list, an hour after each other: of one month unless it has just begun. */
async function sendEarlier(store: Store): Promise<void> {
  for (let number = 1; number <= earlierCount; number += 1) {
    await store.query(`insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ($1, 'weekly', $1, 'earlier', '2026-01-01', 'en', '{}')`, [`earlier-${number}`]);
    await store.query(
      `with c as (insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, send_at)
         values ($1, 1, 'finished', $2, $2, '{}', 1, now() - $3::int * interval '1 hour') returning id)
       insert into deliveries (campaign_id, subscriber_id, address, lane, state) select c.id, s.id, s.address, 'rest', 'accepted' from c, subscribers s`, [`earlier-${number}`, people, number]);
  }
}

async function choose(store: Store, oneIn: number | null): Promise<void> {
  if (oneIn !== null) await store.query(`update subscriptions set frequency = 'monthly' where frequency is null and subscriber_id % $1::int = 0`, [oneIn]);
  await store.query('vacuum analyze subscriptions');
}

/** The last freeze goes again, so that each finds the same ledger. */
async function freezeOnce(store: Store): Promise<number> {
  const freeze = await planFreeze(store);
  const ms = await timed(freeze);
  await store.query('delete from deliveries where campaign_id = (select max(id) from campaigns)');
  await store.query('vacuum deliveries');
  return ms;
}

const dataDir = await mkdtemp(join(tmpdir(), 'courant-bench-'));
const store = await openStore({ dataDir, log: silentLog });
try {
  await migrate(store);
  await fill(store, people);
  // Somebody is always left to write to.
  await store.query(`insert into subscribers (address, canonical, domain) values ('always@mail.example', 'always@mail.example', 'mail.example')`);
  await sendEarlier(store);
  await store.query(`insert into subscriptions (list_id, subscriber_id, status, source) select 1, max(id), 'subscribed', 'import' from subscribers`);
  await store.query(`delete from deliveries where address = 'always@mail.example'`);
  await store.query('vacuum analyze');
  const results: Record<string, object> = {};
  for (const [name, oneIn] of shares) {
    await choose(store, oneIn);
    const [bare, frozen]: number[][] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      await store.query('truncate bare');
      bare?.push(await timed(() => bareInsert(store)));
      frozen?.push(await freezeOnce(store));
    }
    results[name] = { bareInsertMs: Math.round(median(bare ?? [])), freezeMs: Math.round(median(frozen ?? [])), ratio: ratio(median((frozen ?? []).map((ms, index) => ms / (bare?.[index] ?? 1)))) };
  }
  console.log(JSON.stringify({ bench: 'frequency', people, earlier: earlierCount, ...results }));
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
