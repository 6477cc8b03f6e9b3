/** The first line of every address of a file: as a Map would tell it, for more addresses than the table begins with. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSeenAddresses } from '../../src/audience/seen-addresses.js';

test('of two lines with one address the first is told, also after the table has grown many times', () => {
  const seen = createSeenAddresses();
  for (let index = 0; index < 200_000; index += 1) assert.equal(seen.firstLine(`reader.${index}@mail${index % 97}.example`, index + 2), index + 2);
  for (let index = 0; index < 200_000; index += 1) assert.equal(seen.firstLine(`reader.${index}@mail${index % 97}.example`, index + 900_000), index + 2);
});

test('it tells what a Map would tell, whatever the texts', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 400 }), (texts) => {
    const seen = createSeenAddresses();
    const known = new Map<string, number>();
    for (const [index, text] of texts.entries()) {
      if (!known.has(text)) known.set(text, index + 1);
      assert.equal(seen.firstLine(text, index + 1), known.get(text));
    }
  }));
});
