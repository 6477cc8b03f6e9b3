/** Tables that want to do harm, or have had harm done to them. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { exportSubscribers, type ExportFormat } from '../../src/audience/export.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { countsOf, openWorld, people } from './import-world.js';

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

test('what is exported is imported as it was', async (t) => {
  const world = await openWorld(t);
  const names = ['=HYPERLINK("http://x","y")', `'=1`, '김민지, "M"', '-1', '@x', 'Anna', ' '];
  const rows = names.map((name, index) => `${['+tag', '-dash', 'plain'][index % 3]}${index}@x.example,"${name.replaceAll('"', '""')}",${index === 1 ? 'unsubscribed' : 'subscribed'},2024-01-0${index + 1},fair,"said yes; ""twice""",'+82 10,${['weekly', 'every', 'Monthly'][index % 3]}`);
  await world.import(`email,name,status,joined_at,source,consent,phone,frequency\n${rows.join('\n')}\n`);
  const exported = await exportText(world.store, world.list);
  assert.ok(exported.includes(`"'=HYPERLINK(""http://x"",""y"")"`), 'a spreadsheet does not run it');
  const other = await openWorld(t);
  const result = await other.import(exported);
  assert.deepEqual(countsOf(result), { imported: 6, unsubscribed: 1 });
  assert.deepEqual(await people(other.store), await people(world.store));
  assert.equal(await exportText(other.store, other.list), exported);
  const again = await openWorld(t);
  await again.import(await exportText(world.store, world.list, 'jsonl'));
  assert.equal(await exportText(again.store, again.list), exported, 'and so by way of JSON lines');
});

test('any values that an import takes come back the same by export and import, in both formats', async (t) => {
  const world = await openWorld(t);
  const other = await openWorld(t);
  const cell = fc.oneof(
    fc.constantFrom('=1+1', "'=1", "''@x", '-', '+82 10', '@x', '\t=1', '"', '""', 'a,b', 'a;b', "it's", "'", '김민지', '김'.normalize('NFD'), 'مرحبا', '＝1', '{"a":1}', '\\N', 'null', 'true', '  x '),
    fc.string({ unit: 'grapheme', maxLength: 12 }));
  let number = 0;
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ name: cell, city: cell, note: cell }), { minLength: 1, maxLength: 6 }), async (rows) => {
    const lines = rows.map(({ name, city, note }) => JSON.stringify({ email: `p${(number += 1)}@x.example`, name, city, 'no te': note, joined_at: '2024-01-01', source: 'fair' }));
    await world.import(lines.join('\n'));
  }), { numRuns: 60 });
  const csv = await exportText(world.store, world.list);
  assert.ok(!/(?:^|,)"?[=+\-@]/m.test(csv.replaceAll(/(?:^|,)p\d+@x/gm, '')), 'nothing begins like a formula');
  const result = await other.import(csv);
  assert.equal(result.counts.imported, (await people(world.store)).length);
  assert.deepEqual(await people(other.store), await people(world.store));
  const again = await openWorld(t);
  await again.import(await exportText(world.store, world.list, 'jsonl'));
  assert.deepEqual(await people(again.store), await people(world.store));
  assert.equal(await exportText(again.store, again.list), csv);
});

async function exportText(store: Store, list: ListRow, format: ExportFormat = 'csv'): Promise<string> {
  let text = '';
  for await (const piece of exportSubscribers(store, list, format)) text += piece;
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
