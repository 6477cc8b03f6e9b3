/** Readers whose address is beyond ASCII: written to over relays that offer SMTPUTF8, told of where none does, and never blamed for it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseSubscriber } from '../../src/audience/erase.js';
import { readFigures } from '../../src/campaign/figures.js';
import { retryCampaign } from '../../src/campaign/retry.js';
import { tellOffers, warnOfSmtpUtf8 } from '../../src/campaign/smtp-utf8.js';
import { systemClock } from '../../src/clock.js';
import { toRelays } from '../../src/delivery/relay.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { openCatcher } from '../catcher/support.js';
import { freePort } from '../support/port.js';
import { openPages } from '../support/pages.js';
import { until } from '../support/until.js';
import { openWorld } from '../support/world.js';

const minji = '김민지@xn--3e0b707e.kr';

/** As the catcher shows it: domains as people read them. */
const isTo = (local: string) => ({ recipient }: { readonly recipient: string }): boolean => recipient.startsWith(`${local}@`);

test('a reader beyond ASCII gets a mail whose To is UTF-8, and a report in UTF-8 finds the way back to the row', async (t) => {
  const world = await openWorld(t, { hasIntake: true, config: { bounceDomain: 'bounces.example' } });
  await world.subscribe('김민지@한국.kr', 'δοκιμή+bounce@mail.example', 'kim@한국.kr', 'plain@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 4);
  const caught = await world.caught();
  const raw = String(await world.catcher.rawOf(caught.find(isTo('김민지'))?.n ?? 0));
  assert.match(raw, new RegExp(`^To: ${minji}\r$`, 'm'));
  assert.match(raw, /^List-Unsubscribe: [ -~\r\n]+$/m);
  const plain = String(await world.catcher.rawOf(caught.find(isTo('plain'))?.n ?? 0));
  assert.match(plain.slice(0, plain.indexOf('\r\n\r\n')), /^[\r\n\t -~]+$/, 'other readers keep a header of ASCII');

  await world.catcher.settled();
  const suppressed = (): Promise<{ canonical: string; reason: string }[]> => world.store.query('select canonical, reason from suppressions');
  await until('the report to be read', async () => (await suppressed()).length > 0);
  assert.deepEqual(await suppressed(), [{ canonical: 'δοκιμή+bounce@mail.example', reason: 'hard-bounce' }]);

  const erased = await eraseSubscriber(world.store, { address: 'ΔΟΚΙΜΉ+bounce@mail.example', at: new Date(), cause: 'reader' });
  assert.equal(erased.wasKnown, true);
  const kept = await world.store.query<{ raw: Buffer | null }>('select raw from feedback');
  assert.ok(kept.every((row) => row.raw === null || !String(row.raw).includes('δοκιμή')), 'the report is emptied with its person');
});

test('without such a relay the mail fails with a reason of its own: no bounce, nobody is suppressed, and others get theirs', async (t) => {
  const world = await openWorld(t, { catcher: { offersSmtpUtf8: false } });
  await world.subscribe('김민지@한국.kr', 'one@mail.example', 'kim@한국.kr');
  const relays = toRelays(world.config);
  assert.equal(await warnOfSmtpUtf8(1, relays), '1 reader has an address that needs SMTPUTF8, and default does not offer it: such mails fail');
  assert.equal(await warnOfSmtpUtf8(0, relays), undefined);
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.deepEqual([balance.counts.accepted, balance.counts.failed, balance.holds], [2, 1, true]);
  const [row] = await world.store.query('select state, reply_enhanced, reply_text from deliveries where campaign_id = $1 and address = $2', [campaignId, minji]);
  assert.deepEqual(row, { state: 'failed', reply_enhanced: '5.6.7', reply_text: 'the address needs SMTPUTF8, which no relay of this campaign offers' });
  const events = await world.store.query<{ cause: string }>("select cause from delivery_events where campaign_id = $1 and to_state = 'failed'", [campaignId]);
  assert.deepEqual(events, [{ cause: 'smtputf8' }]);
  assert.deepEqual(await world.store.query('select from suppressions'), []);
  const figures = await readFigures(world.store, campaignId, classifyReply);
  assert.deepEqual([figures.failed, figures.withoutSmtpUtf8, figures.bounces], [1, 1, []]);
  const retry = await retryCampaign(world.store, systemClock, { campaignId, hasBadAddresses: false, classify: classifyReply, actor: 'test' });
  assert.equal(retry.audience, 1, 'once a relay offers it they are tried again');
});

test('of several relays the one that offers it carries these mails; while it is down they wait, and nobody waits with them', async (t) => {
  const port = await freePort();
  const world = await openWorld(t, { catcher: { offersSmtpUtf8: false }, config: { relays: [{ name: 'able', url: `smtp://127.0.0.1:${port}`, weight: 1 }] } });
  await world.subscribe('김민지@한국.kr', ...Array.from({ length: 20 }, (_, index) => `reader${index}@mail.example`));
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await until('the others to get theirs, and this mail to wait', async () => {
    const states = await world.states(campaignId);
    return states[minji] === 'deferred' && Object.values(states).filter((state) => state === 'accepted').length === 20;
  });

  const { catcher: able } = await openCatcher(t, { port });
  assert.equal(await warnOfSmtpUtf8(1, toRelays(world.config)), '1 reader has an address that needs SMTPUTF8: such mails go over able alone, for default does not offer it');
  // Its turn would come in five minutes; the relay is found to be back before.
  await until('the relay that is back to take it', async () => {
    await world.store.query("update deliveries set next_attempt_at = clock_timestamp() where campaign_id = $1 and state = 'deferred'", [campaignId]);
    return (await world.states(campaignId))[minji] === 'accepted';
  });
  const balance = await world.settled(campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 21);
  assert.ok(able.mails().entries.some(isTo('김민지')));
});

test('the form takes an address beyond ASCII, and its confirmation and the change to another go over the relay that offers it', async (t) => {
  const { catcher: able } = await openCatcher(t);
  const pages = await openPages(t, { relays: [{ name: 'able', url: `smtp://127.0.0.1:${able.port}`, weight: 1 }] }, { offersSmtpUtf8: false });
  assert.equal((await pages.subscribe({ email: '김민지@한국.kr', lang: 'ko' })).status, 200);
  await pages.subscribe({ email: 'kim@mail.example' });
  assert.deepEqual((await pages.mails()).map(({ to }) => to), ['kim@mail.example'], 'the first relay keeps what it can carry');
  const [entry] = able.mails().entries;
  const raw = String(await able.rawOf(entry?.n ?? 0));
  assert.match(raw, /^To: 김민지@[^ ]+\r$/m);
  const path = /https?:\/\/[^/\s]+(\/confirm\/[\w-]+)/.exec(raw.replaceAll(/=\r?\n/g, ''))?.[1] ?? '';
  await pages.post(path, { act: 'confirm' });
  assert.equal(await pages.status(minji), 'subscribed');
});

test('what the plan says of relays that offer it, do not, or cannot be asked', () => {
  const cases: readonly (readonly [Parameters<typeof tellOffers>[1], string | undefined])[] = [
    [[{ relay: 'a', offers: true }], undefined],
    [[{ relay: 'a', offers: true }, { relay: 'b', offers: true }], undefined],
    [[{ relay: 'a', offers: true }, { relay: 'b', offers: false }], '2,000 readers have addresses that need SMTPUTF8: such mails go over a alone, for b does not offer it'],
    [[{ relay: 'a', offers: false }, { relay: 'b', offers: false }], '2,000 readers have addresses that need SMTPUTF8, and a, b do not offer it: such mails fail'],
    [[{ relay: 'a', offers: { unknownFor: 'down' } }], '2,000 readers have addresses that need SMTPUTF8: a could not be asked (down)'],
    [[{ relay: 'a', offers: true }, { relay: 'b', offers: { unknownFor: 'down' } }], undefined],
    [[], '2,000 readers have addresses that need SMTPUTF8, and there is no relay'],
  ];
  for (const [offers, says] of cases) assert.equal(tellOffers(2000, offers), says);
});
