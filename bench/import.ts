/**
 * R8: a table of a million people imported into a list, beside the least that PostgreSQL could do with the same file: COPY into a staging
 * table and one upsert into subscribers and subscriptions. Prints one JSON line with the ratio of the times and the importer's memory.
 * Both write into the same tables with the same indexes and foreign keys. The importer also checks each row, finds duplicates and who must
 * not come back, and records what each person agreed to; `ratioWithConsents` is the one beside an upsert that writes those records too.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { from as copyFrom } from 'pg-copy-streams';
import { importSubscribers } from '../src/audience/import.js';
import { addList } from '../src/audience/lists.js';
import { systemClock } from '../src/clock.js';
import { silentLog } from '../src/log.js';
import { migrate } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';

const rowCount = Number(process.env['BENCH_ROWS'] ?? 1_000_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);

/** A line as exports of other programs have it: address, name, language, day of joining, two attributes. */
function personLine(index: number): string {
  return `reader.${(index * 7_919) % rowCount}.${index}@mail${index % 5_000}.example,Reader ${index},${['ko', 'en', 'zh'][index % 3]},2024-${String((index % 12) + 1).padStart(2, '0')}-11,KR,${index % 90}\n`;
}

async function writePeople(path: string): Promise<void> {
  const file = await open(path, 'w');
  await file.write('email,name,lang,joined_at,country,age\n');
  for (let index = 0; index < rowCount; index += 10_000) {
    await file.write(Array.from({ length: Math.min(10_000, rowCount - index) }, (_, offset) => personLine(index + offset)).join(''));
  }
  await file.close();
}

async function clear(store: Store): Promise<void> {
  // Consents refuse this, but for whoever owns the table and says so.
  await store.query('alter table consents disable trigger user; truncate subscribers, subscriptions, consents, imports restart identity cascade; alter table consents enable trigger user');
  await store.query('checkpoint');
}

type Bare = { readonly ms: number; readonly consentsMs: number };

/** What psql would be told. */
async function copyAndUpsert(store: Store, path: string): Promise<Bare> {
  await clear(store);
  const client = await store.connect();
  const startedAt = performance.now();
  await client.query('drop table if exists staging');
  await client.query('create unlogged table staging (email text, name text, lang text, joined_at timestamptz, country text, age text)');
  await pipeline(createReadStream(path), client.query(copyFrom('copy staging from stdin (format csv, header)')));
  await client.query(`insert into subscribers (address, canonical, domain, name, lang, attributes)
    select email, lower(email), lower(split_part(email, '@', 2)), name, lang, jsonb_build_object('country', country, 'age', age) from staging
    on conflict (canonical) do update set name = excluded.name, lang = excluded.lang, attributes = subscribers.attributes || excluded.attributes, updated_at = now()`);
  await client.query(`insert into subscriptions (list_id, subscriber_id, status, source, joined_at)
    select (select min(id) from lists), s.id, 'subscribed', 'import', g.joined_at from staging g join subscribers s on s.canonical = lower(g.email)
    on conflict do nothing`);
  const upsertedAt = performance.now();
  await client.query("insert into consents (subscriber_id, list_id, act, source, at) select subscriber_id, list_id, 'given', source, joined_at from subscriptions order by subscriber_id");
  client.release();
  return { ms: upsertedAt - startedAt, consentsMs: performance.now() - upsertedAt };
}

/** In a process of its own, so that its memory is the importer's alone. */
async function importOnce(dataDir: string, path: string): Promise<{ readonly ms: number; readonly peakMb: number }> {
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'one', dataDir, path], { encoding: 'utf8' });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the import failed: ${stderr}`);
  return JSON.parse(last) as { ms: number; peakMb: number };
}

async function runOne(dataDir: string, path: string): Promise<void> {
  const store = await openStore({ dataDir, log: silentLog });
  const lists = await store.query<{ id: string }>('select id from lists');
  const startedAt = performance.now();
  const result = await importSubscribers(store, { listId: (lists[0]?.id ?? '') as never, input: path, clock: systemClock, log: silentLog });
  const ms = performance.now() - startedAt;
  if (result.counts.imported !== rowCount) throw new Error(`not all people got in: ${JSON.stringify(result.counts)}`);
  await store.close();
  console.log(JSON.stringify({ ms, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
  const store = await openStore({ dataDir: folder, log: silentLog });
  try {
    await migrate(store);
    await addList(store, { slug: 'weekly', from: 'Weekly <news@example.org>' });
    const path = join(folder, 'people.csv');
    await writePeople(path);
    const bare: Bare[] = [];
    const ours: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await copyAndUpsert(store, path));
      await clear(store);
      const one = await importOnce(folder, path);
      ours.push(one.ms);
      memory.push(one.peakMb);
    }
    const ratioTo = (reference: readonly number[]): number => Number((middle(ours) / middle(reference)).toFixed(2));
    console.log(JSON.stringify({
      bench: 'import', id: 'R8', rows: rowCount, rounds, copyAndUpsertMs: bare.map(({ ms }) => Math.round(ms)), consentsMs: bare.map(({ consentsMs }) => Math.round(consentsMs)),
      importMs: ours.map(Math.round), peakMb: Math.max(...memory), ratio: ratioTo(bare.map(({ ms }) => ms)), ratioWithConsents: ratioTo(bare.map(({ ms, consentsMs }) => ms + consentsMs)),
      goal: '<= 2, <= 300 MB',
    }));
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const [mode, dataDir, path] = process.argv.slice(2);
if (mode === 'one' && dataDir !== undefined && path !== undefined) await runOne(dataDir, path);
else await main();
