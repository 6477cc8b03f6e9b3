/** Topics in tables of people: what an export writes an import reads as it was, and what the list does not declare is refused. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { exportSubscribers, type ExportFormat } from '../../src/audience/export.js';
import { editList } from '../../src/audience/lists.js';
import { createTopicsReader, keepDeclared, toTopicsCell } from '../../src/audience/topics.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import type { ListRow } from '../../src/store/lists.js';
import type { Store } from '../../src/store/store.js';
import { at, countsOf, openWorld, type World } from './import-world.js';

const topics = [
  { slug: 'economy', name: 'Economy', names: { ko: '경제' } },
  { slug: 'none', name: 'Nothing much', names: {} },
  { slug: 'film', name: 'economy', names: {} },
];

const cells: readonly (readonly [text: string, expected: readonly string[] | null | RegExp, why: string])[] = [
  ['', null, 'nobody chose'],
  ['(none)', [], 'chose nothing of it'],
  ['[]', [], 'as a line of JSON has it'],
  ['film; economy', ['economy', 'film'], 'in the order of the list'],
  ['Film|ECONOMY,film', ['economy', 'film'], 'any separator, any case, twice is once'],
  ['경제'.normalize('NFD'), ['economy'], 'by a name in some language'],
  ['economy', ['economy'], 'a slug goes before the same word as a name'],
  ['none', ['none'], 'a topic may be called so'],
  ['["film"]', ['film'], 'an array'],
  ['ecnomy', /no topic "ecnomy": write economy if that is meant, or leave the column out with --map topics=/, 'a slip of the fingers'],
  ['film; sport', /no topic "sport": there are economy, none, film/, 'one of them is not there'],
  ['[1', /no topic "\[1"/, 'broken JSON is a word'],
];

test('a cell holds slugs or names of topics that the list declares, and nothing else', () => {
  const read = createTopicsReader(topics);
  for (const [text, expected, why] of cells) {
    const found = read(text);
    if (expected instanceof RegExp) assert.match('reason' in found ? found.reason : '', expected, why);
    else assert.deepEqual(found, { value: expected }, why);
  }
  for (const chosen of [null, [], ['none'], ['economy', 'film']]) assert.deepEqual(read(toTopicsCell(chosen)), { value: chosen });
  assert.deepEqual(keepDeclared(['gone', 'film'], topics), ['film'], 'what the list does not declare any more means nothing');
  const bare = createTopicsReader([])('film');
  assert.match('reason' in bare ? bare.reason : '', /it declares none; add it with courant list edit --topic SLUG=NAME/);
});

async function exportText(store: Store, list: ListRow, format: ExportFormat): Promise<string> {
  let text = '';
  for await (const piece of exportSubscribers(store, list, format)) text += piece;
  return text;
}

async function openTopical(world: World): Promise<ListRow> {
  return editList(world.store, 'weekly', { topics });
}

test('topics come back the same by export and import, in both forms; unknown ones cost their line', async (t) => {
  const [world, byCsv, byJson] = [await openWorld(t), await openWorld(t), await openWorld(t)];
  const list = await openTopical(world);
  const result = await world.import('email,topics\na@x.example,economy; film\nb@x.example,(none)\nc@x.example,\nd@x.example,sport\ne@x.example,none\n', { topics });
  assert.deepEqual(countsOf(result), { imported: 4, refused: 1 });
  assert.deepEqual(result.refused.map(({ line }) => line), [5]);
  // As a mapping of the columns could leave them; their names are headings of the export itself.
  await addSubscriber(world.store, { address: 'f@x.example', attributes: { topics: 'my own', source: 'aunt', 'attributes.x': 'y' }, list, source: 'admin', at });
  const csv = await exportText(world.store, list, 'csv');
  const jsonLines = await exportText(world.store, list, 'jsonl');
  assert.match(csv, /^a@x\.example,.*,every,"economy; film",/m);
  for (const [other, text] of [[byCsv, csv], [byJson, jsonLines]] as const) {
    const same = await openTopical(other);
    assert.deepEqual(countsOf(await other.import(text, { topics })), { imported: 5 });
    assert.equal(await exportText(other.store, same, 'csv'), csv);
    assert.equal(await exportText(other.store, same, 'jsonl'), jsonLines);
  }
  const chosen = await byJson.store.query<{ topics: string[] | null }>('select topics from subscriptions order by subscriber_id');
  assert.deepEqual(chosen.map((row) => row.topics), [['economy', 'film'], [], null, ['none'], null]);
  assert.deepEqual(countsOf(await world.import('email,topics\na@x.example,none\n', { topics })), { unchanged: 1 }, 'who is on the list keeps what they chose');
});
