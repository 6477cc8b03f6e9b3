import assert from 'node:assert/strict';
import test from 'node:test';
import { toHtml } from 'hast-util-to-html';
import { createFindings } from '../../src/issue/findings.js';
import { toRich } from '../../src/issue/markdown.js';
import { toSourceFile, wholeText } from '../../src/issue/source.js';
import type { Asset } from '../../src/issue/issue.js';

const asset: Asset = { name: 'abc.png', mediaType: 'image/png', bytes: new Uint8Array(), width: 64, height: 40 };

/** CSV files that the texts below name. */
const tables: Readonly<Record<string, string>> = {
  'sales.csv': '회사,매출,성장\r\n가,"1,200",3%\r\n"나 ""주"" 회사",80,\r\n',
  'half.csv': 'a;b\nc, d;<script>\n',
};

type Read = { readonly html: string; readonly errors: readonly string[]; readonly warnings: readonly string[]; readonly ids: readonly string[] };

function read(markdown: string, hasOutline = true): Read {
  const findings = createFindings();
  const ids = new Set<string>();
  const text = wholeText(toSourceFile('a.md', '/a.md', markdown));
  const rich = toRich(text, { prefix: 'x--', hasOutline, findings, beside: { picture: () => asset, attachment: () => ({ ...asset, name: 'abc.pdf' }), table: (name) => toSourceFile(name, name, tables[name] ?? '') }, ids, fragments: [], spots: new Map(), fields: [] });
  const told = (list: typeof findings.errors) => list.map((error) => `${error.code} ${error.at?.line}:${error.at?.column}`);
  const html = toHtml(rich.tree).replaceAll(/>\n+</g, '><').trim();
  return { html, errors: told(findings.errors), warnings: told(findings.warnings), ids: [...ids] };
}

const conventions: readonly (readonly [why: string, markdown: string, html: string])[] = [
  ['a picture alone is a figure with caption and credit', '![A **station**](a.png "At night")\n출처: 왕이과기(网易科技)',
    '<figure><img src="asset:abc.png" alt="A station" width="64" height="40"><figcaption>At night <span class="credit">출처: 왕이과기(网易科技)</span></figcaption></figure>'],
  ['a figure without caption has only its credit', '![a](a.png)\\\nSource: [desk](https://example.org)',
    '<figure><img src="asset:abc.png" alt="a" width="64" height="40"><figcaption><span class="credit">Source: <a href="https://example.org">desk</a></span></figcaption></figure>'],
  ['a bare figure has no caption', '![a](a.png)', '<figure><img src="asset:abc.png" alt="a" width="64" height="40"></figure>'],
  ['two pictures on two lines are two figures', '![a](a.png "one")\n![b](b.png "two")',
    '<figure><img src="asset:abc.png" alt="a" width="64" height="40"><figcaption>one</figcaption></figure><figure><img src="asset:abc.png" alt="b" width="64" height="40"><figcaption>two</figcaption></figure>'],
  ['a picture may be a link', '[![a](a.png "one")](https://example.org/)',
    '<figure><a href="https://example.org/"><img src="asset:abc.png" alt="a" width="64" height="40"></a><figcaption>one</figcaption></figure>'],
  ['a decorative picture has an empty alt', '![](a.png "decorative")', '<figure><img src="asset:abc.png" alt="" width="64" height="40"></figure>'],
  ['a picture among words stays there', 'see ![a](a.png) here', '<p>see <img src="asset:abc.png" alt="a" width="64" height="40"> here</p>'],
  ['words below a picture that are no credit keep it a paragraph', '![a](https://example.org/a.png)\nA note', '<p><img src="https://example.org/a.png" alt="a">\nA note</p>'],
  ['the line above a table is its caption', '표 1: 매출\n\n| 회사 | 값 |\n|---|---:|\n| 가 | 1,200 |\n| 나 | -3.5% |',
    '<table><caption>표 1: 매출</caption><thead><tr><th scope="col">회사</th><th align="right" scope="col">값</th></tr></thead><tbody><tr><th scope="row">가</th><td align="right">1,200</td></tr><tr><th scope="row">나</th><td align="right">-3.5%</td></tr></tbody></table>'],
  ['a column below an empty heading labels its rows', 'Table: x\n| | a |\n|---|---|\n| b | word |',
    '<table><caption>Table: x</caption><thead><tr><td></td><th scope="col">a</th></tr></thead><tbody><tr><th scope="row">b</th><td>word</td></tr></tbody></table>'],
  ['a table of words has no labels', 'Words.\n\n| a | b |\n|---|---|\n| c | d |',
    '<p>Words.</p><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>'],
  ['a CSV file is a table; columns of numbers stand at the right', '![표 1: 매출](sales.csv)',
    '<table><caption>표 1: 매출</caption><thead><tr><th scope="col">회사</th><th align="right" scope="col">매출</th><th align="right" scope="col">성장</th></tr></thead><tbody><tr><th scope="row">가</th><td align="right">1,200</td><td align="right">3%</td></tr><tr><th scope="row">나 "주" 회사</th><td align="right">80</td><td align="right"></td></tr></tbody></table>'],
  ['semicolons part cells too, cells are plain text, and words around the table stay', 'Above\n![Table: x](half.csv)\nSource: *desk*',
    '<p>Above</p><table><caption>Table: x</caption><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>c, d</td><td>&#x3C;script></td></tr></tbody></table><p>Source: <em>desk</em></p>'],
  ['a link to a file says its kind and size', '[The *report*](files/report.pdf) [](files/a%20b.pdf)',
    '<p><a href="asset:abc.pdf">The <em>report</em> (PDF, 1 KB)</a> <a href="asset:abc.pdf">a b.pdf (PDF, 1 KB)</a></p>'],
  ['a picture that leads to a file stays a figure', '[![a](a.png)](files/report.pdf)',
    '<figure><a href="asset:abc.pdf"><img src="asset:abc.png" alt="a" width="64" height="40"></a></figure>'],
  ['a contact block is a list of terms', '```contact\n전화: 02-555-0134\n\nWeb：https://example.org/a\n메일: desk@example.org\n```',
    '<dl class="contact"><dt>전화</dt><dd>02-555-0134</dd><dt>Web</dt><dd><a href="https://example.org/a">https://example.org/a</a></dd><dt>메일</dt><dd><a href="mailto:desk@example.org">desk@example.org</a></dd></dl>'],
  ['other fenced blocks stay code', '```js\na < b\n```', '<pre><code class="language-js">a &#x3C; b\n</code></pre>'],
  ['headings begin at h4 and skip no level', '## a\n\n#### b\n\n###### c\n\n# d\n\n## e', '<h4>a</h4><h5>b</h5><h6>c</h6><h4>d</h4><h5>e</h5>'],
  ['footnotes get the prefix of their text', 'a[^n] b[^n]\n\n[^n]: The **note**',
    '<p>a<sup><a class="footnote-ref" id="x--fnref-1" href="#x--fn-1">1</a></sup> b<sup><a class="footnote-ref" id="x--fnref-1-2" href="#x--fn-1">1</a></sup></p><section class="footnotes"><ol><li id="x--fn-1"><p>The <strong>note</strong></p></li></ol></section>'],
  ['targets of an editor get the prefix too', '<a id="part"></a>Text\n\n[up](#part)', '<p><a id="x--a-part"></a>Text</p><p><a href="#x--a-part">up</a></p>'],
  ['boxes of a task list are signs', '- [ ] a\n- [x] b', '<ul><li>☐ a</li><li>☑ b</li></ul>'],
  ['a single tilde is a range, not a strike', '오전 3~4시와 오후 1~2시', '<p>오전 3~4시와 오후 1~2시</p>'],
  ['GFM: strike, bare addresses', '~~old~~ www.example.org', '<p><del>old</del> <a href="http://www.example.org">www.example.org</a></p>'],
  ['braces are plain text', '{{1}} and {{{}}} {{#if a}} {{> b}}', '<p>{{1}} and {{{}}} {{#if a}} {{> b}}</p>'],
  ['text is composed', '가'.normalize('NFD') + ' é'.normalize('NFD'), '<p>가 é</p>'],
  ['comments go without a word', 'a <!-- x --> b\n\n<!-- y\n\nz -->', '<p>a  b</p>'],
  ['small print stays, and a reading gets its brackets', '<small>a</small> <ruby>漢<rt>한</rt></ruby>', '<p><small>a</small> <ruby>漢<rp>(</rp><rt>한</rt><rp>)</rp></ruby></p>'],
  ['brackets of a reading that the editor set stay', '<ruby>瓦<rp>（</rp><rt>かわら</rt><rp>）</rp></ruby>', '<p><ruby>瓦<rp>（</rp><rt>かわら</rt><rp>）</rp></ruby></p>'],
  ['emphasis ends behind a mark though no blank follows: Korean, Japanese and Chinese write none', '**"인용"**은 **「安い」。**と **重要：**请', '<p><strong>"인용"</strong>은 <strong>「安い」。</strong>と <strong>重要：</strong>请</p>'],
  ['a link to the words of a heading finds it', '[a](#code--tools) [b](#code-tools) [c](#둘째-장)\n\n## Code & Tools\n\n## 둘째 장', '<p><a href="#x--h-code-tools">a</a> <a href="#x--h-code-tools">b</a> <a href="#x--h-둘째-장">c</a></p><h4 id="x--h-code-tools">Code &#x26; Tools</h4><h4 id="x--h-둘째-장">둘째 장</h4>'],
  ['of two headings of the same words the second is found by its number', '[b](#jobs-1)\n\n# Jobs\n\n# Jobs', '<p><a href="#x--h-jobs-1">b</a></p><h4>Jobs</h4><h4 id="x--h-jobs-1">Jobs</h4>'],
  ['a link keeps its title', '[a](https://example.org "What it is")', '<p><a href="https://example.org" title="What it is">a</a></p>'],
  ['a photographer is a credit too', '![a](a.png)\nPhoto: Kim\n![a](a.png)\n写真：森', '<figure><img src="asset:abc.png" alt="a" width="64" height="40"><figcaption><span class="credit">Photo: Kim</span></figcaption></figure><figure><img src="asset:abc.png" alt="a" width="64" height="40"><figcaption><span class="credit">写真：森</span></figcaption></figure>'],
  ['telephone numbers and mail are links', '[a](tel:+8225550134) <desk@example.org>', '<p><a href="tel:+8225550134">a</a> <a href="mailto:desk@example.org">desk@example.org</a></p>'],
];

for (const [why, markdown, html] of conventions) {
  test(`Markdown: ${why}`, () => {
    const got = read(markdown);
    assert.deepEqual([got.errors, got.warnings], [[], []]);
    assert.equal(got.html, html);
  });
}

const dropped: readonly (readonly [why: string, markdown: string, html: string, warnings: readonly string[]])[] = [
  ['a script goes with its content', 'a\n\n<script>alert(1)</script>', '<p>a</p>', ['markdown-html 3:1']],
  ['an unknown element leaves its text', 'a Vec<T> b', '<p>a Vec b</p>', ['markdown-html 1:6']],
  ['an event attribute goes, its element stays', 'a <b onclick="x()">b</b>', '<p>a <b>b</b></p>', ['markdown-html 1:3']],
  ['forms leave their text', '<form><button>Go</button></form>', 'Go', ['markdown-html 1:1', 'markdown-html 1:7']],
  ['a style element goes with its content', 'a <style>p{}</style>', '<p>a </p>', ['markdown-html 1:3']],
  ['a looks attribute goes', '<p style="color:red" class="x">a</p>', '<p>a</p>', ['markdown-html 1:1']],
  ['what folds is open, told once', '<details><summary>a</summary>b</details>', 'ab', ['markdown-html 1:1']],
  ['svg goes with its content', 'a <svg><script>x</script></svg>', '<p>a </p>', ['markdown-html 1:3']],
];

for (const [why, markdown, html, warnings] of dropped) {
  test(`raw HTML that is not allowed is dropped with a warning: ${why}`, () => {
    const got = read(markdown);
    assert.deepEqual(got, { html, errors: [], warnings: [...warnings], ids: [] });
  });
}

test('headings of an intro are bold text, with a warning', () => {
  assert.deepEqual(read('# Hello\n\nyou', false), { html: '<p><strong>Hello</strong></p><p>you</p>', errors: [], warnings: ['markdown-heading 1:1'], ids: [] });
});

const refusedAddresses: readonly (readonly [address: string, why: string])[] = [
  ['javascript:alert(1)', 'script'],
  ['JaVaScRiPt:alert(1)', 'script in other letters'],
  ['&#106;avascript:alert(1)', 'script with an entity'],
  ['java&Tab;script:alert(1)', 'browsers drop the tab'],
  ['vbscript:x', 'script'],
  ['data:text/html;base64,PHNjcmlwdD4=', 'a page in the address'],
  ['file:///etc/passwd', 'a file of the reader'],
  ['ftp://example.org/x', 'not in the list'],
  ['//example.org/x', 'the scheme is open'],
  ['https://', 'no host'],
  ['https:example.org', 'no slashes'],
  ['page.html', 'a file'],
];

for (const [address, why] of refusedAddresses) {
  test(`a refused address leaves no link behind: ${address} (${why})`, () => {
    for (const markdown of [`[a](${address})`, `<a href="${address}">a</a>`]) {
      const got = read(markdown);
      assert.equal(got.html, '<p><a>a</a></p>');
      assert.match(got.errors.join(), /^link-(?:refused|relative) 1:\d+$/);
    }
  });
}

test('a picture from the web keeps its address, one with another scheme is refused', () => {
  assert.deepEqual(read('![a](https://example.org/a.png)').errors, []);
  for (const address of ['data:image/png;base64,AAAA', 'javascript:x', 'cid:1', 'asset:abc.png', '//example.org/a.png']) {
    assert.match(read(`![a](${address})`).errors.join(), /^link-(?:refused|relative) 1:6$/, address);
  }
});

test('marks of emphasis are bounded in one paragraph, at the one that is too many', () => {
  const before = process.cpuUsage();
  for (const marks of [' a*', ' *a', ' a__b', '*x_ ', ' ~~a']) assert.deepEqual(read(marks.repeat(10_000)).errors.map((error) => error.split(' ')[0]), ['markdown-marks'], marks);
  assert.deepEqual(read('가 ' + '*a '.repeat(1001)).errors, ['markdown-marks 1:3003']);
  assert.ok(process.cpuUsage(before).user < 3_000_000, 'microseconds of work, whoever else is at the machine; without the bound each takes ten seconds');
  for (const fine of ['**a** '.repeat(500), '* a\n'.repeat(2000), '*a*\n\n'.repeat(1500), `|a|b|\n|-|-|\n${'|*a*|**b**|\n'.repeat(600)}`]) assert.deepEqual(read(fine).errors, []);
});

test('hostile nesting is one fault and no crash', () => {
  const nests = ['>'.repeat(5000) + ' a', '- '.repeat(3000) + 'a', '<b>'.repeat(20_000), '[a'.repeat(3000), '*a '.repeat(3000), '<div>\n\n'.repeat(3000), '![a'.repeat(2000)];
  for (const markdown of nests) {
    const got = read(markdown);
    assert.ok(got.errors.every((error) => /^markdown-(?:depth 1:1|marks 1:\d+)$/.test(error)), got.errors.join());
  }
});
