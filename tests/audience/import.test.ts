/** Tables of people into a list: every good row gets in, nobody comes back who left, the same file twice is once. */
import { strict as assert } from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import iconv from 'iconv-lite';
import { makeSubscribers } from '../../src/audience/made-up.js';
import { suppress } from '../../src/audience/suppression.js';
import { unsubscribe } from '../../src/audience/subscribers.js';
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
