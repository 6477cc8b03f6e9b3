/** Erasing, counting and figures, as an admin types them. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../src/errors.js';
import { commandsOn, type Said } from '../support/command.js';
import { openWorld, type World } from '../support/world.js';

async function openCommands(t: TestContext): Promise<{ world: World; readonly courant: (...words: string[]) => Promise<Said> }> {
  const world = await openWorld(t);
  return { world, courant: commandsOn(world.store, world.config) };
}

test('an admin erases a person, and is told what is theirs to clean', async (t) => {
  const { world, courant } = await openCommands(t);
  await world.subscribe('kim@mail.example');
  await assert.rejects(courant('subscriber', 'erase', 'kim@mail.example'), (error: UserError) => error.code === 'usage', 'nobody is there to say yes');
  assert.match((await courant('subscriber', 'erase', 'Kim@mail.example', '--yes')).out, /^Erased\..*\n.*exports.*backups/s);
  assert.match((await courant('subscriber', 'erase', 'kim@mail.example', '--yes')).out, /^It was erased before\./);
  assert.match((await courant('subscriber', 'erase', 'nobody@mail.example', '--yes')).out, /^Nobody with this address was on a list\. It will not be imported/);
  assert.deepEqual((await courant('subscriber', 'erase', 'x@mail.example', '--yes', '--json')).json, { wasKnown: false, isNew: true, deliveryCount: 0, cancelledCount: 0, feedbackCount: 0 });
  await assert.rejects(courant('subscriber', 'add', 'kim@mail.example', '--list', 'weekly', '--again'), /erased/);
});

test('counting is off until an admin turns it on, and a reader is kept by name only with their consent', async (t) => {
  const { world, courant } = await openCommands(t);
  await world.subscribe('kim@mail.example');
  assert.equal((await courant('list', 'tracking', 'weekly')).out, 'Nothing is counted.\n');
  await assert.rejects(courant('list', 'tracking', 'weekly', '--opens', 'on'), (error: UserError) => error.code === 'usage');
  assert.match((await courant('list', 'tracking', 'weekly', '--clicks', 'person', '--opens', 'on')).out, /with the person for those who have agreed\. Opens too\./);
  assert.deepEqual((await courant('list', 'tracking', 'weekly', '--json')).json, { mode: 'person', countsOpens: true });
  const consent = async () => (await world.store.query<{ given: boolean }>('select tracking_consent as given from subscriptions'))[0]?.given;
  assert.equal(await consent(), false);
  await courant('subscriber', 'tracking', 'kim@mail.example', '--list', 'weekly', '--consent', 'yes');
  assert.equal(await consent(), true);
  await courant('subscriber', 'tracking', 'kim@mail.example', '--list', 'weekly', '--consent', 'no');
  assert.equal(await consent(), false);
  await assert.rejects(courant('subscriber', 'tracking', 'lee@mail.example', '--list', 'weekly', '--consent', 'yes'), (error: UserError) => error.code === 'not-found');
});

test('figures are for people, for spreadsheets and for programs', async (t) => {
  const { world, courant } = await openCommands(t);
  await world.subscribe('kim@gmail.com', 'lee@mail.example');
  const id = await world.freeze();
  await world.store.query(`update deliveries set state = 'accepted', settled_at = '2026-11-20T12:00:00Z' where campaign_id = $1`, [id]);
  await world.store.query(`insert into links (campaign_id, number, url) values ($1, 1, 'https://a.example/?q="=1,2"')`, [id]);
  await world.store.query(`insert into clicks (campaign_id, number, scanner, at) values ($1, 1, null, '2026-11-21T12:00:00Z'), ($1, 1, 'head', '2026-11-21T12:00:00Z')`, [id]);
  const csv = (await courant('campaign', 'figures', id, '--format', 'csv')).out.split(/\r?\n/);
  assert.equal(csv[0]?.replace('\ufeff', ''), 'figure,lane,bucket,day,link,value');
  for (const line of ['accepted,,,,,2', 'accepted,gmail,,,,1', 'accepted,,,2026-11-20,,2', 'clicks,,,2026-11-21,,1', 'rawClicks,,,,"https://a.example/?q=""=1,2""",2']) assert.ok(csv.includes(line), `${line} in ${csv.join(' | ')}`);
  const { json } = await courant('campaign', 'figures', id, '--format', 'json') as { json: { clicks: number; rawClicks: number; days: unknown[] } };
  assert.deepEqual([json.clicks, json.rawClicks, json.days.length], [1, 2, 2]);
  assert.match((await courant('campaign', 'show', id)).out, /2 with scanners[^]*By lane[^]*gmail/);
});
