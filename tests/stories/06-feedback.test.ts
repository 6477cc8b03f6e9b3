/** What comes back over SMTP and takes effect, and what must not. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { renderDsn } from '../../src/catcher/dsn.js';
import { liftSuppression } from '../../src/audience/suppression.js';
import { applyWaiting } from '../../src/feedback/effect/apply.js';
import { applyReplay } from '../../src/feedback/effect/apply-replay.js';
import { planReplay } from '../../src/feedback/effect/replay.js';
import { dismissFeedback, settleFeedback, showFeedback } from '../../src/feedback/effect/settle.js';
import type { CampaignId, SubscriberId } from '../../src/ids.js';
import { makeEnvelopeSender } from '../../src/message/envelope-sender.js';
import { listAudits } from '../../src/store/audits.js';
import { saveListPolicy } from '../../src/store/tallies.js';
import { countReports, listUnmatched } from '../../src/store/feedback.js';
import { findSuppressions } from '../../src/store/suppressions.js';
import { makeUnsubscribeAddress } from '../../src/message/unsubscribe-token.js';
import { openWorld, type World } from '../support/world.js';

async function sendTo(world: World, ...addresses: string[]): Promise<CampaignId> {
  await world.subscribe(...addresses);
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  await world.catcher.settled();
  return campaignId;
}

/** As a foreign server does: MAIL FROM:<>. */
async function handIn(world: World, to: string, raw: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: Number(world.config.feedbackPort), ignoreTLS: true });
  await transport.sendMail({ envelope: { from: '', to: [to] }, raw });
  transport.close();
}

test('a bounce by VERP suppresses, a full mailbox is counted, a complaint suppresses, a vacation note does nothing', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'a+bounce@mail.example', 'b+fullbox@mail.example', 'c+complain@mail.example', 'd+away@mail.example', 'plain@mail.example');
  assert.equal((await findSuppressions(world.store, 'a+bounce@mail.example'))[0]?.reason, 'hard-bounce');
  assert.equal((await findSuppressions(world.store, 'c+complain@mail.example'))[0]?.reason, 'complaint');
  for (const address of ['b+fullbox@mail.example', 'd+away@mail.example', 'plain@mail.example']) assert.deepEqual(await findSuppressions(world.store, address), [], address);
  const [full] = await world.store.query<{ count: number }>("select soft_bounce_count as count from subscribers where address = 'b+fullbox@mail.example'");
  assert.equal(full?.count, 1);
  const effects = Object.fromEntries((await countReports(world.store, campaignId)).map((row) => [row.kind, row.effect]));
  assert.equal(effects['hard'], 'suppressed: hard-bounce');
  assert.equal(effects['soft'], 'counted');
  assert.equal(effects['complaint'], 'suppressed: complaint');
});

test('the fact of a delivery never changes by what comes back', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'a+bounce@mail.example');
  assert.deepEqual(await world.states(campaignId), { 'a+bounce@mail.example': 'accepted' });
});

test('a forged bounce without our token suppresses nobody and is kept as unmatched', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'victim@mail.example');
  const forged = renderDsn({
    sender: 'b-aaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org', recipient: 'victim@mail.example', raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(), now: new Date(), unique: 'forged1',
  }, 'user-unknown');
  await assert.rejects(handIn(world, 'b-aaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org', forged.toString()), /550/, 'the listener takes no mail for a token that is none');
  await handIn(world, 'postmaster@example.org', forged.toString());
  assert.deepEqual(await findSuppressions(world.store, 'victim@mail.example'), []);
  assert.equal((await listUnmatched(world.store, 10)).length, 1);
});

test('the same bounce twice is one', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'b+fullbox@mail.example');
  const [kept] = await world.store.query<{ raw: Buffer; to: string }>('select raw, envelope_recipient as to from feedback');
  assert.ok(kept);
  await handIn(world, kept.to, kept.raw.toString());
  const again = await world.app.applyFeedback({ raw: kept.raw, source: 'smtp', envelopeRecipient: kept.to });
  assert.equal(again.state, 'duplicate');
  assert.equal((await countReports(world.store, campaignId)).reduce((sum, row) => sum + row.count, 0), 1);
});

test('a mail to the unsubscribe address unsubscribes, an automatic answer to it does not', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'leaves@mail.example', 'stays@mail.example');
  const people = await world.store.query<{ id: Parameters<typeof makeUnsubscribeAddress>[1]['subscriberId']; address: string }>('select id, address from subscribers');
  for (const person of people) {
    const to = makeUnsubscribeAddress(world.app.keys, { listId: world.list.id, subscriberId: person.id, campaignId }, 'example.org');
    const auto = person.address.startsWith('stays') ? 'Auto-Submitted: auto-replied\r\nSubject: Out of office\r\n' : 'Subject: unsubscribe\r\n';
    await handIn(world, to, `From: <${person.address}>\r\nTo: <${to}>\r\n${auto}Message-ID: <${person.id}@mail.example>\r\n\r\nhello\r\n`);
  }
  const rows = await world.store.query<{ address: string; status: string }>('select s.address, n.status from subscriptions n join subscribers s on s.id = n.subscriber_id order by 1');
  assert.deepEqual(rows, [{ address: 'leaves@mail.example', status: 'unsubscribed' }, { address: 'stays@mail.example', status: 'subscribed' }]);
});

test('a bounce about a mail in doubt proves that it was taken', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'a+bounce@mail.example');
  await world.store.query("update deliveries set state = 'in_doubt' where campaign_id = $1", [campaignId]);
  const [kept] = await world.store.query<{ raw: Buffer; to: string }>('select raw, envelope_recipient as to from feedback');
  assert.ok(kept);
  await world.app.applyFeedback({ raw: Buffer.concat([kept.raw, Buffer.from('\r\n')]), source: 'file', envelopeRecipient: kept.to });
  assert.deepEqual(await world.states(campaignId), { 'a+bounce@mail.example': 'accepted' });
});

test('an admin settles what matched nothing, or puts it aside, and both are audited', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const campaignId = await sendTo(world, 'kim@mail.example');
  const bounce = (unique: string): string => renderDsn({ sender: 'postmaster@example.org', recipient: 'kim@mail.example', raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(), now: new Date(), unique }, 'user-unknown').toString();
  await handIn(world, 'postmaster@example.org', bounce('one'));
  await handIn(world, 'postmaster@example.org', bounce('two'));
  const [second, first] = await listUnmatched(world.store, 10);
  assert.ok(first && second);
  const { candidates } = await showFeedback(world.app, first.id);
  assert.equal(candidates[0]?.campaignId, campaignId);
  assert.ok(candidates[0]);
  const { effects } = await settleFeedback(world.app, { id: first.id, delivery: candidates[0], actor: 'cli:test' });
  assert.deepEqual(effects, ['suppressed: hard-bounce']);
  assert.equal((await findSuppressions(world.store, 'kim@mail.example'))[0]?.feedbackId, first.id);
  await dismissFeedback(world.app, { id: second.id, note: 'a test', actor: 'cli:test' });
  assert.deepEqual(await listUnmatched(world.store, 10), []);
  await assert.rejects(settleFeedback(world.app, { id: second.id, delivery: candidates[0], actor: 'cli:test' }), /No unmatched message/);
  assert.deepEqual((await listAudits(world.store, { action: 'feedback.', limit: 10 })).map(({ action }) => action), ['feedback.ignore', 'feedback.settle']);
});

test('a replay shows what today\'s policy would do, changes nothing until it is told to, and respects what an admin lifted', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'a+bounce@mail.example', 'b+fullbox@mail.example', 'c+bounce@mail.example');
  assert.deepEqual((await planReplay(world.app, { since: null })).changes, [], 'nothing changed, nothing to do');
  await liftSuppression(world.store, { address: 'c+bounce@mail.example', note: 'wrote to us', at: new Date() });
  await saveListPolicy(world.store, world.list.id, { userunknown: { effect: 'count' }, mailboxfull: { effect: 'suppress', reason: 'mailbox-full' } });
  const found = await planReplay(world.app, { since: null });
  assert.deepEqual(found.changes.flatMap(({ after }) => after.map(({ effect }) => effect)).toSorted(), ['counted', 'counted', 'suppressed: mailbox-full']);
  assert.deepEqual(await findSuppressions(world.store, 'b+fullbox@mail.example'), []);
  await applyReplay(world.app, found, 'cli:test');
  assert.equal((await findSuppressions(world.store, 'b+fullbox@mail.example'))[0]?.reason, 'mailbox-full');
  assert.ok((await findSuppressions(world.store, 'a+bounce@mail.example'))[0]?.expiresAt, 'what rests on a message that no longer says so has ended');
  assert.deepEqual((await planReplay(world.app, { since: null })).changes, [], 'a second replay finds nothing');
  await saveListPolicy(world.store, world.list.id, {});
  const back = await planReplay(world.app, { since: null });
  await applyReplay(world.app, back, 'cli:test');
  const [lifted] = await findSuppressions(world.store, 'c+bounce@mail.example');
  assert.ok(lifted?.expiresAt && lifted.expiresAt <= new Date(), 'lifted by an admin stays lifted');
});

test('mail that got through after a bounce and never came back clears the count', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'b+fullbox@mail.example');
  const [kept] = await world.store.query<{ raw: Buffer; to: string }>('select raw, envelope_recipient as to from feedback');
  assert.ok(kept);
  // The first letter and its bounce were four weeks ago, the second got through three weeks ago.
  await world.store.query("update bounce_tallies set score = 3.9, first_at = first_at - interval '90 days', last_at = last_at - interval '28 days'");
  await world.store.query(
    `with second as (
       insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, finished_at)
       select edition_hash, list_id, 'finished', 1, 1, '{}', key_id, now() - interval '21 days' from campaigns returning id)
     insert into deliveries (campaign_id, subscriber_id, address, lane, state, settled_at)
     select second.id, d.subscriber_id, d.address, d.lane, 'accepted', now() - interval '21 days' from second, deliveries d`);
  await world.app.applyFeedback({ raw: Buffer.concat([kept.raw, Buffer.from('\r\n')]), source: 'file', envelopeRecipient: kept.to });
  assert.deepEqual(await findSuppressions(world.store, 'b+fullbox@mail.example'), []);
  assert.deepEqual(await world.store.query('select tally, score from bounce_tallies'), [{ tally: 'mailboxfull', score: 1 }]);
});

test('what was kept and not applied is taken up again', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'a+bounce@mail.example');
  await world.store.query("update feedback set state = 'kept'");
  await world.store.query('delete from feedback_reports');
  await world.store.query('delete from suppressions');
  assert.equal(await applyWaiting(world.app), 1);
  assert.equal((await findSuppressions(world.store, 'a+bounce@mail.example')).length, 1);
});

test('a message that can never be applied is put before an admin, and holds up nobody', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'a+bounce@mail.example');
  await world.store.query(`create function refuse() returns trigger language plpgsql as $$ begin raise sqlstate '22001' using message = 'too long'; end $$`);
  await world.store.query("create trigger refuse before insert on feedback_reports for each row when (new.recipient = 'never@mail.example') execute function refuse()");
  const bounceOf = (recipient: string): Buffer => renderDsn({ sender: 'postmaster@example.org', recipient, raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(), now: new Date(), unique: recipient }, 'user-unknown');
  assert.equal((await world.app.applyFeedback({ raw: bounceOf('never@mail.example'), source: 'file' })).state, 'unmatched');
  assert.match((await listUnmatched(world.store, 1))[0]?.note ?? '', /^it could not be applied: too long/);
  assert.equal(await applyWaiting(world.app), 0);
});

test('what strangers write with NUL in it is kept and applied all the same', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  const raw = Buffer.from('From: <mailer-daemon@x.example>\r\nTo: <postmaster@example.org>\r\nSubject: Undelivered\0 Mail Returned to Sender\r\nMessage-ID: <n>\r\n\r\n<b\0c@mail.example>: host mx said: 550 5.1.1 user \0 unknown\r\n');
  assert.equal((await world.app.applyFeedback({ raw, source: 'smtp' })).state, 'unmatched');
  for (const event of [{ recipient: 'a\0b@mail.example', diagnostic: '550 5.1.1 \0 user unknown', id: '1\0' }, { recipient: '\ud800@mail.example', id: '\udfff', diagnostic: '\ud800' }]) {
    assert.equal((await world.app.applyFeedback({ raw: Buffer.from(JSON.stringify({ event: 'bounce', ...event })), source: 'generic' })).state, 'unmatched');
  }
});

test('LMTP takes the same mail, refuses strangers at RCPT, and answers for each recipient', async (t) => {
  const world = await openWorld(t, { hasIntake: true });
  await sendTo(world, 'a@mail.example');
  const [person] = await world.store.query<{ id: SubscriberId; campaign: CampaignId }>('select d.subscriber_id as id, d.campaign_id as campaign from deliveries d');
  assert.ok(person);
  const ours = makeEnvelopeSender(world.app.keys, { campaignId: person.campaign, subscriberId: person.id }, 'example.org');
  const lmtp = await world.app.startIntake(0, 'lmtp');
  t.after(() => lmtp.close());
  const bounce = renderDsn({ sender: ours, recipient: 'a@mail.example', raw: Buffer.from('Subject: x\r\n\r\n'), arrivedAt: new Date(), now: new Date(), unique: 'lmtp' }, 'user-unknown').toString();
  const replies = await talk(lmtp.port, ['LHLO mta.example', 'MAIL FROM:<>', 'RCPT TO:<stranger@example.org>', `RCPT TO:<${ours}>`, 'DATA', `${bounce.replaceAll(/^\./gm, '..')}\r\n.`, 'QUIT']);
  assert.deepEqual(replies.map((reply) => reply.slice(0, 3)), ['220', '250', '250', '550', '250', '354', '250', '221']);
  assert.equal((await findSuppressions(world.store, 'a@mail.example')).length, 1);
  const [kept] = await world.store.query<{ source: string }>('select source from feedback');
  assert.equal(kept?.source, 'lmtp');
});

/** One line after the other's reply. */
async function talk(port: number, lines: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const replies: string[] = [];
  let rest = '';
  const waiting = [...lines];
  for await (const chunk of socket) {
    rest += String(chunk);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (line[3] === '-') continue;
      replies.push(line);
      const next = waiting.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
    }
  }
  return replies;
}
