/** The word list of a newsletter: what is met, what is left alone, and at which place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListedWord } from '../../src/issue/word-list.js';
import { findListedWords } from '../../src/preflight/words.js';
import { rules } from '../../src/preflight/rules.js';
import { loadYaml, issueWith, writeFiles, tryLoad } from '../issue/fixture.js';
import { makeSubject } from './subject.js';

const spelling = (right: string, wrong: string): ListedWord => ({ wrong, right, why: undefined, kind: 'spelling' });
const forbidden = (wrong: string): ListedWord => ({ wrong, right: undefined, why: undefined, kind: 'forbidden' });

function find(text: string, ...words: readonly ListedWord[]): readonly string[] {
  return findListedWords(text, { words, right: words.flatMap(({ right }) => right ?? []) }).map(({ written, start }) => `${start} ${written}`);
}

const cases: readonly (readonly [why: string, text: string, word: ListedWord, expected: readonly string[]])[] = [
  ['a particle may follow', '오늘 네이바는 쉰다.', spelling('네이버', '네이바'), ['3 네이바']],
  ['two particles may follow', '네이바에서부터는, 네이바들의', spelling('네이버', '네이바'), ['0 네이바', '10 네이바']],
  ['another word that begins alike is another word', '대만족입니다', forbidden('대만'), []],
  ['another word that ends alike is another word', '신네이바', spelling('네이버', '네이바'), []],
  ['an asterisk lets the word go on', '모바일컨텐츠산업', spelling('콘텐츠', '*컨텐츠*'), ['3 컨텐츠']],
  ['the beginning of the right word is not wrong', '하노이 하노', spelling('하노이', '하노*'), ['4 하노']],
  ['particles follow foreign words', 'Github는 좋다', spelling('GitHub', 'Github'), ['0 Github']],
  ['capitals count where nothing else is wrong', 'GITHUB GitHub github', spelling('GitHub', 'github'), ['14 github']],
  ['capitals do not count where letters are wrong', 'Seperate SEPERATE', spelling('separate', 'seperate'), ['0 Seperate', '9 SEPERATE']],
  ['a word within a word is none', 'category', forbidden('cat'), []],
  ['letters with marks are letters', 'catégorie', forbidden('cat'), []],
  ['marks around do not matter', '«cat», cat’s **cat**', forbidden('cat'), ['1 cat', '7 cat', '15 cat']],
  ['blanks and line breaks are alike', 'Git\n  Hub', spelling('GitHub', 'Git Hub'), ['0 Git\n  Hub']],
  ['Han and Kana have no blanks', '我们在缅甸国内', forbidden('缅甸国'), ['3 缅甸国']],
  ['signs of patterns are letters like others', 'C++ and C', forbidden('C++'), ['0 C++']],
  ['addresses are no words', '[x](https://github.com/a) github.com me@github.io <https://github.com>', spelling('GitHub', 'github'), []],
  ['files, code and comments are no words', '![x](images/github.png) `github` <!-- github -->\n```\ngithub\n\ngithub\n```\ngithub', spelling('GitHub', 'github'), ['72 github']],
];

for (const [why, text, word, expected] of cases) test(`word list: ${why}`, () => assert.deepEqual(find(text, word), expected));

const wordRule = rules.find(({ id }) => id === 'word-list') ?? assert.fail();
const list = 'spellings:\n  - {write: 네이버, not: [네이바]}\n  - {write: GitHub, not: [Github]}\nforbidden:\n  - {word: synergy, say: help, why: Nobody knows what it means.}\n';

test('title, body, caption, source, file and table are told with file, line and column', async () => {
  const lines = [
    'source: {name: 네이바 뉴스, url: "https://github.com/Github"}', 'image: {src: "https://a.org/Github.png", alt: sign, caption: Github의 간판}', 'summary: Synergy for all',
    'body: {file: articles/1.md}',
  ].join('\n        ');
  const { loaded, errors } = await loadYaml(issueWith(`        ${lines}`).replace(/^title: .*$/m, 'title: 네이바는 어디로'), { 'words.yaml': list, '2020-07-22-1/articles/1.md': 'One\n\ntwo **네이바**가 three\n\n![Table 1: a](t.csv)\n', '2020-07-22-1/articles/t.csv': 'name,count\nGithub,1\n' });
  assert.deepEqual(errors.map(({ message }) => message), []);
  const { issue, places } = loaded ?? assert.fail();
  const problems = wordRule.check({ ...await makeSubject(), issue, places });
  const told = problems.map(({ at, message, hint }) => `${at?.file.split('/').at(-1) ?? ''}:${at?.line ?? 0} ${message} ${hint ?? ''}`);
  const spelt = (place: string, wrong: string, right: string) => `${place} "${wrong}" is not how the word list writes it. Write "${right}".`;
  const { line = 0 } = problems.find(({ message }) => message.includes('Synergy'))?.at ?? {};
  assert.deepEqual(told.toSorted(), [
    spelt('1.md:3', '네이바', '네이버'), spelt('issue.yaml:2', '네이바', '네이버'), spelt(`issue.yaml:${line - 1}`, 'Github', 'GitHub'), spelt(`issue.yaml:${line - 2}`, '네이바', '네이버'), spelt('t.csv:2', 'Github', 'GitHub'),
    `issue.yaml:${line} The word list forbids "Synergy". Say "help" instead. Nobody knows what it means.`,
  ].toSorted());
  const inFile = problems.find(({ at }) => at?.file.endsWith('1.md') === true)?.at;
  assert.deepEqual([inFile?.line, inFile?.column, inFile?.endColumn], [3, 7, 10]);
});

test('without a list nothing is asked', async () => {
  const subject = await makeSubject();
  assert.equal(subject.issue.words, undefined);
  assert.deepEqual(wordRule.check(subject), []);
});

const faults: readonly (readonly [list: string, expected: string])[] = [
  ['spelling: []\n', 'issue-key-unknown 1:1 unknown key "spelling"'],
  ['spellings:\n  - {write: GitHub}\n', 'issue-key-missing 2:5 the key "not" is missing in spellings[1]'],
  ['spellings:\n  - {write: GitHub, not: ["*"]}\n', 'issue-value 2:27 an entry of "not" must hold a letter'],
  ['spellings:\n  - {write: GitHub, not: [Github, GitHub]}\n', 'issue-value 2:35 "GitHub" is listed as right and as wrong'],
  ['forbidden:\n  - word: a\n  - word: a\n', 'issue-value 3:11 "a" is listed twice'],
  ['forbidden: [\n', 'issue-yaml'],
];

for (const [text, expected] of faults) {
  test(`a wrong word list is told with its place: ${expected}`, async () => {
    const { errors } = await tryLoad(await writeFiles({ 'newsletter.yaml': 'name: Weekly\nlang: en\nadvertising: false\n', 'words.yaml': text, '2020-07-22-1/issue.yaml': 'date: 2020-07-22\ntitle: Title\nsections: [{title: a}]\n' }));
    assert.ok(errors.every(({ at }) => at?.file.endsWith('words.yaml') === true));
    const told = errors.map(({ code, at, message }) => `${code} ${at?.line ?? 0}:${at?.column ?? 0} ${message}`);
    assert.ok(told.length === 1 && told[0]?.startsWith(expected) === true, told.join('\n'));
  });
}
