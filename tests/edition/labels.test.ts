import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { fontsFor } from '../../src/edition/fonts.js';
import { createDateFormat, fillLabel, labelLanguages, labelsFor } from '../../src/edition/labels.js';

const cases: readonly (readonly [lang: string, contents: string, date: string])[] = [
  ['ko', '이번 호 차례', '2020년 7월 22일'], ['en', 'In this issue', 'July 22, 2020'], ['en-GB', 'In this issue', '22 July 2020'], ['zh', '本期目录', '2020年7月22日'], ['zh-TW', '本期目錄', '2020年7月22日'],
  ['zh-Hant', '本期目錄', '2020年7月22日'], ['zh-Hans-HK', '本期目录', '2020年7月22日'], ['ja', '今号の目次', '2020年7月22日'], ['de', 'In dieser Ausgabe', '22. Juli 2020'], ['fr-CA', 'Au sommaire', '22 juillet 2020'],
  ['es', 'En este número', '22 de julio de 2020'], ['ar', 'في هذا العدد', '22 يوليو 2020'], ['sv', 'In this issue', '22 juli 2020'],
];

test('labels and dates follow the language of the issue; languages without a catalogue get English labels', () => {
  for (const [lang, contents, date] of cases) {
    assert.equal(labelsFor(lang).contents, contents, lang);
    assert.equal(createDateFormat(lang)('2020-07-22').replace(/[\u200e\u200f]/g, ''), date, lang);
  }
});

test('every catalogue has every label, and the places to fill', () => {
  for (const lang of labelLanguages) {
    const labels = labelsFor(lang);
    assert.ok(Object.values(labels).every((label) => label !== ''), lang);
    assert.ok(labels.whyYouGetThis.includes('{name}') && labels.number.includes('{n}'), lang);
  }
  assert.equal(fillLabel('{a} {b} {a}', { a: '{b}' }), '{b} {b} {b}');
});

test('each script has its fonts, none of them from the network', () => {
  assert.match(fontsFor('ko').body, /^Apple SD Gothic Neo/);
  assert.match(fontsFor('zh-HK').body, /^PingFang TC/);
  assert.match(fontsFor('ja').body, /^Hiragino/);
  assert.match(fontsFor('pt-BR').heading, /^Georgia/);
});
