/** docs/segments.md says what the language is: each of its examples is a segment, and its tables name all there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lanes } from '../../src/address/provider.js';
import { attributeTypes } from '../../src/audience/attributes.js';
import { parseAttributesFile, parseAttributeWord } from '../../src/audience/attributes-file.js';
import { toListId } from '../../src/ids.js';
import { packagePath } from '../../src/package-root.js';
import { parseSegment } from '../../src/segment/parse.js';
import { renderSegment } from '../../src/segment/render.js';
import { segmentToSql } from '../../src/segment/sql.js';
import { builtInNames, maxConditionCount, maxDepth, maxLength, maxValueCount, operatorsOf, outcomes, units } from '../../src/segment/words.js';

const page = readFileSync(packagePath('docs', 'segments.md'), 'utf8');
const attributes = [...page.matchAll(/--attribute '?([^\s']+)/g)].map((match) => parseAttributeWord(match[1] ?? ''));
const known = { topics: ['economy'], lists: ['vip', 'daily', 'weekly'] };

test('every example of the page is a segment', () => {
  const examples = [...page.matchAll(/```segment\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').trim().split('\n'));
  const ofCommands = [...page.matchAll(/(?:--segment|segment (?:explain|count|add \w+)) '([^']+)'/g)].map((match) => match[1] ?? '');
  assert.ok(examples.length > 20 && ofCommands.length > 5);
  for (const text of [...examples, ...ofCommands]) {
    const segment = parseSegment(text, attributes, known);
    assert.deepEqual(parseSegment(renderSegment(segment), attributes, known).where, segment.where);
    segmentToSql(segment, { subscriber: 's', subscription: 'n', firstParameter: 1, listId: toListId('1'), now: new Date() });
  }
});

test('the page names every field, type, operator, outcome, unit, provider and limit', () => {
  const words = [...builtInNames, ...attributeTypes, ...Object.values(operatorsOf).flat(), ...outcomes, ...units, ...lanes, maxLength.toLocaleString('en'), String(maxConditionCount), String(maxDepth), maxValueCount.toLocaleString('en')];
  assert.deepEqual(words.filter((word) => !page.includes(word)), []);
});

test('the file of attributes on the page is one', () => {
  const [, yaml = ''] = /people\.yaml is a list of\n\n((?: {4}.*\n)+)/.exec(page) ?? [];
  assert.deepEqual(parseAttributesFile('people.yaml', yaml.replaceAll(/^ {4}/gm, '')).map(({ name, choices, required }) => [name, choices, required]), [['country', ['KR', 'US', 'JP'], true]]);
});
