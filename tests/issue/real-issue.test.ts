import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { loadIssue } from '../../src/issue/load.js';
import { listMarkdownIssues, writeMarkdownIssue, writeRealIssue } from '../support/real-issue.js';
import { sharedDir, skipUnless } from '../support/require.js';
import { textsOfIssue } from './texts.js';

async function createFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-issue-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const squeeze = (text: string) => text.replaceAll(/\s+/g, '');

/** Each text after the one before: nothing is lost and nothing has moved. */
function assertInOrder(texts: readonly string[], whole: string): void {
  let from = 0;
  for (const text of texts.map((one) => squeeze(one.normalize('NFC'))).filter((one) => one !== '')) {
    const at = whole.indexOf(text, from);
    assert.notEqual(at, -1, `lost or moved: ${text.slice(0, 80)}`);
    from = at + text.length;
  }
}

test('a real issue with figures, tables, lists, series and groups loads without a fault', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const { path } = await writeRealIssue(await createFolder(t));
  const { issue, warnings } = await loadIssue(path);
  assert.deepEqual(warnings, []);
  assert.equal(issue.sections.length, 5);
  assert.equal(issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]).length, 25);
  assert.equal(issue.assets.length, 22);
  assert.equal(issue.subject, `[${issue.name}] 134`);
});

test('no text of a real issue is lost on the way into the trees', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const { path, expectedTexts } = await writeRealIssue(await createFolder(t));
  const { issue } = await loadIssue(path);
  const whole = squeeze(textsOfIssue(issue).join(''));
  const [name, ...rest] = expectedTexts;
  assert.equal(issue.name, name);
  const publisher = Object.values(issue.publisher);
  assertInOrder(rest.filter((text) => !publisher.includes(text)), whole);
});

test('no text of five real issues in Markdown is lost, and their links stay', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared issues in Markdown')) return;
  for (const file of await listMarkdownIssues()) {
    const { path, expectedTexts } = await writeMarkdownIssue(await createFolder(t), file);
    const { issue, warnings } = await loadIssue(path);
    assertInOrder(expectedTexts.slice(1), squeeze(textsOfIssue(issue).join('')));
    assert.deepEqual(warnings.filter((warning) => warning.code !== 'markdown-html'), [], file);
  }
});
