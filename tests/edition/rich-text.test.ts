import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { labelsFor } from '../../src/edition/labels.js';
import { renderRichText } from '../../src/edition/rich-text.js';
import { renderTable } from '../../src/edition/text-table.js';
import { rich } from './fixture.js';

function render(html: string, links: string[] = []): string {
  return renderRichText(rich(html).tree, labelsFor('ko'), { headingStart: 4, links });
}

const cases: readonly (readonly [html: string, expected: string, why: string])[] = [
  ['<p>한 줄\n로 <em>쓴다</em>.</p><p>둘.</p>', '한 줄 로 쓴다.\n\n둘.', 'one line a paragraph'],
  ['<p>가<br>나</p>', '가\n나', 'a hard break stays'],
  ['<h4>제목</h4><p>글</p>', '제목\n----\n\n글', 'a heading is underlined as wide as it looks'],
  ['<ul><li>가</li><li><p>나</p><ul><li>다</li></ul></li></ul>', '- 가\n- 나\n  - 다', 'lists nest'],
  ['<ol start="3"><li>가</li><li>나</li></ol>', '3. 가\n4. 나', 'a list counts from its start'],
  ['<blockquote><p>가</p><p>나</p></blockquote>', '> 가\n>\n> 나', 'quotes are marked'],
  ['<pre><code>a  b\n  c\n</code></pre>', '    a  b\n      c', 'code keeps its blanks'],
  ['<p><a href="https://a.example/">여기</a> <a href="https://a.example/">또</a></p>', '여기 [1] 또 [1]', 'an address has one number'],
  ['<p><a href="https://a.example/">https://a.example/</a></p>', 'https://a.example/', 'an address as its own text'],
  ['<p><a href="mailto:a@b.example">a@b.example</a> <a href="mailto:a@b.example">편지</a></p>', 'a@b.example 편지 <a@b.example>', 'mail addresses stand where they are'],
  ['<p><a href="#there">저기</a></p>', '저기', 'a link inside the issue is its text'],
  ['<figure><img src="asset:a.png" alt="지도"><figcaption>선. <span class="credit">출처: 가</span></figcaption></figure>', '[사진 1: 지도] 선. 출처: 가', 'a figure in words'],
  ['<figure><img src="asset:a.png" alt="지도"><figcaption><span class="credit">가</span></figcaption></figure>', '[사진 1: 지도] 출처: 가', 'a bare credit gets its label'],
  ['<p><img src="asset:a.png" alt=""></p><p>글</p>', '글', 'a decorative picture says nothing'],
  ['<dl class="contact"><dt>전화</dt><dd>02</dd><dt>메일</dt><dd>a@b</dd></dl>', '전화: 02\n메일: a@b', 'a contact block'],
  ['<p>글<sup><a class="footnote-ref" href="#f">1</a></sup></p><section class="footnotes"><ol><li id="f"><p>주석</p></li></ol></section>', '글(주 1)\n\n(주 1) 주석', 'footnotes'],
  ['<hr>', '* * *', 'a rule'],
];

test('Markdown reads well as plain text', () => {
  for (const [html, expected, why] of cases) assert.equal(render(html), expected, why);
});

test('links are collected in their order', () => {
  const links: string[] = [];
  render('<p><a href="https://a.example/">a</a> <a href="https://b.example/">b</a></p>', links);
  assert.deepEqual(links, ['https://a.example/', 'https://b.example/']);
});

const head = { isHead: true, cells: ['시간대', '값'] };

test('the columns of a table line up by what the eye sees, numbers to the right', () => {
  const table = renderTable([head, { isHead: false, cells: ['22~24시', '0.14'] }, { isHead: false, cells: ['밤', '10.08'] }]);
  assert.equal(table, ['시간대      값', '-------  -----', '22~24시   0.14', '밤       10.08'].join('\n'));
  assert.equal(new Set(table.split('\n').map((line) => stringWidth(line))).size, 1);
});

test('a table wider than a window becomes lines of label and value', () => {
  const wide = '긴 설명 '.repeat(12).trim();
  assert.equal(renderTable([head, { isHead: false, cells: ['밤', wide] }, { isHead: false, cells: ['낮', ''] }]), `시간대: 밤\n값: ${wide}\n\n시간대: 낮`);
});
