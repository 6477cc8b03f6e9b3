/** The words of the page of unmatched messages: the same in each language, and chosen by the browser's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDeskLanguage } from '../../../src/web/unmatched/words.js';

test('each language says everything in its own words, with the same places to fill', () => {
  const [en, ko] = [chooseDeskLanguage('en').words, chooseDeskLanguage('ko').words];
  const placesOf = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    assert.deepEqual(placesOf(ko[key]), placesOf(en[key]), key);
    assert.match(ko[key], /\p{Script=Hangul}/u, key);
    assert.doesNotMatch(en[key], /\p{Script=Hangul}/u, key);
  }
});

const headers: readonly (readonly [header: string | undefined, language: string, why: string])[] = [
  [undefined, 'en', 'nothing is said'],
  ['ko-KR,ko;q=0.9,en;q=0.8', 'ko', 'as browsers in Korea ask'],
  ['de,ko;q=0.4,en;q=0.3', 'ko', 'the dearest that has words'],
  ['de', 'en', 'none of them has'],
  ['en-GB,ko;q=0.5', 'en', 'English before Korean'],
  ['constructor,__proto__', 'en', 'what objects have by themselves is no language'],
];

test('the language is the first of the browser that has words here', () => {
  for (const [header, language, why] of headers) assert.equal(chooseDeskLanguage(header).language, language, why);
});
