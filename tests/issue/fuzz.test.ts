import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { toHtml } from 'hast-util-to-html';
import type { Rich } from '../../src/issue/issue.js';
import { textOfNode, visitElements } from '../../src/issue/tree.js';
import { issueWith, masthead, tryLoad, writeFiles } from './fixture.js';

const pieces = fc.constantFrom(
  '<script>', '</script>', '<img src=x onerror=alert(1)>', '<svg onload=a>', '<a href="javascript:a">', '</a>', '[a](javascript:b)', '![a](x.png)', '<iframe srcdoc="<script>">',
  '<style>', '<!--', '-->', '<![CDATA[', ']]>', '<?x', '|a|b|', '![t](t.csv)', '[f](a.pdf)', '[z](a.zip)', '\n|-|-|\n', '\n\n', '\n', '    ', '- ', '1. ', '> ', '# ', '```', '~~~contact\n', 'a: b', '[^1]', '[^1]: ', '[x]: y', '*', '_', '**',
  '`', '\\', '&#0;', '&lt;script&gt;', '&colon;', '<table><tr><td>', '</table>', '<math><mi//xlink:href="data:x">', '<b id="a b">', '<p class=x style=y>', '{{x}}', '__C_WEB_URL__', '가나', 'é', '\u0092', '\u202e', '😀',
  '<https://a.b>', 'www.a.b', 'a@b.co', '"', "'", '표: x\n', '출처: x', '<template>', '<noscript>', '<plaintext>', '<textarea>', '<select><option>', '<form action=x>', '<base href=x>', '<meta http-equiv=refresh>', '<object data=x>', '\0', '\t',
);
const markdown = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 25 }).map((parts) => parts.join(''));

const elements = new Set(`a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h4 h5 h6 hr i img ins kbd li mark ol p pre q
  rp rt ruby s samp section small span strong sub sup table tbody td tfoot th thead time tr u ul var wbr`.split(/\s+/));
const attributes = new Set('id lang dir href className title dateTime src alt width height value start reversed type align colSpan rowSpan scope'.split(' '));

/** Whatever went in, only these may come out; lists of their own, so that a slip in the allow-list is seen. */
function assertSafe({ tree }: Rich): void {
  visitElements(tree, (element) => {
    assert.ok(elements.has(element.tagName), element.tagName);
    for (const name of Object.keys(element.properties)) assert.ok(attributes.has(name), name);
    for (const name of ['href', 'src']) assert.match(String(element.properties[name] ?? '#'), /^(?:https?:\/\/|mailto:|tel:|#|asset:)/i);
  });
  assert.doesNotMatch(textOfNode(tree), /[\u0080-\u009f\ufffd\0]|__C_[A-Z0-9_]+?__/);
  assert.doesNotMatch(toHtml(tree), /<(?:script|style|iframe|object|form|input|svg|!--)/i);
}

test('hostile Markdown gives user errors or a safe tree, never a crash', async () => {
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': issueWith('        body: {file: a.md}') });
  await fc.assert(fc.asyncProperty(markdown, async (text) => {
    await writeFile(join(path, 'a.md'), text);
    const { loaded, errors } = await tryLoad(path);
    for (const error of errors) assert.ok((error.at?.line ?? 0) >= 1 && (error.at?.column ?? 0) >= 1);
    for (const item of loaded?.issue.sections[0]?.items ?? []) if (item.body !== undefined) assertSafe(item.body);
  }), { numRuns: 400, examples: [['<form action=x>&#0;\n\n<script>']] });
});

const keys = fc.constantFrom('title', 'date', 'sections', 'items', 'body', 'id', 'intro', 'publisher', 'image', 'src', 'source', 'series', 'number', 'readers', '__proto__', 'constructor', 'toString', '1', '? [a]', '{{x}}', '<<');
const values = fc.constantFrom('x', '1', '2020-07-22', '[]', '{}', '[a, b]', '{a: b}', '"', "'", '"a', '&a x', '*a', '!!binary aGk=', '!x y', '|', '>-', '|\n  a', '~', 'true', '.nan', '.inf', '1e999', '---', '...', '%YAML 1.1', '# c', '{{x}}', '@', '`', '"\\ud800"', '"\\x00"', '\t', '- a', '[[[[[[', '{{{{{{', '가나다', '<b>');
const yaml = fc.array(fc.tuple(fc.constantFrom('', '  ', '    ', '- ', '  - ', '      - ', '\t'), keys, fc.constantFrom(': ', ':', ' : ', ''), values), { maxLength: 15 })
  .map((lines) => lines.map((parts) => parts.join('')).join('\n'));

test('hostile YAML gives user errors with a place, never a crash', async () => {
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': '' });
  await fc.assert(fc.asyncProperty(fc.oneof(yaml, yaml.map((text) => issueWith('        byline: x') + text), fc.string({ unit: 'binary', maxLength: 80 })), async (text) => {
    await writeFile(join(path, 'issue.yaml'), text);
    const { errors } = await tryLoad(path);
    for (const error of errors) assert.ok((error.at?.line ?? 0) >= 1 && (error.at?.column ?? 0) >= 1, error.message);
  }), { numRuns: 500 });
});

test('titles come back as they were written', async () => {
  const titles = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '{{', '}}', '</mj-text>', '<script>', '\u202e', '😀', 'ا', '가', ' ', '__c_', '%', '\\', '$&'), minLength: 1, maxLength: 12 }).filter((title) => title.trim() !== '');
  const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': '' });
  await fc.assert(fc.asyncProperty(titles, async (title) => {
    await writeFile(join(path, 'issue.yaml'), `date: 2020-07-22\ntitle: ${JSON.stringify(title)}\nsubject: "{{title}}"\nsections: [{title: a}]\n`);
    const { loaded } = await tryLoad(path);
    assert.deepEqual([loaded?.issue.title, loaded?.issue.subject], [title.trim(), title.trim()]);
  }), { numRuns: 200 });
});

test('deep YAML is one fault', async () => {
  for (const text of ['['.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000)]) {
    const path = await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': text });
    assert.equal((await tryLoad(path)).errors.length, 1);
  }
});
