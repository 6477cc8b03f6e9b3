/** Tables of people into a list: every good row gets in, nobody comes back who left, nothing hostile is stored. */
import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { exportSubscribers } from '../../src/audience/export.js';
import { importSubscribers, type ImportOptions, type ImportResult } from '../../src/audience/import.js';
import { addList } from '../../src/audience/lists.js';
import { makeSubscribers } from '../../src/audience/made-up.js';
import { suppress } from '../../src/audience/suppression.js';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { findSubscriberByCanonical } from '../../src/store/subscribers.js';
import { openTestStore } from '../support/database.js';

const at = new Date('2026-11-22T00:00:00Z');
const clock = { ...systemClock, now: () => at };

type World = { readonly store: Store; readonly list: ListRow; import(text: string | Buffer, options?: Partial<ImportOptions>): Promise<ImportResult> };

async function openWorld(t: TestContext): Promise<World> {
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
function countsOf(result: ImportResult): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(result.counts).filter(([, count]) => count > 0));
}

async function people(store: Store): Promise<readonly { address: string; name: string | null; lang: string | null; attributes: Record<string, string>; status: string | null }[]> {
  return store.query('select s.address, s.name, s.lang, s.attributes, n.status from subscribers s left join subscriptions n on n.subscriber_id = s.id order by s.id');
}

test('a table in Korean is understood by its headings; other columns become attributes', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('\ufeff이메일,성명,언어,가입일,도시\nMinji.Kim@Naver.COM,김민지,ko_KR,2024. 3. 1.,서울\n', { consent: '2024 trade fair', source: 'fair' });
  assert.deepEqual(countsOf(result), { imported: 1 });
  assert.deepEqual(result.columns.map((column) => column.use), ['email', 'name', 'lang', 'joinedAt', 'attribute']);
  assert.deepEqual(await people(world.store), [{ address: 'Minji.Kim@naver.com', name: '김민지', lang: 'ko-KR', attributes: { '도시': '서울' }, status: 'subscribed' }]);
  const [subscription] = await world.store.query<{ source: string; consent: string; joinedAt: Date }>('select source, consent, joined_at as "joinedAt" from subscriptions');
  assert.deepEqual(subscription, { source: 'fair', consent: '2024 trade fair', joinedAt: new Date('2024-03-01T00:00:00Z') });
});

test('the same table in every usual encoding gives the same people', async (t) => {
  const world = await openWorld(t);
  const text = 'email;name\nminji@x.example;김민지\nseoyeon@x.example;이서연\n';
  await world.import(text);
  for (const [encoding, addBOM] of [['utf-8', true], ['utf-16le', true], ['utf-16be', true], ['cp949', false]] as const) {
    const result = await world.import(iconv.encode(text, encoding, { addBOM }));
    assert.deepEqual([countsOf(result), result.encoding, result.delimiter], [{ unchanged: 2 }, encoding, ';']);
  }
});

test('the same file twice changes nothing; a corrected one changes what it says', async (t) => {
  const world = await openWorld(t);
  const file = 'email,name,city\na@x.example,Anna,Rome\nb@x.example,Bo,\n';
  assert.deepEqual(countsOf(await world.import(file)), { imported: 2 });
  const before = await world.store.query('select * from subscribers order by id');
  assert.deepEqual(countsOf(await world.import(file)), { unchanged: 2 });
  assert.deepEqual(await world.store.query('select * from subscribers order by id'), before);
  assert.deepEqual(countsOf(await world.import('email,name,city,team\na@x.example,Anna B.,,red\nb@x.example,,,\n')), { updated: 1, unchanged: 1 });
  const [anna] = await people(world.store);
  assert.deepEqual(anna, { address: 'a@x.example', name: 'Anna B.', lang: null, attributes: { city: 'Rome', team: 'red' }, status: 'subscribed' }, 'an empty cell takes nothing away');
});

test('who left stays out, who is suppressed stays out, and both are told', async (t) => {
  const world = await openWorld(t);
  const file = 'email\na@x.example\nb@x.example\nC.C+tag@gmail.com\nd@x.example\ne@x.example\n';
  await world.import('email\na@x.example\nb@x.example\n');
  const left = await findSubscriberByCanonical(world.store, 'a@x.example');
  assert.ok(left);
  await unsubscribe(world.store, { subscriberId: left.id, listId: world.list.id, reason: 'one-click', at });
  await suppress(world.store, { canonical: 'cc@gmail.com', reason: 'complaint', source: 'arf', at });
  await suppress(world.store, { canonical: 'd@x.example', listId: world.list.id, reason: 'admin', source: 'admin', at });
  await suppress(world.store, { canonical: 'e@x.example', reason: 'mailbox-full', source: 'dsn', expiresAt: new Date(at.getTime() - 1), at: new Date(at.getTime() - 2) });
  const result = await world.import(file);
  assert.deepEqual(countsOf(result), { unsubscribed: 1, unchanged: 1, suppressed: 2, imported: 1 });
  const statuses = new Map((await people(world.store)).map((person) => [person.address, person.status]));
  assert.deepEqual([...statuses], [['a@x.example', 'unsubscribed'], ['b@x.example', 'subscribed'], ['e@x.example', 'subscribed']], 'a suppression that ended does not hold');
});

test('people whom the file itself calls gone are remembered as gone', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('Email Address,First Name,Last Name,Status\na@x.example,Anna,Smith,subscribed\nb@x.example,민지,김,unsubscribed\nc@x.example,,,cleaned\nd@x.example,,,maybe\n');
  assert.deepEqual(countsOf(result), { imported: 1, unsubscribed: 2, refused: 1 });
  assert.match(result.refused[0]?.reason ?? '', /the status "maybe" is not known; leave the column out with --map status=/);
  assert.deepEqual((await people(world.store)).map((person) => [person.name, person.status]), [['Anna Smith', 'subscribed'], ['김민지', 'unsubscribed'], [null, 'unsubscribed']]);
  assert.deepEqual(countsOf(await world.import('email\nb@x.example\n')), { unsubscribed: 1 }, 'a later file without a status does not bring them back');
});

test('the same mailbox twice in a file is one person, and both lines are told', async (t) => {
  const world = await openWorld(t);
  const filler = Array.from({ length: 2500 }, (_, index) => `p${index}@x.example\n`).join('');
  const folder = await temporaryFolder(t);
  const report = join(folder, 'report.csv');
  const result = await world.import(`email\nmin.ji@gmail.com\nMinJi+x@googlemail.com\n${filler}minji@gmail.com\n`, { report });
  assert.deepEqual(countsOf(result), { imported: 2501, duplicate: 2 }, 'also across batches');
  const lines = (await readFile(report, 'utf8')).split('\r\n');
  assert.deepEqual([lines[0], lines[2], lines.at(-2)], [
    '\ufeffline,email,outcome,reason', '3,MinJi+x@googlemail.com,duplicate,the same mailbox as line 2', '2504,minji@gmail.com,duplicate,the same mailbox as line 2',
  ]);
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-import-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

const hostileRows: readonly (readonly [row: string, reason: RegExp, why: string])[] = [
  ['"a@x.example\r\nBcc: v@y.example",Anna', /control character or a line separator/, 'a header in the address'],
  ['a@x.example,"Anna\r\nBcc: v@y.example"', /the name holds a line break/, 'a header in the name'],
  ['a%0d%0aBcc@x.example,Anna', /before the @/, 'percent-encoded'],
  ['a@x.example\u2028,Anna', /line separator/, 'a Unicode line separator'],
  ['a\u0000@x.example,Anna', /control character/, 'NUL'],
  ['a@x.example,An\u0000na', /the name holds a control character/, 'NUL in the name'],
  ['a\u200f@x.example,Anna', /invisible/, 'a mark of direction'],
  ['a@x.example,\u202eannA', /turns the direction/, 'an override in the name'],
  ['"=HYPERLINK(""http://x"")",Anna', /comments/, 'a formula for an address'],
  [`a@x.example,${'x'.repeat(1_000_000)}`, /longer than 65536/, 'a name of a megabyte'],
  [`a@x.example,${'x'.repeat(2000)}`, /the name is longer than 200/, 'a long name'],
  ['a@x.example,Anna,1,2,3', /has 5 fields, the header has 3/, 'a comma too many'],
  [',Anna', /there is no address/, 'no address'],
  ['a@x.example,"Anna', /quotation mark opens in this row/, 'an open quotation mark'],
];

test('hostile rows are refused with their line and reason, and the rows around them get in', async (t) => {
  for (const [row, reason, why] of hostileRows) {
    const world = await openWorld(t);
    const result = await world.import(`email,name,city\nfirst@x.example,First,\n${row}\nlast@x.example,Last,\n`);
    assert.deepEqual(countsOf(result), { imported: 2, refused: 1 }, why);
    assert.equal(result.refused[0]?.line, 3, why);
    assert.match(result.refused[0]?.reason ?? '', reason, why);
  }
});

test('headings that JavaScript knows by itself do nothing', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('email,__proto__,constructor,city,city\na@x.example,polluted,polluted,Rome,Oslo\n');
  assert.deepEqual(result.columns.map((column) => column.use), ['email', 'ignored', 'ignored', 'attribute', 'ignored']);
  assert.deepEqual((await people(world.store))[0]?.attributes, { city: 'Rome' });
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

const badHeaders: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ['', 'import-file', /people\.csv holds nothing/],
  ['\n\n', 'import-file', /holds nothing/],
  ['a@x.example,Anna\n', 'import-header', /a person, not a header: "a@x\.example", "Anna"/],
  ['firma,stadt\nx,y\n', 'import-header', /No column holds the addresses\. The columns are: "firma", "stadt"/],
  ['email,이메일\na@x.example,b@x.example\n', 'import-header', /2 columns could be the email: "email", "이메일"/],
  ['"email,name\na@x.example,Anna\n', 'import-header', /cannot be read: a quotation mark/],
  [`email,${Array.from({ length: 51 }, (_, index) => `c${index}`).join(',')}\n`, 'import-header', /51 columns beside the known ones/],
];

test('a file whose header does not help is refused before anything is written, and says what it saw', async (t) => {
  const world = await openWorld(t);
  for (const [text, code, message] of badHeaders) await assert.rejects(world.import(text), { code, message }, text.slice(0, 40));
  await assert.rejects(world.import('', { input: '/nowhere/people.csv' }), { code: 'import-file' });
  await assert.rejects(world.import('email\na@x.example\n', { mapping: { name: 'Nom' } }), { code: 'import-header', message: /There is no column "Nom"/ });
  assert.deepEqual(await people(world.store), []);
});

test('the caller may say what the columns are', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('kontakt,email,status\na@x.example,b@x.example,student\n', { mapping: { email: 'Kontakt', status: '' } });
  assert.deepEqual(countsOf(result), { imported: 1 });
  assert.deepEqual((await people(world.store))[0], { address: 'a@x.example', name: null, lang: null, attributes: { email: 'b@x.example', status: 'student' }, status: 'subscribed' });
});

test('a dry run tells the same and writes nothing', async (t) => {
  const world = await openWorld(t);
  const file = 'email\na@x.example\nbad\na@x.example\nb@gamil.com\n';
  const dry = await world.import(file, { dryRun: true });
  assert.deepEqual(await people(world.store), []);
  const real = await world.import(file);
  assert.deepEqual(dry.counts, real.counts);
  assert.deepEqual(real.doubtful.map((row) => [row.line, row.reason]), [[5, 'did they mean gmail.com?']]);
});

test('a stop between batches leaves whole batches, and the same command does the rest', async (t) => {
  const world = await openWorld(t);
  const file = makeSubscribers({ count: 10_000, seed: 7 });
  const stop = new AbortController();
  const result = await world.import(file, { signal: stop.signal, onProgress: ({ rowCount }) => { if (rowCount >= 4000) stop.abort(); } });
  assert.deepEqual([result.isInterrupted, countsOf(result)], [true, { imported: 4000 }]);
  assert.equal((await people(world.store)).length, 4000);
  assert.deepEqual(countsOf(await world.import(file)), { imported: 6000, unchanged: 4000 });
});

test('two imports at the same time do not block each other for good', async (t) => {
  const world = await openWorld(t);
  const file = makeSubscribers({ count: 5000, seed: 3 });
  const reversed = file.split('\r\n');
  const results = await Promise.all([world.import(file), world.import([reversed[0], ...reversed.slice(1, -1).toReversed(), ''].join('\r\n'))]);
  assert.equal(results.reduce((sum, result) => sum + result.counts.imported, 0), 5000);
});

test('fifty thousand rows, every tenth bad: all good ones get in and memory does not grow with the file', async (t) => {
  const world = await openWorld(t);
  const folder = await temporaryFolder(t);
  const path = join(folder, 'people.csv');
  const lines = makeSubscribers({ count: 45_000, seed: 11 }).trimEnd().split('\r\n');
  const note = 'x'.repeat(200); // ten megabytes of them: what is held would show
  const rows = lines.slice(1).flatMap((line, index) => (index % 9 === 8 ? [`${line},${note}`, `bad-${index},,,,${note}`] : [`${line},${note}`]));
  await writeFile(path, `${[`${lines[0]},note`, ...rows].join('\n')}\n`);
  let most = 0;
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const result = await world.import('', { input: path, onProgress: () => { most = Math.max(most, process.memoryUsage().rss - before); } });
  assert.deepEqual(countsOf(result), { imported: 45_000, refused: 5000 });
  assert.equal(result.refused.length, 20, 'only the first are kept');
  assert.equal(result.refused[0]?.line, 11);
  assert.ok(most < 150e6, `${Math.round(most / 1e6)} MB more than before`);
});

test('what is exported is imported as it was', async (t) => {
  const world = await openWorld(t);
  const names = ['=HYPERLINK("http://x","y")', `'=1`, '김민지, "M"', '-1', '@x', 'Anna', ' '];
  const rows = names.map((name, index) => `${['+tag', '-dash', 'plain'][index % 3]}${index}@x.example,"${name.replaceAll('"', '""')}",${index === 1 ? 'unsubscribed' : 'subscribed'},2024-01-0${index + 1},fair,"said yes; ""twice""",'+82 10`);
  await world.import(`email,name,status,joined_at,source,consent,phone\n${rows.join('\n')}\n`);
  const exported = await exportText(world.store, world.list);
  assert.ok(exported.includes(`"'=HYPERLINK(""http://x"",""y"")"`), 'a spreadsheet does not run it');
  const other = await openWorld(t);
  const result = await other.import(exported);
  assert.deepEqual(countsOf(result), { imported: 6, unsubscribed: 1 });
  assert.deepEqual(await people(other.store), await people(world.store));
  assert.equal(await exportText(other.store, other.list), exported);
});

async function exportText(store: Store, list: ListRow): Promise<string> {
  let text = '';
  for await (const piece of exportSubscribers(store, list.id)) text += piece;
  return text;
}

test('no file, however hostile, stops the import or puts a control character into the database', async (t) => {
  const world = await openWorld(t);
  const cell = fc.oneof(fc.constantFrom('a@x.example', '=1', '"', '\r\nBcc: v@y.example', '\u0000', '\u202e', '__proto__', "'", '\ud800', '{"a":1}', '\\', 'b@gamil.com', '2024-01-01'), fc.string({ unit: 'binary', maxLength: 8 }));
  const row = fc.tuple(fc.emailAddress(), fc.array(cell, { maxLength: 5 })).map(([address, cells]) => [address, ...cells].join(','));
  await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 8 }), fc.array(cell, { maxLength: 4 }), async (rows, headings) => {
    const result = await world.import(`email,name,x,${headings.filter((heading) => !/[",\r\n]/.test(heading)).join(',')}\n${rows.join('\n')}\n`, { encoding: 'utf-8' }).catch((error: Error & { code?: string }) => {
      assert.equal(error.code, 'import-header', error.stack);
    });
    if (result) assert.equal(Object.values(result.counts).reduce((sum, count) => sum + count, 0), result.rowCount);
  }), { numRuns: 60 });
  const stored = JSON.stringify(await people(world.store));
  assert.doesNotMatch(stored, /\\u00[01]|\\[rn]|[\u202a-\u202e\u2028]/);
});
