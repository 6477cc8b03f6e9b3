/** The people a mail is looked at as: named in a file, or of a list, each with the sections that are for them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseSections, type KnownList } from '../../src/preview/reader-sections.js';
import { parseReaders } from '../../src/preview/readers-file.js';
import { parseView } from '../../src/preview/view.js';

const now = new Date('2026-11-22T00:00:00Z');
const list: KnownList = { slug: 'weekly', attributes: [{ name: 'country', type: 'text', required: false, isShown: true, labels: {} }], topics: [] };
const edition = { conditionalSections: [{ id: 'seoul', readers: 'country = "KR"' }, { id: 'rest', readers: 'not (country = "KR")' }] };
const readerOf = (id: string, country: string) => ({ id, name: 'A', address: 'a@mail.example', attributes: { country } });

test('a reader of the list gets the sections that are for such readers; the longest gets all', () => {
  assert.deepEqual([...chooseSections(edition, readerOf('reader-1', 'KR'), list, now).hidden], ['rest']);
  assert.deepEqual([...chooseSections(edition, readerOf('reader-2', 'DE'), list, now).hidden], ['seoul']);
  assert.deepEqual([...chooseSections(edition, readerOf('longest', 'DE'), list, now).hidden], []);
});

test('a section that asks what the list does not know is shown, and the reason is told', () => {
  const { hidden, faults } = chooseSections({ conditionalSections: [{ id: 'odd', readers: 'planet = "Mars"' }] }, readerOf('reader-1', 'KR'), list, now);
  assert.deepEqual([...hidden], []);
  assert.match(faults.get('odd') ?? '', /planet/);
});

test('by hand: some sections off, or all on; else as the reader gets them', () => {
  assert.equal(parseView({}).hidden, undefined);
  assert.deepEqual([...(parseView({ hide: 'a,b' }).hidden ?? [])], ['a', 'b']);
  assert.deepEqual(parseView({ hide: '*' }).hidden, new Set());
});

const broken: readonly (readonly [text: string, line: number, why: string])[] = [
  ['- name: Kim\n  address: "kim@mail.example\n', 2, 'a quote that is never closed'],
  ['- name: Kim\n', 1, 'no address'],
  ['- name: Kim\n  address: 7\n', 2, 'an address that is a number'],
  ['name: Kim\n', 1, 'one reader and no list of them'],
];

for (const [text, line, why] of broken) {
  test(`readers.yaml with ${why} is told at its place, and made-up readers stand in`, () => {
    const { readers, faults } = parseReaders('readers.yaml', text);
    assert.equal(faults[0]?.at?.line, line, JSON.stringify(faults));
    assert.equal(faults[0]?.at?.file, 'readers.yaml');
    assert.ok(readers.length >= 2);
  });
}

test('readers.yaml names readers, and one with the longest values of them all', () => {
  const { readers, faults } = parseReaders('readers.yaml', '- {name: Kim, address: kim@mail.example, country: KR}\n');
  assert.deepEqual(faults, []);
  assert.deepEqual(readers.map(({ id, attributes }) => [id, attributes['country']]), [['reader-1', 'KR'], ['longest', 'KR']]);
});
