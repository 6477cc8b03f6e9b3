/** What a list may ask of its people, and what counts as an answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAttributeValue, toStoredText, type AttributeDeclaration } from '../../src/audience/attributes.js';
import { checkAttributes, parseAttributesFile, parseAttributeWord } from '../../src/audience/attributes-file.js';
import { addList, editList, requireList } from '../../src/audience/lists.js';
import { toUserErrors } from '../../src/errors.js';
import { openTestStore } from '../support/database.js';

const country: AttributeDeclaration = { name: 'country', type: 'choice', choices: ['KR', 'US', '대한민국'], required: false, isShown: true, labels: {} };
const of = (type: AttributeDeclaration['type']): AttributeDeclaration => (type === 'choice' ? country : { name: 'one', type, required: false, isShown: true, labels: {} });

const values: readonly (readonly [type: AttributeDeclaration['type'], text: string, stored: string | null | RegExp])[] = [
  ['text', '  two   words ', 'two words'], ['text', ' ', null], ['text', 'a\u0000b', /control character/], ['text', 'a\u202eb', /direction/],
  ['number', '042', '42'], ['number', '-1.50', '-1.5'], ['number', '-0', '0'], ['number', '0.000001', '0.000001'], ['number', '123456789012345', '123456789012345'],
  ['number', '1,234', /no number/], ['number', '1e5', /no number/], ['number', '0x1f', /no number/], ['number', 'NaN', /no number/], ['number', '1234567890123456', /no number/], ['number', '٣', /no number/],
  ['date', '2026-01-31', '2026-01-31'], ['date', '2026.1.5.', '2026-01-05'], ['date', '2026/01/31 23:30 -09:00', '2026-01-31'], ['date', '2026-02-30', /no day/], ['date', '31/01/2026', /no day/],
  ['boolean', 'Yes', 'true'], ['boolean', '아니오', 'false'], ['boolean', '2', /neither true nor false/],
  ['choice', 'kr', 'KR'], ['choice', '\u1103\u1162\u1112\u1161\u11ab민국', '대한민국'], ['choice', 'Korea', /none of KR, US, 대한민국/],
];

test('a value is kept in one form per type, or told why not', () => {
  for (const [type, text, stored] of values) {
    const read = parseAttributeValue(of(type), text);
    if (stored instanceof RegExp) assert.match('reason' in read ? read.reason : 'was taken', stored, `${type} ${text}`);
    else assert.deepEqual('reason' in read ? read.reason : read.value === null ? null : toStoredText(read.value), stored, `${type} ${text}`);
  }
});

const words: readonly (readonly [word: string, expected: object | RegExp])[] = [
  ['age:number', { name: 'age', type: 'number', required: false }],
  ['country!:choice=KR|US', { name: 'country', type: 'choice', choices: ['KR', 'US'], required: true }],
  ['age:nummer', /must be one of text, number/], ['age', /declares no attribute/], ['Age:number', /small letter/], ['__proto__:text', /small letter/], ['constructor:text', /uses itself/],
  ['email:text', /uses itself/], ['joined:date', /uses itself/], ['clicked:boolean', /uses itself/], ['country:choice', /must come with choices/], ['age:number=1', /belongs to the type choice/],
  ['c:choice=a|A', /each once/], ['c:choice=a||b', /one line/], [`${'a'.repeat(41)}:text`, /small letter/],
];

test('an attribute is declared in a word; one that could not be asked for is refused', () => {
  for (const [word, expected] of words) {
    if (expected instanceof RegExp) assert.throws(() => parseAttributeWord(word), { code: 'list-attributes', message: expected }, word);
    else assert.deepEqual(parseAttributeWord(word), { isShown: true, labels: {}, ...expected });
  }
  assert.throws(() => checkAttributes([of('text'), of('number')]), { message: /there already/ });
});

test('a file declares all attributes, and every fault is told at its line', () => {
  const good = parseAttributesFile('people.yaml', '- name: country\n  type: choice\n  choices: [KR, US, 82]\n  labels: {ko: 나라}\n- {name: age, type: number, required: true, default: 20}\n');
  assert.deepEqual(good.map(({ name, choices, labels, default: begin }) => ({ name, choices, labels, begin })), [
    { name: 'country', choices: ['KR', 'US', '82'], labels: { ko: '나라' }, begin: undefined }, { name: 'age', choices: undefined, labels: {}, begin: '20' },
  ]);
  assert.deepEqual(parseAttributesFile('people.yaml', ''), []);
  const faulty = '- name: age\n  type: numbr\n- name: __proto__\n  type: text\n  lables: {}\n- name: when\n  type: date\n  default: soon\n';
  const errors = (() => {
    try {
      parseAttributesFile('people.yaml', faulty);
      return [];
    } catch (error) {
      return toUserErrors(error);
    }
  })();
  assert.deepEqual(errors.map(({ code, at }) => [code, at?.line]), [['list-attributes', 2], ['list-attributes', 3], ['list-attributes', 5]]);
  assert.equal(errors[2]?.hint, 'did you mean "labels"?');
  assert.throws(() => parseAttributesFile('people.yaml', '- {name: when, type: date, default: soon}'), (error) => /"soon" is no day/.test(toUserErrors(error)[0]?.message ?? ''));
});

test('a list keeps what it declares, its names per language and its topics', async (t) => {
  const store = await openTestStore(t);
  const attributes = [parseAttributeWord('country!:choice=KR|US'), parseAttributeWord('age:number')];
  const topics = [{ slug: 'economy', name: 'Economy', names: { ko: '경제' } }];
  await addList(store, { slug: 'weekly', from: 'W <w@example.org>', names: { 'ko-kr': '주간' }, attributes, topics, frequency: 'weekly' });
  const list = await requireList(store, 'weekly');
  assert.deepEqual(list.attributes, attributes.map((declared) => JSON.parse(JSON.stringify(declared)) as unknown));
  assert.deepEqual([list.names, list.topics, list.frequency], [{ 'ko-KR': '주간' }, topics, 'weekly']);
  const edited = await editList(store, 'weekly', { attributes: [], frequency: '' });
  assert.deepEqual([edited.attributes, edited.topics, edited.frequency], [[], topics, null]);
  await assert.rejects(editList(store, 'weekly', { topics: [...topics, ...topics] }), { code: 'list-invalid', message: /twice/ });
});
