/** The examples of docs/templates.md are run: template, data, what comes out. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import { packagePath } from '../../src/package-root.js';
import { compileSources } from '../../src/template/engine.js';
import { knownHelpers } from '../../src/template/helpers.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { themeSchema } from '../../src/template/theme.js';
import { wholeIssue } from '../edition/fixture.js';

const page = readFileSync(packagePath('docs', 'templates.md'), 'utf8');
const examples = [...page.matchAll(/```handlebars\n([\s\S]*?)\n```\n```json\n([\s\S]*?)\n```\n```text\n([\s\S]*?)\n```/g)];

test('every example prints what the page says', () => {
  assert.ok(examples.length >= 8);
  for (const [, template = '', data = '', expected] of examples) {
    const print = compileSources({ main: { file: 'docs/templates.md', text: template }, partials: {}, escaping: 'html' });
    assert.equal(print(JSON.parse(data) as Record<string, unknown>), expected, template);
  }
});

test('every helper has an example, and no helper is told that is not there', () => {
  const known = Object.entries(knownHelpers).filter(([, isKnown]) => isKnown).map(([name]) => name).toSorted();
  const told = [...page.matchAll(/^### `(\w+)/gm)].map(([, name = '']) => name).toSorted();
  assert.deepEqual(told, known);
  for (const name of known) assert.ok(examples.some(([, template]) => new RegExp(`[#(]${name} `).test(template ?? '')), name);
});

test('every template, every key of a theme and every name that can be printed is told', async () => {
  const cells = page.slice(page.indexOf('## What a template can print'));
  const printed: string[] = [];
  const template = await loadTemplate('weekly');
  const noting = (data: Readonly<Record<string, unknown>>): string => {
    printed.push(...Object.keys(data));
    return template.parts.text(data);
  };
  await compileEdition(wholeIssue(), { ...template, parts: { ...template.parts, text: noting } });
  assert.deepEqual([...new Set(printed)].filter((name) => !cells.includes(`\`${name}\``)), []);
  const colours = Object.keys(themeSchema.shape.light.shape);
  for (const name of await listTemplates()) assert.ok(page.includes(`| \`${name}\` |`), name);
  for (const key of [...Object.keys(themeSchema.shape), ...colours]) assert.ok(page.includes(`${key}:`) || page.includes(`${key}: `), key);
});
