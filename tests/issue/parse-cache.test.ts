import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadIssue } from '../../src/issue/load.js';
import { parseTree } from '../../src/issue/markdown.js';
import { createParseCache } from '../../src/issue/parse-cache.js';
import { packagePath } from '../../src/package-root.js';

test('a text is parsed once, and whoever changes the tree changes his own', () => {
  let count = 0;
  const parse = createParseCache((text) => {
    count += 1;
    return parseTree(text);
  });
  const first = parse('*one* two');
  first.children.length = 0;
  assert.deepEqual(parse('*one* two'), parseTree('*one* two'));
  assert.equal(count, 1);
});

test('an issue loaded from remembered trees is the same issue, the second time too', async () => {
  const path = packagePath('issues/weekly/2026-11-18-42');
  const parse = createParseCache(parseTree);
  const fresh = await loadIssue(path);
  for (let round = 0; round < 2; round += 1) assert.deepEqual((await loadIssue(path, { parse })).issue, fresh.issue);
});
