import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isScalar, parseDocument, stringify, type Scalar } from 'yaml';
import { toSourceText } from '../../src/issue/scalar.js';
import { toSourceFile } from '../../src/issue/source.js';

function readScalar(source: string): { value: string; at: (index: number) => string } {
  const file = toSourceFile('a.yaml', '/a.yaml', source);
  const node = parseDocument(file.text).get('key', true);
  assert.ok(isScalar(node), source);
  const text = toSourceText(file, node as Scalar);
  return { value: text.value, at: (index) => file.text.slice(text.toOffset(index)) };
}

const kinds = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;
const words = fc.array(fc.constantFrom('a', '가나', '\n', ' ', '\n\n', "it's", '"', '\\', '#', ':', '  ', '😀', '-', '[x](y)', '\t', '中'), { minLength: 1, maxLength: 40 });

for (const kind of kinds) {
  test(`every visible character of a text is found again in its YAML: ${kind}`, () => {
    fc.assert(fc.property(words, fc.constantFrom(20, 40, 0), (parts, lineWidth) => {
      const source = stringify({ first: 1, key: parts.join(''), last: 2 }, { defaultStringType: kind, lineWidth });
      const text = readScalar(source);
      // Not all blanks survive writing and reading, so what was read counts. The writer may fold inside a pair of surrogates; no file can.
      const { value } = text;
      if (/[\ud800-\udbff]\\\n/.test(source)) return;
      for (const { 0: character, index } of value.matchAll(/[^\s"\\]/gu)) {
        assert.ok(text.at(index).startsWith(character), `${JSON.stringify(source)} at ${index} of ${JSON.stringify(value)}`);
      }
    }), { numRuns: 150 });
  });
}

test('escapes of double quotes are counted by what they stand for', () => {
  const text = readScalar('key: "\\u2014\\x41 \\U0001F600\\tb\\\n   c\\_d\\"e"\n');
  assert.equal(text.value, '—A 😀\tbc\u00a0d"e');
  for (const [character, written] of [['A', '\\x41'], ['😀', '\\U0001F600'], ['b', 'b\\'], ['c', 'c\\_'], ['d', 'd\\"'], ['"', '\\"e']] as const) {
    assert.ok(text.at(text.value.indexOf(character)).startsWith(written), character);
  }
});
