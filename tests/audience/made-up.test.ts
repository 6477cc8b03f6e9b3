/** The audience that exists nowhere. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { isAddressFault, parseAddress } from '../../src/address/parse.js';
import { laneOf } from '../../src/address/provider.js';
import { makeSubscribers } from '../../src/audience/made-up.js';

function addressesOf(csv: string): readonly string[] {
  return csv.trimEnd().split('\r\n').slice(1).map((line) => line.split(',')[0] ?? '');
}

test('the same seed makes the same people, another seed others', () => {
  assert.equal(makeSubscribers({ count: 100, seed: 1 }), makeSubscribers({ count: 100, seed: 1 }));
  assert.notEqual(makeSubscribers({ count: 100, seed: 1 }), makeSubscribers({ count: 100, seed: 2 }));
});

test('each of many is one person, at a domain that belongs to nobody', () => {
  const parsed = addressesOf(makeSubscribers({ count: 50_000, seed: 5, outcomes: { refuse: 100 } })).map((address) => parseAddress(address));
  const good = parsed.flatMap((address) => (isAddressFault(address) ? [] : [address]));
  assert.equal(new Set(good.map((address) => address.canonical)).size, 50_000);
  assert.ok(good.every((address) => address.domain.endsWith('.example')));
  assert.ok(new Set(good.map((address) => laneOf(address.domain))).size >= 8, 'spread over the lanes');
});

test('as many carry an outcome as are wanted', () => {
  const addresses = addressesOf(makeSubscribers({ count: 1000, seed: 1, outcomes: { refuse: 30, 'full-later': 20, defer: 0 } }));
  const ending = (word: string): number => addresses.filter((address) => address.split('@')[0]?.endsWith(`+${word}`)).length;
  assert.deepEqual([ending('refuse'), ending('full-later'), ending('defer'), addresses.filter((address) => !address.includes('+')).length], [30, 20, 0, 950]);
  assert.throws(() => makeSubscribers({ count: 1, seed: 1, outcomes: { refuse: 2 } }), RangeError);
});
