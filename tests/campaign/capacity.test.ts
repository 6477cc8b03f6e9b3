/** What a plan says before anything is frozen: a quota, a pace or a lane that does not suffice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCapacity, type CapacityRequest } from '../../src/campaign/capacity.js';
import type { PaceView } from '../../src/campaign/lane-view.js';

const thing = (view: Partial<PaceView>): PaceView => ({
  key: 'relay:default', name: 'default', limits: { second: 10 }, from: 'settings', connections: 4, usedToday: 0, quotaToday: null, state: 'ok', share: 1, recoveredAt: null, reason: null, probeAt: null, outcomes: null, ...view,
});
const at = (hours: number): Date => new Date(Date.parse('2026-11-25T08:00:00Z') + hours * 3_600_000);
const request: CapacityRequest = { newsletter: 'weekly', audience: 36_000, lanes: [], wantedRate: undefined, startAt: at(0), notAfter: null, quiet: null, quotaZone: 'Asia/Seoul' };

const cases: readonly [why: string, relays: readonly PaceView[], request: Partial<CapacityRequest>, seconds: number, says: RegExp | undefined][] = [
  ['it fits', [thing({})], { notAfter: at(2) }, 3_600, undefined],
  ['two relays are twice as fast', [thing({}), thing({ name: 'two' })], {}, 1_800, undefined],
  ['a slower pace that was asked for', [thing({})], { wantedRate: 5 }, 7_200, undefined],
  ['too late', [thing({})], { notAfter: at(0.5) }, 3_600, /who has not got it by then does not get it/],
  ['a quota below the audience', [thing({ quotaToday: 20_000 })], {}, 3_600, /it takes 2 days/],
  ['a quota below the audience before not-after', [thing({ quotaToday: 10_000, usedToday: 9_000 })], { notAfter: at(30) }, 3_600, /36,000 people need 5 days, and it is not to be sent after/],
  ['a quota of two days when the time ends behind midnight', [thing({ quotaToday: 20_000 })], { notAfter: at(8) }, 3_600, /it takes 2 days/],
  ['and when it ends before', [thing({ quotaToday: 20_000 })], { notAfter: at(6) }, 3_600, /36,000 people need 2 days, and it is not to be sent after/],
  ['one relay without a quota takes the rest', [thing({ quotaToday: 100 }), thing({ name: 'two' })], {}, 1_800, undefined],
  ['a narrow lane', [thing({})], { lanes: [{ lane: 'qq', count: 2_400 }], notAfter: at(1.5) }, 7_200, /not to be sent after/],
  ['quiet hours leave too little time', [thing({})], { notAfter: at(2), quiet: { from: '08:30', to: '12:00', zone: 'UTC' } }, 3_600, /resting in the quiet hours of the list \(08:30-12:00 UTC\), it ends about 2026-11-25T12:30:00/],
  ['quiet hours are over in time', [thing({})], { notAfter: at(5), quiet: { from: '08:30', to: '12:00', zone: 'UTC' } }, 3_600, undefined],
  ['a stopped lane', [thing({})], { lanes: [{ lane: 'naver', count: 1 }] }, 3_600, /lane naver is stopped: too many/],
];

const lanes = [
  thing({ key: 'lane:qq', name: 'qq', limits: { minute: 20 } }),
  thing({ key: 'lane:naver', name: 'naver', limits: {}, state: 'stopped', reason: 'too many', probeAt: at(1) }),
];

for (const [why, relays, wanted, seconds, says] of cases) {
  test(`a plan: ${why}`, () => {
    const { expectedSeconds, warnings } = judgeCapacity(relays, lanes, { ...request, ...wanted }, true);
    assert.equal(expectedSeconds, seconds);
    if (says === undefined) assert.deepEqual(warnings, []);
    else assert.match(warnings.join('\n'), says);
  });
}

test('a plan: every relay is kept for other newsletters', () => {
  assert.match(judgeCapacity([], lanes, request, true).warnings.join(), /no relay may carry weekly/);
});
