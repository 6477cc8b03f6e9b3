/** What columns of a table probably mean, and the talk about it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestColumns, toMapping, type SuggestedColumn } from '../../src/audience/suggest-columns.js';
import { askColumns } from '../../src/cli/ask-columns.js';

const uses = (columns: readonly SuggestedColumn[]): readonly string[] => columns.map(({ use, by }) => `${use} ${by}`);

const tables: readonly (readonly [headings: readonly string[], rows: readonly (readonly string[])[], expected: readonly string[], why: string])[] = [
  [['email', '이름', 'country'], [['a@x.example', '김민지', 'KR']], ['email name', 'name name', 'attribute declared'], 'by their names'],
  [['kontakt', 'wann', 'sprache'], [['a@x.example', '2024-01-01 10:00', 'ko'], ['b@x.example', '2024-01-02 10:00', 'en']], ['email content', 'joinedAt content', 'lang content'], 'by what stands in them'],
  [['mail', 'email'], [['', 'a@x.example'], ['post', 'b@x.example']], ['attribute none', 'email name'], 'two could be it: the one that holds addresses'],
  [['birthday', 'city'], [['1990-01-01', 'ko']], ['attribute none', 'lang content'], 'a day alone is no time of joining; a few letters may mislead, which is why it is asked'],
  [['__proto__', 'x'], [['1', 'a@x.example']], ['ignored none', 'email content'], 'a name that could do harm'],
  [['a', 'b'], [], ['attribute none', 'attribute none'], 'nothing to look at'],
];

test('columns are suggested by their names, by what stands in them, and one for each meaning', () => {
  for (const [headings, rows, expected, why] of tables) {
    assert.deepEqual(uses(suggestColumns(headings, rows, [{ name: 'country', type: 'text', required: false, isShown: true, labels: {} }])), expected, why);
  }
});

function talk(answers: readonly (string | null)[]): { out: (text: string) => void; ask: () => Promise<string | null>; shown: string[] } {
  const left = [...answers];
  const shown: string[] = [];
  return { shown, out: (text) => void shown.push(text), ask: async () => left.shift() ?? null };
}

const kontakt = suggestColumns(['kontakt', 'naam', 'plz'], [['a@x.example', 'Anna', '80331']], []);

test('the person changes a column, leaves one out, and goes on; another answer changes nothing', async () => {
  const answers = talk(['9', '2', 'nonsense', '2', 'name', '3', '-', '']);
  const said = await askColumns(kontakt, answers);
  assert.deepEqual(toMapping(said ?? []), {
    email: 'kontakt', name: 'naam', firstName: '', lastName: '', lang: '', status: '', joinedAt: '', unsubscribedAt: '', source: '', consent: '', frequency: '', topics: '', skipped: ['plz'],
  });
  assert.match(answers.shown.join(''), /There are the columns 1 to 3.*"nonsense" is none of them.*naam +name +as you say +Anna/s);
});

test('a meaning has one column; without addresses there is no going on; q and the end of the input leave', async () => {
  const said = await askColumns(kontakt, talk(['2', 'email', '', null]));
  assert.deepEqual(uses(said ?? []), ['attribute said', 'email said', 'attribute none']);
  const stuck = talk(['1', '-', '', 'q']);
  assert.equal(await askColumns(kontakt, stuck), null);
  assert.match(stuck.shown.join(''), /One of them must hold the addresses/);
  assert.equal(await askColumns(kontakt, talk([null])), null);
});
