/**
 * A thousand hostile strings from the files of an editor to the mail and the web page: in titles, sources, bylines, alt texts, cells of CSV
 * files and, escaped, in Markdown. Each comes out as the text it is, and not one element more or less is there than with plain words.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Element, Nodes } from 'hast';
import { raw } from 'hast-util-raw';
import { compileEdition } from '../../src/edition/compile.js';
import type { Edition } from '../../src/edition/edition.js';
import { isElement, textOfNode } from '../../src/issue/tree.js';
import { loadTemplate } from '../../src/template/load.js';
import { createPng } from '../support/png.js';
import { tryLoad, writeFiles } from './fixture.js';

const evil = ['&', '<', '>', '"', "'", '\\', '{{x}}', '{{{x}}}', '{{#each sections}}', '{{> mail-head}}', '{{/if}}', '</mj-text><mj-raw><script>alert(1)</script>', '<mj-include path="/etc/passwd"/>', '<!--', '-->',
  '<![endif]-->', '<!--[if mso]>', ']]>', '<![CDATA[', '</title>', '</style>', '<img src=x onerror=alert(1)>', '&amp;', '&#x3C;', 'javascript:alert(1)', '\u200f', '\u202e', '\u2066', '\u061c', '👨‍👩‍👧', '🇰🇷', '华为', 'カナ', '한글', 'العربية',
  '${x}', '%7B', '$&', '$1', ': ', '- ', '# ', '> ', '1. ', '```', '~~', '**', '__', '[x](y)', '![a](b)', '|', '[^1]', '*', '`', ',', ';', '""', '=1+1', '\u00a0', '\u200b', '__proto__', 'constructor'];

const perIssue = 25;
const refused = /\p{Cc}|\ufffd|\p{Noncharacter_Code_Point}|\p{Surrogate}|\s+|__C_[A-Z0-9_]+?__/gu;

const hostile = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...evil) }, { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) }), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(' ').replaceAll(refused, ' ').trim().normalize('NFC')).filter((text) => text !== '' && !/__C_/.test(text));

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

function toIssue(texts: readonly string[]): string {
  const items = texts.map((text, index) => {
    const value = JSON.stringify(text);
    return [
      `      - title: ${value}`, `        id: item-${index}`, `        byline: ${value}`, `        source: {name: ${value}}`, `        image: {src: a.png, alt: ${value}, caption: ${value}}`,
      `        body: ${JSON.stringify(`${escapeMarkdown(text)}\n\n![Table: ${escapeMarkdown(text)}](t.csv)`)}`,
    ].join('\n');
  });
  return `date: 2020-07-22\ntitle: Title\npreheader: Line\nmail: full\nsections:\n  - title: News\n    items:\n${items.join('\n')}\n`;
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function compile(texts: readonly string[]): Promise<Edition> {
  const folder = await writeFiles({
    'newsletter.yaml': 'name: Weekly\nlang: ko\nadvertising: false\n', '2020-07-22-1/a.png': createPng(2, 2, [1, 2, 3]),
    '2020-07-22-1/issue.yaml': toIssue(texts), '2020-07-22-1/t.csv': `a,b\n${texts.slice(0, 2).map((text) => `${quote(text)},${quote(text)}\n`).join('')}`,
  });
  const { loaded, errors } = await tryLoad(folder);
  assert.deepEqual(errors.map((error) => `${error.at?.line}:${error.at?.column} ${error.message}`), []);
  return compileEdition(loaded?.issue ?? assert.fail(), await loadTemplate('weekly'));
}

/** A browser's reading, by another way than the checks of the program. */
function parse(html: string): Nodes {
  return raw({ type: 'root', children: [{ type: 'raw', value: html }] } as Nodes);
}

function all(node: Nodes, ...names: readonly string[]): readonly Element[] {
  const own = isElement(node, ...names) ? [node] : [];
  return 'children' in node ? [...own, ...node.children.flatMap((child) => all(child, ...names))] : own;
}

/** Names of all elements in order, but for the marks of foreign passages. */
function outline(tree: Nodes): string {
  return all(tree).map((element) => element.tagName).filter((name) => name !== 'span').join(' ');
}

const squeeze = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

test('a thousand hostile strings change no structure and come out as they were written', async () => {
  const plain = await compile(Array.from({ length: perIssue }, (_, index) => `word${index}`));
  const outlines = [plain.html, plain.web].map((page) => outline(parse(page)));
  await fc.assert(fc.asyncProperty(fc.array(hostile, { minLength: perIssue, maxLength: perIssue }), async (texts) => {
    const edition = await compile(texts);
    for (const [index, page] of [edition.html, edition.web].entries()) {
      const tree = parse(page);
      assert.equal(outline(tree), outlines[index]);
      assert.deepEqual(all(tree, 'h3').map((heading) => squeeze(textOfNode(heading))), texts.map(squeeze));
      assert.deepEqual(all(tree, 'img').map((image) => squeeze(String(image.properties['alt']))), texts.map(squeeze));
      assert.deepEqual(all(tree, 'caption').map((caption) => squeeze(textOfNode(caption))), texts.map((text) => squeeze(`Table: ${text}`)));
      const paragraphs = new Set(all(tree, 'p').map((paragraph) => squeeze(textOfNode(paragraph))));
      assert.deepEqual(texts.filter((text) => !paragraphs.has(squeeze(text))), []);
    }
    const text = squeeze(edition.text);
    assert.deepEqual(texts.filter((one) => !text.includes(squeeze(one))), []);
  }), { numRuns: 1000 / perIssue, endOnFailure: true });
});
