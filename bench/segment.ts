/**
 * How fast segments are counted over a million made-up subscribers and five campaigns to all of them, in an embedded PostgreSQL of its
 * own. One JSON line: milliseconds per segment (the best of three) by the clock and of PostgreSQL's processor time, which a busy machine
 * does not change much, and how many times the plain count of the list the slowest takes. PEOPLE=100000 makes it smaller.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAttributeWord } from '../src/audience/attributes-file.js';
import { addList } from '../src/audience/lists.js';
import { silentLog } from '../src/log.js';
import { parseSegment } from '../src/segment/parse.js';
import { migrate } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import { sumReaders } from '../src/store/campaign-readers.js';
import { countSegment } from '../src/store/segments.js';
import type { ListRow } from '../src/store/lists.js';
import type { Database, Store } from '../src/store/store.js';

const people = Number(process.env['PEOPLE'] ?? 1_000_000);
const rounds = 3;
const campaignCount = 5;
const now = new Date();

const attributes = ['country:choice=KR|US|CN|JP|DE|FR', 'city:text', 'age:number', 'birthday:date', 'vip:boolean'].map(parseAttributeWord);

/** The usual ones come first; each is to take less than a second. */
const segments: Readonly<Record<string, string>> = {
  country: 'country = "KR"',
  joined: 'joined < 90 days ago',
  lang: 'lang = "ko"',
  domain: 'domain = "gmail.com"',
  combination: 'country = "KR" and joined < 90 days ago and lang = "ko" and domain = "naver.com"',
  received: 'received in last 5 campaigns',
  notClicked: 'country = "KR" and joined < 90 days ago and not clicked in last 5 campaigns',
  notReceived: 'country = "KR" and not received in last 5 campaigns',
  bounced: 'bounced in last 5 campaigns',
  oneCampaign: 'not received campaign 3',
  city: 'city contains "seoul"',
  age: 'age >= 30 and age < 40',
  birthday: 'birthday < 40 years ago',
  provider: 'provider = "outlook"',
  sample: 'sample 10%',
};

async function fill(store: Store): Promise<ListRow> {
  const list = await addList(store, { slug: 'bench', from: 'Bench <bench@x.example>', attributes });
  await store.query(
    `insert into subscribers (address, canonical, domain, name, lang, attributes)
     select 'p' || i || '@' || d, 'p' || i || '@' || d, d, 'Person ' || i, (array['ko', 'ko', 'en', 'zh-Hans', 'ja', null])[1 + i % 6],
       jsonb_strip_nulls(jsonb_build_object('country', (array['KR', 'KR', 'US', 'CN', 'JP', 'DE', null])[1 + (i * 7919) % 7], 'city', (array['Seoul', 'Busan', 'Tokyo', null])[1 + i % 4],
         'age', (18 + (i * 31) % 60)::text, 'birthday', to_char(date '1950-01-01' + ((i * 37) % 20000)::int, 'YYYY-MM-DD'), 'vip', case when i % 50 = 0 then 'true' end))
     from (select i, (array['gmail.com', 'naver.com', 'outlook.com', 'qq.com', 'company' || i % 5000 || '.example'])[1 + (i * 104729) % 5] as d from generate_series(1::bigint, $1) i) p`, [people]);
  await store.query(
    `insert into subscriptions (list_id, subscriber_id, status, source, joined_at)
     select $1, id, case when id % 20 = 0 then 'unsubscribed' else 'subscribed' end, 'import', $2::timestamptz - (id * 7919 % 3000) * interval '1 day' from subscribers order by id`, [list.id, now]);
  await store.query(`insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ('h', 'n', 's', 't', '2026-01-01', 'en', '{}')`);
  await store.query(`insert into keys (id, secret) values (1, '') on conflict do nothing`);
  for (let round = 0; round < campaignCount; round += 1) await fillCampaign(store, list);
  await store.query(
    `insert into clicks (campaign_id, number, subscriber_id) select c.id, 1 + s.id % 3, s.id from campaigns c, subscribers s where (s.id * 13 + c.id) % 10 = 0`);
  await store.query('vacuum analyze');
  return list;
}

/** Nine of ten get it, one of fifty bounces. */
async function fillCampaign(store: Store, list: ListRow): Promise<void> {
  await store.query(
    `with c as (insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, started_at) values ('h', $1, 'finished', 0, 0, '{}', 1, now()) returning id)
     insert into deliveries (campaign_id, subscriber_id, address, lane, state, bounced_kind)
     select c.id, s.id, s.address, 'rest', case when (s.id * 31 + c.id) % 10 = 0 then 'cancelled' else 'accepted' end, case when (s.id * 17 + c.id) % 50 = 1 then 'soft' end from subscribers s, c order by s.id`, [list.id]);
}

type Measured = { readonly ms: number; readonly cpuMs: number | null; readonly count: number };

/** Of one server process; Linux counts in hundredths of a second. Elsewhere there is no such file. */
function cpuMsOf(pid: number): number | null {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  } catch {
    return null;
  }
}

async function measure(pid: number, work: () => Promise<number>): Promise<Measured> {
  const count = await work(); // warm-up, not counted
  const times = [];
  const before = cpuMsOf(pid);
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  const after = cpuMsOf(pid);
  return { ms: Math.round(Math.min(...times)), cpuMs: before === null || after === null ? null : Math.round((after - before) / rounds), count };
}

async function measureAll(database: Database, list: ListRow): Promise<{ plain: Measured; found: Readonly<Record<string, Measured>> }> {
  const [{ pid } = { pid: 0 }] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  const plain = await measure(pid, async () => (await database.query<{ count: number }>(`select count(*)::int as count from subscriptions where list_id = $1 and status = 'subscribed'`, [list.id]))[0]?.count ?? 0);
  const found: Record<string, Measured> = {};
  for (const [name, text] of Object.entries(segments)) found[name] = await measure(pid, () => countSegment(database, list.id, parseSegment(text, attributes, { counted: ['clicked'] }), now));
  return { plain, found };
}

const pick = (found: Readonly<Record<string, Measured>>, key: keyof Measured) => Object.fromEntries(Object.entries(found).map(([name, measured]) => [name, measured[key]]));

const dataDir = await mkdtemp(join(tmpdir(), 'courant-bench-segment-'));
const store = await openStore({ dataDir, log: silentLog });
try {
  await migrate(store);
  const startedAt = performance.now();
  const list = await fill(store);
  const fillSeconds = Math.round((performance.now() - startedAt) / 1000);
  const summedAt = performance.now();
  while (await sumReaders(store, now));
  const sumMs = Math.round((performance.now() - summedAt) / campaignCount);
  await store.query('vacuum analyze campaign_readers, clicks');
  const { plain, found } = await store.transaction((transaction) => measureAll(transaction, list));
  const slowestMs = Math.max(...Object.values(found).map(({ ms }) => ms));
  console.log(JSON.stringify({
    bench: 'segment', people, campaigns: campaignCount, fillSeconds, sumMs, plainMs: plain.ms, plainCpuMs: plain.cpuMs,
    ms: pick(found, 'ms'), cpuMs: pick(found, 'cpuMs'), counts: pick(found, 'count'),
    slowestMs, ratio: Number((slowestMs / Math.max(1, plain.ms)).toFixed(1)),
  }));
} finally {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
}
