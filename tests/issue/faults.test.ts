import assert from 'node:assert/strict';
import { basename, relative } from 'node:path';
import test from 'node:test';
import { renderCodeFrame } from '../../src/code-frame.js';
import type { ErrorCode } from '../../src/errors.js';
import { createPng } from '../support/png.js';
import { issueWith, loadYaml, masthead, takeMark, tryLoad, writeFiles } from './fixture.js';

type Fault = readonly [why: string, issue: string, code: ErrorCode, says: RegExp];

const body = (lines: string) => issueWith(`        body: |\n${lines.split('\n').map((line) => '          ' + line).join('\n')}`);

/** `«` stands right before the place the message must name. */
const faults: readonly Fault[] = [
  ['a misspelled key', issueWith('        «sumary: x'), 'issue-key-unknown', /"sumary".*did you mean "summary"/],
  ['a misspelled required key is one fault, not two', 'date: 2020-07-22\n«titel: x\nsections: [{title: a}]\n', 'issue-key-unknown', /did you mean "title"/],
  ['a key from another world', issueWith('        «colour: red'), 'issue-key-unknown', /known here: title, id/],
  ['a missing key at its nearest parent', 'date: 2020-07-22\ntitle: x\nsections:\n  - title: a\n    items:\n      - «byline: b\n', 'issue-key-missing', /"title" is missing in sections\[1\]items\[1\]|"title" is missing in sections/],
  ['a required key left empty', 'date: 2020-07-22\n«title:\nsections: [{title: a}]\n', 'issue-key-missing', /"title"/],
  ['a missing key at the top', '# note\n«date: 2020-07-22\ntitle: x\n', 'issue-key-missing', /"sections"/],
  ['a day that does not exist', 'date: «2020-02-30\ntitle: x\nsections: [{title: a}]\n', 'issue-value', /a day that exists/],
  ['a date in another form', issueWith('        date: «15.7.2020'), 'issue-value', /such as 2020-07-22/],
  ['a word outside of its list, in braces', 'date: 2020-07-22\ntitle: x\nmail: «short\nsections: [{title: a}]\n', 'issue-value', /digest, full, auto/],
  ['a word that is no address', issueWith('        source: {name: 중국경영보, url: «example.org}'), 'issue-value', /https:/],
  ['a list where text is wanted', 'date: 2020-07-22\ntitle: «[a, b]\nsections: [{title: a}]\n', 'issue-value', /must be text/],
  ['text where true or false is wanted', 'date: 2020-07-22\ntitle: x\nadvertising: «yes\nsections: [{title: a}]\n', 'issue-value', /true or false/],
  ['a language that is none', 'date: 2020-07-22\ntitle: x\nlang: «korean_\nsections: [{title: a}]\n', 'issue-value', /language tag/],
  ['a field in the readers of a section', 'date: 2020-07-22\ntitle: x\nsections:\n  - title: a\n    readers: «{{reader.x}}\n', 'issue-value', /key must be/],
  ['the same id twice', 'date: 2020-07-22\ntitle: x\nsections:\n  - {title: a, id: news}\n  - {title: b, id: «news}\n', 'issue-id', /twice/],
  ['a placeholder that nothing fills', 'date: 2020-07-22\ntitle: x\nsubject: "[{{title}}] «{{nummer}}"\nsections: [{title: a}]\n', 'issue-subject', /\{\{nummer\}\}/],
  ['a placeholder of data the issue does not have', 'date: 2020-07-22\ntitle: x\nsubject: "«{{number}}"\nsections: [{title: a}]\n', 'issue-subject', /number/],
  ['braces without quotes', 'date: 2020-07-22\ntitle: «{{name}}\nsections: [{title: a}]\n', 'issue-value', /quotes/],
  ['an unclosed double quote, seen only at the end', 'date: 2020-07-22\ntitle: «"abc\nsections: [{title: a}]\n', 'issue-yaml', /never closed/],
  ['an unclosed quote that meets another', 'date: 2020-07-22\ntitle: «"abc\npreheader: "def"\nsections: [{title: a}]\n', 'issue-yaml', /never closed/],
  ['an unclosed single quote that meets an apostrophe', "date: 2020-07-22\ntitle: «'abc\npreheader: it's\nsections: [{title: a}]\n", 'issue-yaml', /never closed/],
  ['the same key twice', 'date: 2020-07-22\ntitle: x\n«title: y\nsections: [{title: a}]\n', 'issue-yaml', /twice/],
  ['a tab that indents', 'date: 2020-07-22\ntitle: x\nsections:\n«\t- title: a\n', 'issue-yaml', /tab/],
  ['a colon in a text without quotes', 'date: 2020-07-22\ntitle: «foo: bar\nsections: [{title: a}]\n', 'issue-yaml', /quotes/],
  ['an indentation that fits nothing', 'date: 2020-07-22\ntitle: x\nsections:\n  - title: a\n   «items: []\n', 'issue-yaml', /same column/],
  ['a key without its colon', 'date: 2020-07-22\ntitle: x\n«sections\n', 'issue-yaml', /fits to nothing/],
  ['words behind a quoted text', 'date: 2020-07-22\ntitle: "abc" «def\nsections: [{title: a}]\n', 'issue-yaml', /as a whole/],
  ['a picture that is only a name', issueWith('        image: «images/a.png'), 'issue-value', /keys: src, alt/],
  ['one section without its list', 'date: 2020-07-22\ntitle: x\nsections:\n  «title: a\n', 'issue-value', /begins with "- "/],
  ['an alias', 'date: 2020-07-22\ntitle: &a x\npreheader: «*a\nsections: [{title: a}]\n', 'issue-yaml', /alias/],
  ['a second document', 'date: 2020-07-22\ntitle: x\nsections: [{title: a}]\n«---\na: 1\n', 'issue-yaml', /second/],
  ['a dangerous link in a literal block', body('중국 [go](«javascript:alert(1)) now'), 'link-refused', /javascript:/],
  ['a dangerous link below other lines', body('First.\n\n- one\n- [two](«data:text/html,x)'), 'link-refused', /data:/],
  ['a dangerous link in a folded block', issueWith('        body: >-\n          Some words\n          and more\n          with [a](«vbscript:x).'), 'link-refused', /vbscript:/],
  ['a dangerous link in double quotes with escapes', issueWith('        summary: "\\u2014 it\\tgoes\\n\\n [a](«javascript:x)"'), 'link-refused', /javascript:/],
  ['a dangerous link in single quotes', issueWith("        summary: 'it''s [a](«javascript:x)'"), 'link-refused', /javascript:/],
  ['a dangerous link in plain text over two lines', issueWith('        summary: it is\n          here [a](«javascript:x)'), 'link-refused', /javascript:/],
  ['a dangerous address in a definition', body('See [a][1].\n\n[1]: «javascript:x'), 'link-refused', /javascript:/],
  ['a dangerous address in raw HTML', body('See <a href="«JavaScript:x">a</a>.'), 'link-refused', /javascript:/],
  ['a link to a file', body('See [a](«other.html).'), 'link-relative', /whole address/],
  ['a program offered to readers', body('Take [it](«files/setup.exe).'), 'attachment-refused', /offered are pdf, csv/],
  ['an archive offered to readers', body('Take [it](«files/all.zip).'), 'attachment-refused', /one by one/],
  ['an offered file that is not there', body('Take [it](«files/report.pdf).'), 'attachment-file', /there is no file report\.pdf/],
  ['an offered file outside of the newsletter', body('Take [it](«../../report.pdf).'), 'attachment-file', /outside/],
  ['a table that is not there', body('![Table: x](«data/x.csv)'), 'table-file', /there is no file x\.csv/],
  ['a table without a caption', body('«![](https://example.org/a.png)'.replace('https://example.org/a.png', 'newsletter.csv')), 'table-file', /no caption/],
  ['a table among words', body('See «![Table: x](data/x.csv) here'), 'table-file', /alone/],
  ['a text wrapped too narrow', 'date: 2020-07-22\ntitle: x\ntext: {wrap: «12}\nsections: [{title: a}]\n', 'issue-value', /40 or more/],
  ['a picture without alt text', body('«![](https://example.org/a.png)'), 'picture-alt', /alt/],
  ['a picture of an item without alt text', issueWith('        image: «{src: https://example.org/a.png}'), 'picture-alt', /decorative/],
  ['a picture that is not there', body('![a](«images/a.png)'), 'picture-file', /there is no file a\.png/],
  ['a picture outside of the newsletter', body('![a](«../../../etc/a.png)'), 'picture-file', /outside/],
  ['a body outside of the newsletter', issueWith('        body: {file: «../../../../etc/passwd}'), 'issue-file', /outside/],
  ['a body by its absolute path', issueWith('        body: {file: «/etc/passwd}'), 'issue-file', /relative/],
  ['a body that is not there', issueWith('        body: {file: «articles/01.md}'), 'issue-file', /there is no file/],
  ['a C1 control character', body('7월«\u009214일'), 'text-character', /U\+0092.*’/],
  ['a control character written as an escape', issueWith('        byline: "a«\\x07b"'), 'text-character', /U\+0007/],
  ['half a character written as an escape', issueWith('        byline: "a«\\ud800b"'), 'text-character', /U\+D800/],
  ['a broken character from an entity', body('a **b** \\* c &amp; d«&#0;'), 'text-character', /U\+FFFD/],
  ['a token of the program', issueWith('        byline: see «__C_UNSUBSCRIBE_URL__'), 'text-token', /token/],
  ['a token that only Markdown makes', body('see\n  it «\\_\\_C_WEB_URL\\_\\_'), 'text-token', /token/],
  ['a line of a contact block without a label', body('```contact\nphone: 02-555\n«only words\n```'), 'markdown-contact', /label: value/],
  ['a footnote that nothing calls', body('Text.\n\n«[^1]: Lost.'), 'markdown-footnote', /never called/],
  ['a comment that never closes', body('Text.\n\n«<!-- note\n\nmore'), 'markdown-html', /never closed/],
];

for (const [why, marked, code, says] of faults) {
  test(`one message at its place: ${why}`, async () => {
    const mark = takeMark(marked);
    assert.ok(mark !== undefined);
    const { errors, path } = await loadYaml(mark.content, { '2020-07-22-1/newsletter.csv': 'a,b\n1,2\n' });
    const told = errors.map((error) => `${error.code} ${error.at?.line}:${error.at?.column} ${error.message}; ${error.hint ?? ''}`);
    assert.equal(told.length, 1, told.join('\n'));
    assert.deepEqual([errors[0]?.code, errors[0]?.at?.line, errors[0]?.at?.column], [code, mark.line, mark.column], told[0]);
    assert.match(told[0] ?? '', says);
    assert.equal(relative(path, errors[0]?.at?.file ?? ''), 'issue.yaml');
    assert.match(renderCodeFrame(errors[0]?.at ?? { file: '', line: 1, column: 1 }), /\^/);
  });
}

test('a fault in a Markdown file names that file', async () => {
  const marked = takeMark('# 제목\n\n가나다 [라](«javascript:x)\n');
  const { errors } = await loadYaml(issueWith('        body: {file: articles/01.md}'), { '2020-07-22-1/articles/01.md': marked?.content ?? '' });
  assert.equal(errors.length, 1);
  assert.equal(basename(errors[0]?.at?.file ?? ''), '01.md');
  assert.deepEqual([errors[0]?.at?.line, errors[0]?.at?.column], [marked?.line, marked?.column]);
});

test('columns count in the file as it is, even where its letters are decomposed', async () => {
  const marked = takeMark(issueWith(`        byline: ${'가나다'.normalize('NFD')} «\u0085 x`));
  const { errors } = await loadYaml(marked?.content ?? '');
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line, error.at?.column]), [['text-character', marked?.line, marked?.column]]);
});

test('lines that end in CR LF are counted as lines', async () => {
  const marked = takeMark(body('one\n\n[a](«javascript:x)').replaceAll('\n', '\r\n'));
  const { errors } = await loadYaml(marked?.content ?? '');
  assert.deepEqual(errors.map((error) => [error.at?.line, error.at?.column]), [[marked?.line, marked?.column]]);
});

test('all faults of an issue are told at once, in the order of the files', async () => {
  const path = await writeFiles({
    'newsletter.yaml': 'nam: Weekly\nlang: ko\n',
    '2020-07-22-1/issue.yaml': 'date: yesterday\ntitle: x\nsections:\n  - title: a\n    items:\n      - titel: b\n        body: "[x](javascript:y) ![](z.png)"\n',
  });
  const { errors } = await tryLoad(path);
  assert.deepEqual(errors.map((error) => [basename(error.at?.file ?? ''), error.at?.line, error.code]), [
    ['issue.yaml', 1, 'issue-key-missing'],
    ['issue.yaml', 1, 'issue-value'],
    ['issue.yaml', 6, 'issue-key-unknown'],
    ['issue.yaml', 7, 'link-refused'],
    ['issue.yaml', 7, 'picture-alt'],
    ['issue.yaml', 7, 'picture-file'],
    ['newsletter.yaml', 1, 'issue-key-unknown'],
  ]);
});

test('two keys that are missing are two faults', async () => {
  const { errors } = await loadYaml('# nothing\n');
  assert.deepEqual(errors.map((error) => error.message), ['date', 'title', 'sections'].map((key) => `the key "${key}" is missing`));
});

test('a newsletter without newsletter.yaml is told what to write', async () => {
  const path = await writeFiles({ '2020-07-22-1/issue.yaml': issueWith('        byline: x') });
  const { errors } = await tryLoad(path);
  assert.equal(errors.length, 1);
  assert.match(`${errors[0]?.at?.file} ${errors[0]?.hint}`, /newsletter\.yaml .*name:/);
});

test('a path that is no issue is refused with a hint', async () => {
  for (const path of ['/nowhere/at/all', import.meta.filename]) {
    const { errors } = await tryLoad(path);
    assert.deepEqual(errors.map((error) => error.code), ['not-found']);
  }
});

const unfitTables: readonly (readonly [why: string, csv: string, says: RegExp])[] = [
  ['a quote that never closes', 'a,b\n1,«"2\n3,4\n', /never closed/],
  ['a quote that closes where the next one opens', 'a,b\n1,«"2\n3,"4"\n', /never closed/],
  ['words behind a quote', 'a,b\n1,"2"« x\n', /behind a closed quote/],
  ['a row that is too long', '회사,b\n가,2,«3\n', /3 cells, and there are 2/],
  ['a row that is too short', 'a,b\n1,2\n\n«3\n', /1 cells, and there are 2/],
  ['a column without a heading', 'a,«,c\n1,2,3\n', /no heading/],
  ['only headings', '«a,b\n', /no rows/],
  ['nothing', '«', /no rows/],
  ['another encoding', 'a,b\n1,«\ufffd\n', /UTF-8/],
  ['a token', 'a,b\n1,«__C_WEB_URL__\n', /token/],
];

for (const [why, csv, says] of unfitTables) {
  test(`one message at its place in the CSV file: ${why}`, async () => {
    const mark = takeMark(csv) ?? assert.fail();
    const { errors } = await loadYaml(body('![Table: x](data/x.csv)'), { '2020-07-22-1/data/x.csv': mark.content });
    assert.deepEqual(errors.map((error) => [basename(error.at?.file ?? ''), error.at?.line, error.at?.column]), [['x.csv', mark.line, mark.column]], errors.map(String).join('\n'));
    assert.match(`${errors[0]?.message} ${errors[0]?.hint}`, says);
  });
}

test('a table of too many rows is told to be a file', async () => {
  const { errors } = await loadYaml(body('![Table: x](data/x.csv)'), { '2020-07-22-1/data/x.csv': 'a,b\n' + '1,2\n'.repeat(600) });
  assert.deepEqual(errors.map((error) => error.message), ['the table has more than 500 rows']);
});

test('a file that is not what its name says is not offered', async () => {
  for (const content of ['MZ\u0090\0', '<html>', '']) {
    const { errors } = await loadYaml(body('[a](files/a.pdf)'), { '2020-07-22-1/files/a.pdf': content });
    assert.deepEqual(errors.map((error) => `${error.code} ${error.message}`), ['attachment-refused the file is no PDF, whatever its name says']);
  }
});

const unfitPictures: readonly (readonly [why: string, content: string | Uint8Array, says: RegExp])[] = [
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>', /SVG.*PNG/],
  ['no picture at all', 'hello', /no picture/],
  ['a picture cut in its header', createPng(4, 4, [1, 2, 3]).slice(0, 12), /no picture/],
];

for (const [why, content, says] of unfitPictures) {
  test(`a picture that mail programs cannot show is refused: ${why}`, async () => {
    const { errors } = await loadYaml(body('![a](images/a.png)'), { '2020-07-22-1/images/a.png': content });
    assert.match(errors.map((error) => `${error.code} ${error.message} ${error.hint}`).join('\n'), /^picture-file/);
    assert.match(errors.map((error) => `${error.message} ${error.hint}`).join('\n'), says);
  });
}

test('a misspelled file name is answered with the right one', async () => {
  const { errors } = await loadYaml(body('![a](images/staton.png)'), { '2020-07-22-1/images/station.png': createPng(1, 1, [0, 0, 0]) });
  assert.deepEqual(errors.map((error) => error.hint), ['did you mean station.png?']);
});

test('a file in another encoding is told as such', async () => {
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': Buffer.from(issueWith('        byline: caf\u00e9'), 'latin1') });
  const { errors } = await tryLoad(path);
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line, error.at?.column]), [['text-character', 7, 20]]);
  const utf16 = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': Buffer.from('\ufeffdate: x', 'utf16le') });
  assert.match((await tryLoad(utf16)).errors[0]?.message ?? '', /UTF-16/);
});
