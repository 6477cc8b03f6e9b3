import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Element, Nodes } from 'hast';
import { raw } from 'hast-util-raw';
import { compileEdition } from '../../src/edition/compile.js';
import { withoutIsolates } from '../../src/edition/direction-runs.js';
import { isElement, textOfNode } from '../../src/issue/tree.js';
import { loadTemplate } from '../../src/template/load.js';
import { makeItem, makeSection, rich, wholeIssue } from './fixture.js';

/** A browser's reading of the mail, by another way than the checks of the program. */
function parse(html: string): Nodes {
  return raw({ type: 'root', children: [{ type: 'raw', value: html }] } as Nodes);
}

function all(node: Nodes, ...names: readonly string[]): readonly Element[] {
  const own = isElement(node, ...names) ? [node] : [];
  return 'children' in node ? [...own, ...node.children.flatMap((child) => all(child, ...names))] : own;
}

const evil = ['&', '<', '>', '"', "'", '{{x}}', '{{{x}}}', '{{#each sections}}', '{{> mail-head}}', '\\{{x}}', '</mj-text><mj-raw><script>alert(1)</script>', '<mj-include path="/etc/passwd"/>',
  '<!--', '-->', '<![endif]-->', ']]>', '<![CDATA[', '</title>', '</style>', '<img src=x onerror=alert(1)>', '&amp;', '&#x3C;', '&lt;script&gt;', 'javascript:alert(1)', '\u200f', '\u202e', '\u2066', '👨‍👩‍👧', '🇰🇷',
  '华为', 'カナ', '國', '한글', '<%= x %>', '${x}', '%7B', '[[x]]', '`', '=', '/', '$&', '$1', '\u00a0'];

const hostile = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...evil) }, { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) }), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(' ').replace(/\p{Cc}|\ufffd|__C_[A-Z0-9_]+?__/gu, ' ').replace(/\s+/gu, ' ').trim().normalize('NFC'))
  .filter((title) => title !== '');

/** But for the language marks of foreign passages. */
function countElements(tree: Nodes): number {
  return all(tree).filter((found) => found.tagName !== 'span').length;
}

function squeeze(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

test('whatever stands in a title comes out as that text, in title, preheader, alt and text part, and makes no element', async () => {
  const template = await loadTemplate('weekly');
  const plain = countElements(parse((await compileEdition(issueWith('x'), template)).html));
  await fc.assert(fc.asyncProperty(hostile, async (title) => {
    const edition = await compileEdition(issueWith(title), template);
    for (const page of [edition.html, edition.web]) {
      const tree = parse(page);
      assert.deepEqual(all(tree, 'script', 'mj-raw', 'iframe'), []);
      assert.ok(all(tree, 'h3').some((heading) => squeeze(textOfNode(heading)) === title), 'title');
      assert.ok(all(tree, 'img').every((image) => squeeze(String(image.properties['alt'])) === title), 'alt');
      assert.equal(all(tree, 'meta').find((meta) => meta.properties['name'] === 'description')?.properties['content'], title);
    }
    const mail = parse(edition.html);
    assert.equal(squeeze(textOfNode(all(mail, 'title')[0] ?? mail)), title, 'subject');
    assert.equal(countElements(mail), plain, 'not one element more');
    assert.ok(squeeze(edition.text).includes(title), 'text part');
  }), { numRuns: 200, includeErrorInReport: true });
});

function issueWith(title: string) {
  const items = [makeItem({ title, image: { src: 'asset:aa.png', alt: title, width: 10, height: 10 }, body: rich('<p>글</p>') })];
  const sections = [makeSection({ title: '가', items })];
  return wholeIssue({ mail: 'full', preheader: title, subject: title, sections });
}

test('text in bodies is text, too', async () => {
  const template = await loadTemplate('weekly');
  await fc.assert(fc.asyncProperty(hostile, async (text) => {
    const tree = { type: 'root' as const, children: [{ type: 'element' as const, tagName: 'p', properties: {}, children: [{ type: 'text' as const, value: text }] }] };
    const edition = await compileEdition(wholeIssue({ mail: 'full', sections: [makeSection({ title: '가', items: [makeItem({ title: '글', body: { tree } })] })] }), template);
    for (const page of [edition.html, edition.web]) assert.ok(all(parse(page), 'p').some((found) => squeeze(textOfNode(found)) === text));
    // The text part isolates what runs from the right.
    assert.ok(squeeze(withoutIsolates(edition.text)).includes(squeeze(withoutIsolates(text))));
  }), { numRuns: 100, includeErrorInReport: true });
});
