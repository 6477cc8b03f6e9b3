/** Schedules, lanes and sends for later as their owner meets them: each line said, and its exit status. In this process, for there are many. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listCampaigns } from '../../src/store/campaigns.js';
import { listNotices } from '../../src/store/notices.js';
import { toLocalDay } from '../../src/schedule/zone.js';
import { writeIssue, writeNewsletter } from '../schedule/schedules.js';
import { runHere } from '../support/command.js';
import { openWorld } from '../support/world.js';

/** `[words, exit status, what is said]`. */
type Line = readonly [words: readonly string[], code: number, says: RegExp];

test('an owner sets up a schedule, looks at it, changes it, sends by hand and for later; what cannot be is told before anything is kept', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@gmail.example', 'lee@naver.example');
  const folder = await mkdtemp(join(tmpdir(), 'courant-owner-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeNewsletter(folder);
  const day = toLocalDay(new Date(), 'Asia/Seoul');
  await writeIssue(folder, day);
  await writeIssue(folder, '2031-01-01');
  const environment = {
    PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: world.databaseUrl, COURANT_RELAY_URL: String(world.config.relayUrl), COURANT_ISSUES_DIR: folder,
    COURANT_PUBLIC_URL: 'https://news.example.org', REDIS_URL: world.config.redisUrl ?? '', COURANT_LANES: '[{"lane":"press","domains":["press.example"],"limits":{"minute":30}}]',
  };
  async function say(lines: readonly Line[]): Promise<void> {
    for (const [words, code, says] of lines) {
      const said = await runHere(words, environment);
      assert.equal(said.code, code, `courant ${words.join(' ')}\n${said.text}`);
      assert.match(said.text, says, `courant ${words.join(' ')}`);
    }
  }
  const add = (name: string, cron: string, zone = 'Asia/Seoul'): readonly string[] => ['schedule', 'add', name, '--issue', 'weekly/*', '--cron', cron, '--tz', zone, '--list', 'weekly'];

  await say([
    [['schedule', 'ls'], 0, /No schedule yet/],
    [add('weekly', '0 25 * * WED'), 2, /Invalid value for hour: 25\. +\[schedule-cron\]/],
    [add('weekly', '0 8 30 2 *'), 2, /this day never comes/],
    [add('weekly', '0 8 * * WED', 'Asia/Seul'), 2, /There is no time zone "Asia\/Seul"\.[^]*Did you mean Asia\/Seoul\?/],
    [[...add('weekly', '0 8 * * WED'), '--rate', '0'], 2, /A rate is a number above 0/],
    [[...add('weekly', '0 8 * * WED'), '--not-after', 'soon'], 2, /"soon" is no duration/],
    [[...add('weekly', '0 8 * * WED'), '--not-after', '6h', '--skip', '2026-12-25'], 0, /next +Wed \d{4}-\d\d-\d\d 08:00 \+09:00[^]*note: Nothing is due on 2026-12-25 anyway\.[^]*note: nobody is told/],
    [add('weekly', '0 9 * * FRI'), 2, /A schedule "weekly" exists already/],
    [add('second', '30 8 * * WED'), 2, /within an hour of/],
    [['schedule', 'ls'], 0, /weekly +Wed .* 08:00 \+09:00 +Asia\/Seoul +0 8 \* \* WED/],
    [['schedule', 'edit', 'weekly', '--cron', '30 2 * * SUN', '--tz', 'Europe/Berlin', '--catch-up', 'ask'], 0, /catch up +always asks/],
    [['schedule', 'next', 'weekly', '--count', '60'], 0, /Sun \d{4}-03-\d\d 03:30 \+02:00 .*clocks skip this time: it is later/],
    [['schedule', 'edit', 'weekly', '--cron', '0 8 * * *', '--tz', 'Asia/Seoul'], 0, /when +0 8 \* \* \*, Asia\/Seoul/],
    [['schedule', 'run', 'weekly', '--day', '2030-01-01'], 1, /Nothing can be sent for 2030-01-01: there is no issue of this day/],
    [['schedule', 'show', 'weekli'], 2, /Did you mean weekly\?/],
  ]);
  assert.equal((await listCampaigns(world.store)).length, 0, 'nothing was frozen by looking');

  await say([
    [['schedule', 'run', 'weekly', '--day', day, '--yes'], 0, /Campaign \d+ is frozen: 2 people/],
    [['schedule', 'run', 'weekly', '--day', day, '--yes'], 1, /The issue went to this list on/],
    [['schedule', 'show', 'weekly'], 0, new RegExp(`sent +1 +weekly/${day}-1`)],
    [['schedule', 'show', 'weekly', '--json'], 0, /"outcome": ?"sent"/],
    [['send', 'weekly/2031-01-01-1', '--list', 'weekly', '--at', '2027-03-28T02:30', '--tz', 'Europe/Berlin', '--yes'], 2, /Clocks in Europe\/Berlin never show 2027-03-28T02:30/],
    [['send', 'weekly/2031-01-01-1', '--list', 'weekly', '--at', '2020-01-01T08:00', '--tz', 'Asia/Seoul', '--yes'], 2, /2020-01-01T08:00 is over/],
    [['send', 'weekly/2031-01-01-1', '--list', 'weekly', '--at', '2031-01-01T08:00', '--yes'], 2, /Whose clocks show 2031-01-01T08:00\?/],
    [['send', 'weekly/2031-01-01-1', '--list', 'weekly', '--at', '2031-01-01T08:00', '--tz', 'Asia/Seoul', '--not-after', '2031-01-01T07:00', '--yes'], 2, /is not behind --at/],
    [['send', 'weekly/2031-01-01-1', '--list', 'weekly', '--at', '2031-01-01T08:00', '--tz', 'Asia/Seoul', '--not-after', '2031-01-01T12:00', '--yes'], 0, /Campaign 2 is frozen: 2 people\.\nIt goes out on Wed 2031-01-01 08:00 \+09:00 \(Asia\/Seoul\)/],
    [['campaign', 'pace', '2', '--rate', '5/s,100/day'], 0, /Campaign 2 sends 5\/s, 100\/day at the most/],
    [['campaign', 'pace', '2', '--rate', '0'], 2, /nothing would ever be sent/],
    [['campaign', 'show', '2'], 0, /begins +2030-12-31 23:00:00 GMT\+0\n +not after +2031-01-01 03:00:00 GMT\+0\n +pace +5\/s, 100\/day at the most/],
    [['campaign', 'cancel', '2'], 0, /2/],
    [['lane', 'ls'], 0, /gmail +20\/s +\d+ +default[^]*press +30\/min +- +settings/],
    [['lane', 'set', 'press', '--rate', '10/s,500/day'], 0, /The lane press sends 10\/s, 500\/day at the most/],
    [['lane', 'show', 'press'], 0, /limits +10\/s, 500\/day \(operator\)/],
    [['lane', 'set', 'pres', '--rate', '1/s'], 2, /There is no lane pres\./],
    [['relay', 'ls'], 0, /default +10\/s/],
    [['schedule', 'rm', 'weekly'], 0, /Removed the schedule "weekly"/],
    [['audit', 'ls'], 0, /schedule\.rm/],
  ]);
  assert.deepEqual(await listNotices(world.store, 5), []);
});
