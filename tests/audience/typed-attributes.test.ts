/** What a list declares holds for every way in: rows of a file and single people. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAttributeWord } from '../../src/audience/attributes-file.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { at, countsOf, openWorld, people } from './import-world.js';

const declared = [{ ...parseAttributeWord('country:choice=KR|US'), labels: { ko: '나라' } }, parseAttributeWord('age:number'), parseAttributeWord('birthday!:date'), parseAttributeWord('vip:boolean')];

test('a row whose value is not of the declared type is refused with its line and column, every other row gets in', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('email,나라,Age,birthday,vip,shoe size\na@x.example,kr,042,2000/1/5,yes,8\nb@x.example,KR,old,,,\nc@x.example,Korea,1,,,\nd@x.example,,,,,big\n', { declared });
  assert.deepEqual(countsOf(result), { imported: 2, refused: 2 });
  assert.deepEqual(result.refused.map(({ line, reason }) => [line, reason]), [
    [3, 'column 3, "Age": "old" is no number such as 42 or -1.5 (at most 15 characters, 6 of them behind the point)'],
    [4, 'column 2, "나라": "Korea" is none of KR, US'],
  ]);
  assert.deepEqual((await people(world.store)).map(({ attributes }) => attributes), [
    { country: 'KR', age: '42', birthday: '2000-01-05', vip: 'true', 'shoe size': '8' }, { 'shoe size': 'big' },
  ]);
  const again = await world.import('email,country,age\na@x.example,KR,42\n', { declared });
  assert.deepEqual(countsOf(again), { unchanged: 1 }, 'the same value in another spelling is no news');
});

test('two columns of one attribute: the first is kept', async (t) => {
  const world = await openWorld(t);
  const result = await world.import('email,country,나라\na@x.example,KR,US\n', { declared });
  assert.deepEqual(result.columns.map(({ use }) => use), ['email', 'attribute', 'ignored']);
  assert.deepEqual((await people(world.store))[0]?.attributes, { country: 'KR' });
});

test('one person is held to the types too, and by a form to what is required', async (t) => {
  const world = await openWorld(t);
  const list = { ...world.list, attributes: declared };
  const add = (attributes: Record<string, string>, source: 'admin' | 'form') => addSubscriber(world.store, { list, address: 'a@x.example', attributes, source, at });
  await assert.rejects(add({ age: 'old' }, 'admin'), { code: 'usage', message: /age: "old" is no number/ });
  await assert.rejects(add({ age: '42' }, 'form'), { code: 'usage', message: /birthday is required/ });
  await add({ age: '042', vip: 'no' }, 'admin');
  assert.deepEqual((await people(world.store))[0]?.attributes, { age: '42', vip: 'false' });
});
