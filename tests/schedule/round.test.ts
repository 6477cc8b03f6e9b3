/** Schedules over a real database: what a round does, writes and tells, with the clock in the test's hand. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { addSchedule, draftManualRun, editSchedule, removeSchedule, sendManualRun, type ScheduleInput } from '../../src/schedule/keep.js';
import { followSchedule, runRound } from '../../src/schedule/round.js';
import { tellWaiting } from '../../src/notice/tell.js';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { listCampaigns } from '../../src/store/campaigns.js';
import { listNotices } from '../../src/store/notices.js';
import { findSchedule, listRuns } from '../../src/store/schedules.js';
import { openNewsroom, type Newsroom } from './schedules.js';

const input: ScheduleInput = { issues: 'weekly/*', list: 'weekly', cron: '0 8 * * WED', zone: 'Asia/Seoul' };
const by = { actor: 'test' };
const due = '2026-11-25T08:00:00+09:00';

async function openWeekly(t: Parameters<typeof openNewsroom>[0], more: Partial<ScheduleInput> = {}, settings: Parameters<typeof openNewsroom>[1] = {}): Promise<Newsroom> {
  const room = await openNewsroom(t, settings);
  await addSchedule(room.parts, 'weekly', { ...input, ...more }, by);
  return room;
}

async function runsOf({ store }: Newsroom): Promise<readonly string[]> {
  const schedule = await findSchedule(store, 'weekly');
  return (await listRuns(store, schedule?.id ?? '0', 50)).map(({ dueAt, outcome, reason, issue }) => `${dueAt.toISOString().slice(0, 16)} ${outcome} ${reason}${issue === null ? '' : ` ${issue}`}`).toReversed();
}

const toldOf = async ({ store }: Newsroom): Promise<readonly string[]> => (await listNotices(store, 50)).map(({ subject }) => subject).toReversed();

test('at its time the issue of the day is frozen once, however many schedulers look', async (t) => {
  const room = await openWeekly(t, { notAfterMs: 6 * 3_600_000 });
  await room.write('2026-11-25');
  room.setTime(due);
  // Without the lock that lets one work at a time: the row of the due time alone decides.
  await Promise.all([1, 2, 3].map(() => followSchedule(room.parts, 'weekly')));
  await runRound(room.parts);
  const campaigns = await listCampaigns(room.store);
  assert.deepEqual(campaigns.map(({ slug, state, audienceCount, notAfter }) => [slug, state, audienceCount, notAfter?.toISOString()]), [['2026-11-25-1', 'frozen', 1, '2026-11-25T05:00:00.000Z']]);
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:00 sent sent weekly/2026-11-25-1']);
  assert.equal((await findSchedule(room.store, 'weekly'))?.nextDueAt?.toISOString(), '2026-12-01T23:00:00.000Z');
  assert.deepEqual(await toldOf(room), []);
});

test('a week without an issue is left out, and the owner is told once', async (t) => {
  const room = await openWeekly(t);
  room.setTime(due);
  await runRound(room.parts);
  await runRound(room.parts);
  await room.write('2026-11-25');
  room.setTime('2026-11-25T08:10:00+09:00');
  await runRound(room.parts);
  assert.deepEqual(await listCampaigns(room.store), []);
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:00 skipped no-issue']);
  assert.deepEqual(await toldOf(room), ['weekly: the send of 2026-11-25 did not happen']);
});

test('a day and an hour before, what would stop it is told; what is in order is not', async (t) => {
  const room = await openWeekly(t);
  room.setTime('2026-11-24T08:00:30+09:00');
  await runRound(room.parts);
  assert.deepEqual(await toldOf(room), ['weekly: the send of 2026-11-25, in 1 d, would not happen']);
  await room.write('2026-11-25', { lang: 'ko', advertising: true, subject: '안녕' });
  room.setTime('2026-11-25T07:00:00+09:00');
  await runRound(room.parts);
  const [notice] = await listNotices(room.store, 1);
  assert.match(notice?.text ?? '', /\(광고\)/);
  assert.match(notice?.text ?? '', /\[advertising-mark\] \(.*issue\.yaml/);
  await room.write('2026-12-02');
  room.setTime('2026-12-01T08:00:00+09:00');
  await runRound(room.parts);
  assert.equal((await listNotices(room.store, 50)).filter(({ key }) => key.includes('2026-12-01')).length, 0);
});

test('an error of the preflight at the due time refuses; mended, it goes out by hand, once', async (t) => {
  const room = await openWeekly(t);
  await room.write('2026-11-25', { advertising: true, subject: '안녕' });
  room.setTime(due);
  await runRound(room.parts);
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:00 refused preflight weekly/2026-11-25-1']);
  assert.deepEqual(await listCampaigns(room.store), []);
  await room.write('2026-11-25');
  room.setTime('2026-11-25T09:00:00+09:00');
  const [one, other] = [await draftManualRun(room.parts, 'weekly', undefined), await draftManualRun(room.parts, 'weekly', undefined)];
  assert.equal(one.day, '2026-11-25');
  await sendManualRun(room.parts, one, 'test');
  await assert.rejects(sendManualRun(room.parts, other, 'test'), { code: 'already-sent' });
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:00 sent sent weekly/2026-11-25-1']);
  assert.equal((await listCampaigns(room.store)).length, 1);
});

test('an issue that cannot be compiled is refused with its place', async (t) => {
  const room = await openWeekly(t);
  await room.write('2026-11-25', { titel: 'x' });
  room.setTime(due);
  await runRound(room.parts);
  const [notice] = await listNotices(room.store, 1);
  assert.match(notice?.text ?? '', /titel[^]*issue\.yaml:\d+:\d+/);
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:00 refused faulty weekly/2026-11-25-1']);
});

test('down for three weeks: the last time is asked about, the others were missed, and nothing goes out by itself', async (t) => {
  const room = await openWeekly(t);
  for (const day of ['2026-11-25', '2026-12-02', '2026-12-09']) await room.write(day);
  room.setTime('2026-12-09T20:00:00+09:00');
  await runRound(room.parts);
  assert.deepEqual(await runsOf(room), ['2026-12-01T23:00 skipped missed', '2026-12-08T23:00 asked late weekly/2026-12-09-1']);
  assert.deepEqual(await listCampaigns(room.store), []);
  assert.deepEqual(await toldOf(room), ['weekly: the send of 2026-12-02 did not happen', 'weekly: shall the send of 2026-12-09 still go out?']);
  const manual = await draftManualRun(room.parts, 'weekly', undefined);
  await sendManualRun(room.parts, manual, 'test');
  assert.equal((await runsOf(room)).at(-1), '2026-12-08T23:00 sent sent weekly/2026-12-09-1');
});

test('a clock that ran ahead and came back loses no week and doubles none', async (t) => {
  const room = await openWeekly(t);
  for (const day of ['2026-11-25', '2026-12-02']) await room.write(day);
  room.setTime(due);
  await runRound(room.parts);
  room.setTime('2027-11-26T08:00:00+09:00');
  await runRound(room.parts);
  room.setTime('2026-11-25T07:00:00+09:00');
  await runRound(room.parts);
  for (const at of ['2026-11-25T08:00:30+09:00', '2026-12-02T08:00:00+09:00']) {
    room.setTime(at);
    await runRound(room.parts);
  }
  assert.deepEqual((await listCampaigns(room.store)).map(({ slug }) => slug).toReversed(), ['2026-11-25-1', '2026-12-02-1']);
  assert.deepEqual((await runsOf(room)).slice(0, 2), ['2026-11-24T23:00 sent sent weekly/2026-11-25-1', '2026-12-01T23:00 sent sent weekly/2026-12-02-1']);
});

test('an issue that went to the list before is not sent again, and the owner is told', async (t) => {
  const room = await openWeekly(t);
  await room.write('2026-11-25');
  room.setTime('2026-11-25T07:30:00+09:00');
  await sendManualRun(room.parts, await draftManualRun(room.parts, 'weekly', '2026-11-25'), 'test');
  room.setTime(due);
  await runRound(room.parts);
  assert.equal((await listCampaigns(room.store)).length, 1);
  assert.equal((await runsOf(room)).at(-1), '2026-11-24T23:00 skipped sent-before weekly/2026-11-25-1');
});

test('edited while it is due: the old time is dropped and said so, or it was sent already', async (t) => {
  const room = await openWeekly(t);
  await room.write('2026-11-25');
  room.setTime(due);
  const edited = await editSchedule(room.parts, 'weekly', { cron: '30 8 * * WED' }, by);
  assert.match(edited.notes.join(), /was not sent yet; it goes by the new time/);
  await runRound(room.parts);
  assert.deepEqual(await listCampaigns(room.store), []);
  room.setTime('2026-11-25T08:30:00+09:00');
  // The edit and the send at once: whichever is first, the other sees it.
  await Promise.all([followSchedule(room.parts, 'weekly'), editSchedule(room.parts, 'weekly', { notAfterMs: 3_600_000 }, by).catch((error: { code?: string }) => assert.equal(error.code, 'schedule-changed'))]);
  assert.equal((await listCampaigns(room.store)).length, 1);
  assert.deepEqual(await runsOf(room), ['2026-11-24T23:30 sent sent weekly/2026-11-25-1']);
});

test('paused, nothing is due; active again, it begins with the next time', async (t) => {
  const room = await openWeekly(t);
  await room.write('2026-11-25');
  await editSchedule(room.parts, 'weekly', { isPaused: true }, by);
  room.setTime(due);
  await runRound(room.parts);
  room.setTime('2026-11-25T09:00:00+09:00');
  const { schedule } = await editSchedule(room.parts, 'weekly', { isPaused: false }, by);
  assert.equal(schedule.nextDueAt?.toISOString(), '2026-12-01T23:00:00.000Z');
  await runRound(room.parts);
  assert.deepEqual(await listCampaigns(room.store), []);
});

test('bad input is told before anything is saved', async (t) => {
  const room = await openWeekly(t);
  const table: readonly [Partial<ScheduleInput>, string][] = [
    [{ cron: '0 8 30 2 *' }, 'schedule-cron'], [{ zone: 'Asia/Soul' }, 'zone-unknown'], [{ list: 'weekli' }, 'not-found'], [{ issues: 'wekly/*' }, 'schedule-issues'],
    [{ issues: '*/*' }, 'schedule-issues'], [{ issues: '../etc/*' }, 'schedule-issues'], [{ issues: '/etc/*' }, 'schedule-issues'], [{ segment: 'plan = "pro"' }, 'segment-field'],
    [{ skipDays: ['2026-02-30'] }, 'schedule-invalid'], [{ notAfterMs: 3_600_000, catchUpMs: 7_200_000 }, 'schedule-invalid'], [{ notAfterMs: 60_000 }, 'schedule-invalid'],
    [{ cron: '30 8 * * WED' }, 'schedule-overlap'], [{ cron: '0 0 * * WED', zone: 'Europe/Berlin' }, 'schedule-overlap'],
  ];
  for (const [wrong, code] of table) await assert.rejects(addSchedule(room.parts, 'second', { ...input, cron: '0 8 * * FRI', ...wrong }, by), { code }, JSON.stringify(wrong));
  await assert.rejects(addSchedule(room.parts, 'Second one', { ...input, cron: '0 8 * * FRI' }, by), { code: 'schedule-invalid' });
  await assert.rejects(addSchedule(room.parts, 'weekly', { ...input, cron: '0 8 * * FRI' }, by), { code: 'already-exists' });
  await assert.rejects(editSchedule(room.parts, 'weekli', {}, by), { code: 'not-found', hint: 'Did you mean weekly?' });
  assert.equal(await findSchedule(room.store, 'second'), undefined);
  const { notes } = await addSchedule(room.parts, 'second', { ...input, cron: '0 8 1 * FRI', skipDays: ['2026-12-24'] }, { ...by, mayOverlap: true });
  assert.match(notes.join('\n'), /Nothing is due on 2026-12-24 anyway\.\nDay of month and day of week/);
  await removeSchedule(room.parts, 'second', 'test');
  assert.equal(await findSchedule(room.store, 'second'), undefined);
});

test('a day before it is due the owner hears of a quota and of quiet hours that leave no time for all', async (t) => {
  const room = await openWeekly(t, { notAfterMs: 2 * 3_600_000 }, { relays: [{ name: 'small', url: 'smtp://127.0.0.1:1', weight: 1, dailyQuota: 2 }], quotaTimeZone: 'Asia/Seoul' });
  await room.write('2026-11-25');
  for (const name of ['lee', 'park', 'choi']) await addSubscriber(room.store, { list: room.list, address: `${name}@mail.example`, source: 'admin', at: new Date('2026-01-01T00:00:00Z') });
  await room.store.query('update lists set quiet = $1', [JSON.stringify({ from: '07:30', to: '18:00', zone: 'Asia/Seoul' })]);
  room.setTime('2026-11-24T08:00:00+09:00');
  await runRound(room.parts);
  const [notice] = await listNotices(room.store, 5);
  assert.match(notice?.subject ?? '', /in 1 d, would not happen/);
  assert.match(notice?.text ?? '', /- The quota lets 2 through on the first day, then 2: 4 people need 2 days/);
  assert.match(notice?.text ?? '', /- At this pace, and resting in the quiet hours of the list \(07:30-18:00 Asia\/Seoul\), it ends about 2026-11-25T09:00:00/);
  assert.equal((await listNotices(room.store, 5)).length, 1, 'in one mail');
  await runRound(room.parts);
  assert.equal((await listNotices(room.store, 5)).length, 1, 'once');
});

test('the owner gets a webhook once; one that fails is tried again', async (t) => {
  const posted: string[] = [];
  let status = 500;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => { posted.push(body); response.writeHead(status).end(); });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => void server.close());
  const address = server.address();
  const webhook = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
  const room = await openWeekly(t, {}, { owner: { webhook } });
  room.setTime(due);
  await runRound(room.parts);
  assert.equal(await tellWaiting({ ...room.parts, takeTurn: async () => true }), 0);
  assert.equal(await tellWaiting({ ...room.parts, takeTurn: async () => true }), 0, 'not at once again');
  status = 200;
  room.setTime('2026-11-25T08:02:00+09:00');
  assert.deepEqual(await Promise.all([tellWaiting({ ...room.parts, takeTurn: async () => true }), tellWaiting({ ...room.parts, takeTurn: async () => true })]).then((counts) => counts.toSorted()), [0, 1], 'two who tell at once tell it once');
  assert.equal(await tellWaiting({ ...room.parts, takeTurn: async () => true }), 0);
  assert.equal(posted.length, 2);
  assert.deepEqual((JSON.parse(posted[1] ?? '') as { about: { kind: string; reason: string } }).about.reason, 'no-issue');
  assert.ok(room.logged.some((line) => line.includes('the owner could not be told')));
});

test('the Sundays of March and October at 02:30 in Berlin, from one thing to do to the next: every one once, through both changes of clocks', async (t) => {
  const room = await openNewsroom(t);
  room.setTime('2026-01-01T00:00:00Z');
  const end = new Date('2027-01-01T00:00:00Z');
  const sundays = ['2026-03-01', '2026-03-08', '2026-03-15', '2026-03-22', '2026-03-29', '2026-10-04', '2026-10-11', '2026-10-18', '2026-10-25'];
  for (const day of sundays) await room.write(day);
  await addSchedule(room.parts, 'weekly', { ...input, cron: '30 2 * 3,10 SUN', zone: 'Europe/Berlin' }, by);
  let roundCount = 0;
  for (let { nextAt } = await runRound(room.parts); nextAt !== null && nextAt < end; { nextAt } = await runRound(room.parts)) {
    room.setTime(nextAt.toISOString());
    roundCount += 1;
  }
  const runs = await runsOf(room);
  const campaigns = await listCampaigns(room.store);
  t.diagnostic(`${roundCount} rounds, ${runs.length} due times, ${campaigns.length} campaigns, ${new Set(campaigns.map(({ slug }) => slug)).size} issues`);
  for (const line of runs) t.diagnostic(line);
  assert.deepEqual([runs.length, campaigns.length, new Set(campaigns.map(({ slug }) => slug)).size], [9, 9, 9]);
  assert.ok(runs.every((run) => / sent sent /.test(run)));
  assert.ok(runs.includes('2026-03-29T01:30 sent sent weekly/2026-03-29-1') && runs.includes('2026-10-25T00:30 sent sent weekly/2026-10-25-1'));
  assert.deepEqual(await toldOf(room), []);
});
