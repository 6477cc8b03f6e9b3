/** Readers leave while the send is under way, by every way there is: from the answer they get on, no mail to them begins. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import type { SubscriberId } from '../../src/ids.js';
import { makeUnsubscribeAddress, makeUnsubscribeToken, type Leaving } from '../../src/message/unsubscribe-token.js';
import { setLimits } from '../../src/store/limits.js';
import { listSubscriptions } from '../../src/store/subscriptions.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

type Leaver = { readonly world: World; readonly url: string; readonly key: Leaving; readonly address: string };

/** Resolves with the answer that the reader, or the reader's mail server, got. */
const ways: Readonly<Record<string, (leaver: Leaver) => Promise<void>>> = {
  'mailto': async ({ world, key, address }) => {
    const to = makeUnsubscribeAddress(world.app.keys, key, 'example.org');
    const transport = createTransport({ host: '127.0.0.1', port: Number(world.config.feedbackPort), ignoreTLS: true });
    await transport.sendMail({ envelope: { from: address, to: [to] }, raw: `From: <${address}>\r\nTo: <${to}>\r\nSubject: unsubscribe\r\nMessage-ID: <1@gmail.example>\r\n\r\n\r\n` });
    transport.close();
  },
  'one-click': (leaver) => post(leaver, { 'List-Unsubscribe': 'One-Click' }),
  'page': (leaver) => post(leaver, { act: 'leave' }),
  'page-all': (leaver) => post(leaver, { act: 'leave-all' }),
  'break': (leaver) => post(leaver, { act: 'pause-30' }),
};

async function post({ world, url, key }: Leaver, fields: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${url}/u/${makeUnsubscribeToken(world.app.keys, key)}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  assert.equal(response.status, 200);
}

test('who leaves by mail, one click or the page while the send is under way gets nothing from the answer on; the others get theirs', async (t) => {
  const world = await openWorld(t, { hasIntake: true, config: { webPort: 0 } });
  // A minute between two mails of this lane: there all ways are gone between the first mail and the second.
  await setLimits(world.store, 'lane:gmail', { minute: 1 });
  const web = await world.app.startWeb();
  t.after(() => web.close());
  await world.subscribe('first@gmail.example', ...Object.keys(ways).map((way) => `${way}@gmail.example`), 'stays@mail.example');
  const campaignId = await world.freeze();
  const people = await world.store.query<{ id: SubscriberId; address: string }>('select id, address from subscribers');
  const sending = await world.startSending();
  await until('the first mail of the slow lane', async () => (await world.caught()).some(({ recipient, isComplete }) => isComplete && recipient === 'first@gmail.example'));

  const answeredAt = new Map<string, number>();
  for (const [way, leave] of Object.entries(ways)) {
    const { id, address } = people.find((person) => person.address === `${way}@gmail.example`) ?? assert.fail(way);
    await leave({ world, url: web.url, address, key: { listId: world.list.id, subscriberId: id, campaignId } });
    answeredAt.set(address, Date.now());
    assert.equal((await listSubscriptions(world.store, id))[0]?.status, way === 'break' ? 'paused' : 'unsubscribed', `${way}: it holds when it is answered`);
  }
  const balance = await world.settled(campaignId);
  await sending.close();

  const bodies = (await world.caught()).filter(({ bodyStartedAt }) => bodyStartedAt !== null);
  assert.deepEqual(bodies.filter(({ recipient, bodyStartedAt }) => (bodyStartedAt ?? 0) > (answeredAt.get(recipient) ?? Infinity)), []);
  // A machine that stands still for a minute lets one of them have the mail before the wish came.
  assert.ok(balance.counts.suppressed >= answeredAt.size - 1, JSON.stringify(balance.counts));
  assert.equal(balance.holds, true);
  assert.ok(['first@gmail.example', 'stays@mail.example'].every((address) => bodies.some(({ recipient, isComplete }) => isComplete && recipient === address)));
});
