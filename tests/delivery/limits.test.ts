/** Limits as people write them, and what slows and stops a lane: by tables. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHarm, probeWaitMs, type OutcomeCounts } from '../../src/delivery/breaker.js';
import { intervalOf, parseLimits, renderLimits, type Limits } from '../../src/delivery/limits.js';
import { quotaOf } from '../../src/delivery/relay.js';
import { shareAt, slowDown, throttledInterval } from '../../src/delivery/throttle.js';
import { UserError } from '../../src/errors.js';

const written: readonly [text: string, limits: Limits, intervalMs: number | null][] = [
  ['20/s', { second: 20 }, 50],
  ['20', { second: 20 }, 50],
  ['0.5/s', { second: 0.5 }, 2_000],
  ['10/s, 300/min', { second: 10, minute: 300 }, 200],
  ['5000/h,100000/day', { hour: 5000, day: 100_000 }, 720],
  ['30/day', { day: 30 }, null],
  ['none', {}, null],
];

for (const [text, limits, intervalMs] of written) {
  test(`a limit of ${text} means an interval of ${intervalMs ?? 'no'} ms, and reads back`, () => {
    assert.deepEqual(parseLimits(text), limits);
    assert.equal(intervalOf(limits), intervalMs);
    assert.deepEqual(parseLimits(renderLimits(limits)), limits);
  });
}

for (const text of ['0/s', '-1/s', '20/fortnight', '', 'fast', '1/s,2/s', '1.5/day', '1e9/s', 'Infinity/s', '99999999999/s']) {
  test(`"${text}" is no limit, and is told so`, () => {
    assert.throws(() => parseLimits(text), (error) => error instanceof UserError && error.code === 'usage' && error.hint !== undefined);
  });
}

const at = (seconds: number): Date => new Date(1_700_000_000_000 + seconds * 1000);
const sign = { key: 'lane:gmail', said: '421', at: at(0), recoveryMs: 900_000 };

test('a 421 halves a lane; after a step it is whole again', () => {
  const throttle = slowDown(undefined, { ...sign, slow: { to: 'half', seconds: 900 } });
  assert.deepEqual([0, 899, 900].map((seconds) => shareAt(throttle, at(seconds))), [0.5, 0.5, 1]);
  const again = slowDown(throttle, { ...sign, at: at(60), slow: { to: 'half', seconds: 900 } });
  assert.deepEqual([60, 960, 1860].map((seconds) => shareAt(again, at(seconds))), [0.25, 0.5, 1]);
});

test('a limit that the provider names lets one mail a minute through for 90 minutes, then the rate comes back in steps', () => {
  const throttle = slowDown(undefined, { ...sign, slow: { to: 'trickle', seconds: 5400 } });
  assert.equal(throttledInterval(100, throttle, at(5399)), 60_000);
  assert.equal(throttledInterval(100, throttle, at(5401)), 1_600);
  assert.equal(throttledInterval(100, throttle, at(5400 + 4 * 900)), 100);
});

test('what one small server says of the lane `rest` slows it for a minute, by half', () => {
  const throttle = slowDown(undefined, { ...sign, key: 'lane:rest', slow: { to: 'trickle', seconds: 5400 } });
  assert.deepEqual([throttledInterval(100, throttle, at(1)), throttledInterval(100, throttle, at(60))], [200, 100]);
});

const counts = (some: Partial<OutcomeCounts>): OutcomeCounts => ({ accepted: 0, policy: 0, invalid: 0, complaint: 0, other: 0, ...some });
const harms: readonly [why: string, counts: OutcomeCounts, says: RegExp | undefined][] = [
  ['nothing yet', counts({}), undefined],
  ['few: chance decides', counts({ policy: 19 }), undefined],
  ['a fifth by policy', counts({ accepted: 79, policy: 21 }), /21 of 100 mails \(21 %\) are refused by policy/],
  ['just below', counts({ accepted: 80, policy: 20 }), undefined],
  ['a bad list', counts({ accepted: 170, invalid: 30 }), /do not exist/],
  ['complaints', counts({ accepted: 1000, complaint: 5 }), /0\.5 %\) are reported as spam/],
  ['two complaints are two people', counts({ accepted: 500, complaint: 2 }), undefined],
];
for (const [why, given, says] of harms) {
  test(`a breaker: ${why}`, () => {
    const harm = findHarm(given);
    if (says === undefined) assert.equal(harm, undefined);
    else assert.match(harm ?? '', says);
  });
}

test('an owner may bear more or less of one kind, the others stay as they are', () => {
  const strict = { policy: {}, invalid: { share: 0.02, leastCount: 3, leastTotal: 50 }, complaint: {} };
  assert.match(findHarm(counts({ accepted: 97, invalid: 3 }), strict) ?? '', /3 of 100 mails \(3\.0 %\) go to addresses that do not exist; 2 % are borne/);
  assert.equal(findHarm(counts({ accepted: 97, invalid: 3 })), undefined);
  assert.equal(findHarm(counts({ accepted: 80, policy: 20 }), strict), undefined);
});

test('probes come after half an hour, an hour, two, and daily in the end', () => {
  assert.deepEqual([0, 1, 2, 20].map((probes) => probeWaitMs(1_800_000, probes)), [1_800_000, 3_600_000, 7_200_000, 86_400_000]);
});

test('a warm-up is a quota that grows by the day, within the quota of the relay', () => {
  const relay = { dailyQuota: 300, warmUp: { start: '2026-11-20', quotas: [50, 100, 500] } };
  assert.deepEqual(['2026-11-01', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((day) => quotaOf(relay, day)), [50, 50, 100, 300, 300]);
  assert.equal(quotaOf({ dailyQuota: null, warmUp: null }, '2026-11-20'), null);
});
