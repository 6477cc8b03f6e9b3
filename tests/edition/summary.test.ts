import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { firstSentences, joinTitles } from '../../src/edition/summary.js';
import { rich } from './fixture.js';

const long = '가나다라 '.repeat(60).trim();

const cases: readonly (readonly [html: string, expected: string, why: string])[] = [
  ['<p>짧은 글이다.</p>', '짧은 글이다.', 'a short text as a whole'],
  ['<h4>제목</h4><p>첫 문장이다.</p>', '첫 문장이다.', 'no headings'],
  ['<figure><img src="asset:a.png" alt="x"><figcaption>설명</figcaption></figure><p>글.</p>', '글.', 'no captions'],
  ['<p>글이다.<sup><a class="footnote-ref" href="#n">1</a></sup> 끝.</p>', '글이다. 끝.', 'no numbers of footnotes'],
  ['<ul><li>목록</li></ul>', '', 'no paragraph, no summary'],
  [`<p>첫 문장이다. 둘째 문장이다. ${long}</p>`, '첫 문장이다. 둘째 문장이다.', 'whole sentences up to the limit'],
  [`<p>값은 3.2% 올랐다고 Dr. Kim이 말했다. ${long}.</p>`, '값은 3.2% 올랐다고 Dr. Kim이 말했다.', 'points that end no sentence'],
  [`<p>他说。${'天'.repeat(200)}</p>`, '他说。', 'no blank after a full-width mark'],
  [`<p>${long}</p>`, `${'가나다라 '.repeat(24).trim()}…`, 'one endless sentence is cut at a word'],
];

test('the digest begins an article with whole sentences', () => {
  for (const [html, expected, why] of cases) assert.equal(firstSentences(rich(html).tree), expected, why);
});

test('a cut never splits what a reader sees as one character', () => {
  const family = '👨‍👩‍👧‍👦';
  const cut = firstSentences(rich(`<p>${family.repeat(200)}</p>`).tree);
  assert.equal(cut.replaceAll(family, ''), '…');
});

test('an issue without a preheader shows its first titles', () => {
  assert.equal(joinTitles(['가', '나', '다']), '가 · 나 · 다');
  assert.equal(joinTitles(['가'.repeat(60), '나'.repeat(60)]), '가'.repeat(60));
  assert.equal(joinTitles([]), '');
});
