/** Tables of people into a list: every good row gets in, nobody comes back who left, the same file twice is once. */
import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import iconv from 'iconv-lite';
import { makeSubscribers } from '../../src/audience/made-up.js';
import { addList } from '../../src/audience/lists.js';
import { suppress } from '../../src/audience/suppression.js';
import { unsubscribe } from '../../src/audience/subscribers.js';
import { settleMapping } from '../../src/cli/ask-columns.js';
import { systemClock } from '../../src/clock.js';
import { findSubscriberByCanonical } from '../../src/store/subscribers.js';
import { at, countsOf, openWorld, people, temporaryFolder } from './import-world.js';

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

test('a column of frequencies is for people who are new on the list: who is on it keeps what they chose', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('email,frequency\na@x.example,weekly\nb@x.example,매월\nc@x.example,\nd@x.example,daily\n');
  assert.deepEqual(countsOf(result), { imported: 3, refused: 1 });
  assert.match(result.refused[0]?.reason ?? '', /the frequency "daily" is none of every, weekly, monthly; leave the column out with --map frequency=/);
  assert.deepEqual(countsOf(await world.import('email,frequency\na@x.example,monthly\nb@x.example,every\nd@x.example,monthly\n')), { unchanged: 2, imported: 1 });
  const chosen = await world.store.query<{ address: string; frequency: string | null }>('select s.address, n.frequency from subscriptions n join subscribers s on s.id = n.subscriber_id order by 1');
  assert.deepEqual(chosen.map(({ address, frequency }) => [address.slice(0, 1), frequency]), [['a', 'weekly'], ['b', 'monthly'], ['c', null], ['d', 'monthly']]);
  assert.deepEqual(await world.store.query(`select text, source from consents where act = 'chosen' order by id`), ['weekly', 'monthly', 'monthly'].map((text) => ({ text, source: 'import' })));
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

test('what was said of columns is remembered for the next table with the same headings, and only for that list', async (t) => {
  const world = await openWorld(t);
  const file = join(await temporaryFolder(t), 'people.csv');
  await writeFile(file, 'kontakt,plz\na@x.example,80331\n');
  const answers = ['2', '-', ''];
  const talk = { out: () => undefined, ask: async () => answers.shift() ?? null };
  const said = await settleMapping({ clock: systemClock }, world.store, world.list, { file, always: false }, talk);
  assert.deepEqual([said?.email, said?.skipped, answers], ['kontakt', ['plz'], []]);
  assert.deepEqual(await settleMapping({ clock: systemClock }, world.store, world.list, { file, always: false }, undefined), said, 'with nobody there to ask');
  const result = await world.import('', { input: file, mapping: said ?? {} });
  assert.deepEqual(result.columns.map(({ use }) => use), ['email', 'ignored']);
  const other = await addList(world.store, { slug: 'other', from: 'news@example.org' });
  assert.equal(await settleMapping({ clock: systemClock }, world.store, other, { file, always: false }, undefined), undefined);
  await writeFile(file, 'email,name\na@x.example,Anna\n');
  assert.equal(await settleMapping({ clock: systemClock }, world.store, world.list, { file, always: false }, talk), undefined, 'headings that speak for themselves are not asked about');
});

test('the report says what a row changes; letters are composed, in values and in names of attributes', async (t) => {
  const world = await openWorld(t);
  const report = join(await temporaryFolder(t), 'report.csv');
  const apart = (text: string): string => text.normalize('NFD');
  await world.import(`email,name,${apart('도시')}\na@x.example,${apart('김민지')},${apart('서울')}\nb@x.example,Bo,\n`);
  assert.deepEqual((await people(world.store))[0], { address: 'a@x.example', name: '김민지', lang: null, attributes: { '도시': '서울' }, status: 'subscribed' });
  await world.import('email,name,lang,도시,age\na@x.example,김민지,ko,부산,42\nb@x.example,Bo,,,\n', { report });
  assert.deepEqual((await readFile(report, 'utf8')).split('\r\n').slice(1, 3), ['2,a@x.example,updated,"changes lang, age, 도시"', '3,b@x.example,unchanged,']);
});

const badHeaders: readonly (readonly [text: string, code: string, message: RegExp])[] = [
  ['', 'import-file', /people\.csv holds nothing/],
  ['\n\n', 'import-file', /holds nothing/],
  ['PK\u0003\u0004\u0014\u0000', 'import-file', /people\.csv is no table but a spreadsheet file/],
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
  const file = makeSubscribers({ count: 25_000, seed: 7 });
  const stop = new AbortController();
  const result = await world.import(file, { signal: stop.signal, onProgress: () => stop.abort() });
  const { imported } = result.counts;
  assert.ok(result.isInterrupted && imported > 0 && imported % 5000 === 0 && imported < 25_000, `${imported} rows were imported`);
  assert.equal((await people(world.store)).length, imported);
  assert.deepEqual(countsOf(await world.import(file)), { imported: 25_000 - imported, unchanged: imported }, 'a stream is read from its beginning');
});

test('an import of a file that was cut off goes on behind its last row, with its counts, its report and its duplicates', async (t) => {
  const world = await openWorld(t);
  const folder = await temporaryFolder(t);
  const [input, report] = [join(folder, 'people.csv'), join(folder, 'report.csv')];
  const rows = makeSubscribers({ count: 25_000, seed: 8 }).trimEnd().split('\r\n');
  await writeFile(input, [...rows, rows[1], 'not an address', ''].join('\r\n'));
  const stop = new AbortController();
  const first = await world.import('', { input, report, signal: stop.signal, onProgress: () => stop.abort() });
  assert.deepEqual([first.isInterrupted, first.resumedAfterLine], [true, null]);
  const second = await world.import('', { input, report });
  assert.deepEqual([second.isInterrupted, second.resumedAfterLine], [false, first.rowCount + 1]);
  assert.deepEqual(countsOf(second), { imported: 25_000, duplicate: 1, refused: 1 }, 'the counts are of the whole file');
  const lines = (await readFile(report, 'utf8')).trimEnd().split('\r\n');
  assert.deepEqual(lines.slice(1).map((line) => Number(line.split(',')[0])), Array.from({ length: 25_002 }, (_, index) => index + 2), 'every row is told once');
  assert.match(lines.at(-2) ?? '', /duplicate,the same mailbox as line 2$/);
  const third = await world.import('', { input, report });
  assert.deepEqual([third.resumedAfterLine, third.counts.unchanged], [null, 25_000], 'a finished import is a new one the next time');
});

test('JSON lines are read like a table; a line that is none costs itself alone', async (t) => {
  const world = await openWorld(t);
  const result = await world.import([
    '{"email":"a@x.example","name":"Anna","attributes":{"city":"Rome","age":42,"vip":true}}', '{"name":"no address"}', 'oops', '[1]',
    '{"email":"b@x.example","status":"unsubscribed","__proto__":{"city":"x"},"note":"=1+1"}', '{"E-Mail":"A@x.example"}', '',
  ].join('\n'));
  assert.deepEqual(countsOf(result), { imported: 1, unsubscribed: 1, duplicate: 1, refused: 3 });
  assert.deepEqual(result.refused.map((row) => row.line), [2, 3, 4]);
  assert.match(result.refused[1]?.reason ?? '', /^is no JSON: /);
  assert.deepEqual((await people(world.store)).map((person) => person.attributes), [{ city: 'Rome', age: '42', vip: 'true' }, { note: '=1+1' }]);
});

test('the worst rows there are cost only themselves', async (t) => {
  const world = await openWorld(t);
  const bad = ['no address', '"never closes,', 'b@x.example\r\nBcc: v@y', '=HYPERLINK("http://x")', 'x'.repeat(70_000), '"a@x.example\u0000",x', '\u202ea@x.example', 'a@b@c.example', '@x.example', 'a@'];
  assert.equal((await world.import(['email,name', ...bad, 'good@x.example,Good', ''].join('\n'))).counts.imported, 2, 'a line break makes two rows of one, and the first is an address');
});

test('two imports at the same time do not block each other for good', async (t) => {
  const world = await openWorld(t);
  const file = makeSubscribers({ count: 5000, seed: 3 });
  const reversed = file.split('\r\n');
  const results = await Promise.all([world.import(file), world.import([reversed[0], ...reversed.slice(1, -1).toReversed(), ''].join('\r\n'))]);
  assert.equal(results.reduce((sum, result) => sum + result.counts.imported, 0), 5000);
});

/** 90,000 good rows and 10,000 bad ones, with twenty megabytes of notes: what is held would show. */
async function writeLargeTable(path: string): Promise<void> {
  const lines = makeSubscribers({ count: 90_000, seed: 11 }).trimEnd().split('\r\n');
  const note = 'x'.repeat(200);
  const rows = lines.slice(1).flatMap((line, index) => (index % 9 === 8 ? [`${line},${note}`, `bad-${index},,,,${note}`] : [`${line},${note}`]));
  await writeFile(path, `${[`${lines[0]},note`, ...rows].join('\n')}\n`);
}

/** Bytes that are still needed: what the process has of the system besides depends on how lazy its garbage collector is just then. */
function measureHeld(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a hundred thousand rows, every tenth bad: all good ones get in and memory does not grow with the file', async (t) => {
  const world = await openWorld(t);
  const folder = await temporaryFolder(t);
  const path = join(folder, 'people.csv');
  await writeLargeTable(path);
  const held: number[] = [];
  const result = await world.import('', { input: path, onProgress: () => { held.push(measureHeld()); } });
  assert.deepEqual(countsOf(result), { imported: 90_000, refused: 10_000 });
  assert.equal(result.refused.length, 20, 'only the first are kept');
  assert.equal(result.refused[0]?.line, 11);
  // Of its second half: by then what the tests before have left behind is gone, and what grows with the file is at its largest.
  const most = Math.max(...held.slice(-10)) - measureHeld();
  t.diagnostic(`${(most / 1e6).toFixed(1)} MB held at the most, measured ${held.length} times`);
  assert.ok(held.length >= 10 && most < 30e6, `${(most / 1e6).toFixed(1)} MB more than behind it`);
});
