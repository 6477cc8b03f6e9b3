/** What comes back over SMTP and takes effect, and what must not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { renderDsn } from '../../src/catcher/dsn.js';
import type { CampaignId } from '../../src/ids.js';
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
  await handIn(world, 'b-aaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org', forged.toString());
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
