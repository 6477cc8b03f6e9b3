/** What a plan says before anything is frozen: a quota, a pace or a lane that does not suffice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCapacity, type CapacityRequest, type RelaySupply } from '../../src/campaign/capacity.js';

const thing = (view: Partial<RelaySupply>): RelaySupply => ({
  key: 'relay:default', name: 'default', limits: { second: 10 }, from: 'settings', connections: 4, mailMs: null, usedToday: 0, quotaToday: null, state: 'ok', share: 1, recoveredAt: null, reason: null, probeAt: null, outcomes: null, quotaOn: () => view.quotaToday ?? null, ...view,
});
const at = (hours: number): Date => new Date(Date.parse('2026-11-25T08:00:00Z') + hours * 3_600_000);
const request: CapacityRequest = { newsletter: 'weekly', audience: 36_000, lanes: [], wantedRate: undefined, startAt: at(0), notAfter: null, quiet: null, quotaZone: 'Asia/Seoul' };

const cases: readonly [why: string, relays: readonly RelaySupply[], request: Partial<CapacityRequest>, seconds: number, says: RegExp | undefined][] = [
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

/** The careful curve, of a relay that began on the day of the send. */
const curve = [50, 100, 200, 400, 800, 1500, 3000, 5000, 7500, 10000, 12500];
const warming = (dailyQuota: number | null = null): RelaySupply => thing({ quotaToday: 50, quotaOn: (day) => curve[(Date.parse(day) - Date.parse('2026-11-25')) / 86_400_000] ?? dailyQuota });

const lanes = [
  thing({ key: 'lane:gmail', name: 'gmail', limits: { second: 20 }, connections: 2, mailMs: 250 }),
  thing({ key: 'lane:kakao', name: 'kakao', limits: { second: 5, day: 1_000 }, quotaToday: 1_000, usedToday: 200 }),
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

const notAfterDay = (day: number): Date => new Date(Date.parse('2026-11-25T14:00:00Z') + (day - 1) * 86_400_000);
const warmUps: readonly [why: string, relays: readonly RelaySupply[], request: Partial<CapacityRequest>, endAt: string, says: RegExp | undefined][] = [
  ['each day has its own quota', [warming()], { audience: 3_000 }, '2026-11-29T15:02:25Z', /lets 50 through on the first day, then 100, 200, 400, 800, 1,450: it takes 6 days, until about Mon 2026-11-30 00:02 \+09:00/],
  ['the curve suffices before not-after', [warming()], { audience: 3_000, notAfter: notAfterDay(6) }, '2026-11-29T15:02:25Z', /it takes 6 days/],
  ['the curve does not, a day earlier', [warming()], { audience: 3_000, notAfter: notAfterDay(5) }, '2026-11-29T15:02:25Z', /3,000 people need 6 days, and it is not to be sent after 2026-11-29/],
  ['behind the curve the relay takes any number', [warming()], { audience: 41_100 }, '2026-12-05T15:00:05Z', /then 100, 200, 400, 800, 1,500 and so on: it takes 12 days/],
  ['behind the curve its daily quota holds', [warming(15_000)], { audience: 71_051 }, '2026-12-07T15:00:00.100Z', /it takes 14 days/],
  ['what is used already is of the first day alone', [{ ...warming(), usedToday: 30 }], { audience: 121 }, '2026-11-26T15:00:00.100Z', /lets 20 through on the first day, then 100, 1: it takes 3 days/],
  ['a relay that is warm takes what it can besides', [warming(), thing({ name: 'two', quotaToday: 1_000 })], { audience: 2_200 }, '2026-11-26T15:00:02.500Z', /lets 1,050 through on the first day, then 1,100, 50: it takes 3 days/],
  ['a quota of a lane', [thing({})], { audience: 1_000, lanes: [{ lane: 'kakao', count: 1_000 }] }, '2026-11-25T15:00:40Z', /the quota of the lane kakao lets 800 through on the first day, then 200: it takes 2 days/],
  ['quiet hours shorten its days', [thing({ limits: { hour: 100 }, quotaToday: 500 })], { audience: 900, quiet: { from: '22:00', to: '20:00', zone: 'Asia/Seoul' } }, '2026-11-29T12:00:00Z', undefined],
  ['no quota at all', [thing({ quotaToday: 0 })], { audience: 10, notAfter: notAfterDay(1) }, '2026-11-25T08:00:01Z', /lets 0 through on the first day.* need more than a year, and it is not/],
];

for (const [why, relays, wanted, endAt, says] of warmUps) {
  test(`a warm-up, day by day: ${why}`, () => {
    const { expectedEndAt, warnings, shortages } = judgeCapacity(relays, lanes, { ...request, ...wanted }, true);
    assert.equal(expectedEndAt.toISOString(), new Date(endAt).toISOString());
    if (says === undefined) assert.deepEqual(warnings, []);
    else assert.match(warnings.join('\n'), says);
    assert.equal(shortages.length > 0, warnings.some((warning) => warning.includes('not to be sent after')));
  });
}

const reaches: readonly [why: string, request: Partial<CapacityRequest>, seconds: number, says: readonly RegExp[]][] = [
  ['what two connections let through is told', { audience: 800, lanes: [{ lane: 'gmail', count: 800 }] }, 100, [/^lane gmail reaches 8\/s of its 20\/s: 2 at once, and each mail takes 250 ms; .*connections: 5}\]$/]],
  ['and that the time does not suffice because of it', { audience: 72_000, lanes: [{ lane: 'gmail', count: 72_000 }], notAfter: at(2.25) }, 9_000, [/it ends about 2026-11-25T10:30:00.000Z, and it is not to be sent after/, /^lane gmail reaches/]],
];

for (const [why, wanted, seconds, says] of reaches) {
  test(`connections and the time of a mail: ${why}`, () => {
    const { expectedSeconds, warnings } = judgeCapacity([thing({ limits: { second: 100 } })], lanes, { ...request, ...wanted }, true);
    assert.equal(expectedSeconds, seconds);
    assert.equal(warnings.length, says.length, warnings.join('\n'));
    for (const [index, pattern] of says.entries()) assert.match(warnings[index] ?? '', pattern);
  });
}

test('a plan: every relay is kept for other newsletters', () => {
  assert.match(judgeCapacity([], lanes, request, true).warnings.join(), /no relay may carry weekly/);
});
