/** Sends one edition as a test: to the allow list only, marked, outside of campaign and ledger, with a way out that unsubscribes nobody. */
import { randomBytes } from 'node:crypto';
import { publicUrlOf, type Config } from '../config.js';
import { relaysFor, toRelays, type Relay } from '../delivery/relay.js';
import { handOverOne, type SingleMail } from '../delivery/single-mail.js';
import type { Edition } from '../edition/edition.js';
import type { Reader } from '../edition/personalise.js';
import { UserError } from '../errors.js';
import { makeTestMessage, type HiddenSections } from '../preview/mail.js';
import { requireTestRecipient } from '../preview/recipients.js';

type SendingList = { readonly fromName: string; readonly fromAddress: string };

export type TestSend = {
  readonly config: Config;
  readonly edition: Edition;
  /** Whose values the mail shows; it goes to the address of this reader. */
  readonly reader: Reader;
  readonly hidden: HiddenSections;
  readonly list?: SendingList | undefined;
  readonly now: Date;
};

export const testMark = '[TEST]';

/** As the list sends, where one is named. */
export function senderOf({ name, publisher }: Pick<Edition, 'name' | 'publisher'>, list?: SendingList): { readonly name: string; readonly address: string } {
  if (list !== undefined) return { name: list.fromName, address: list.fromAddress };
  return { name, address: publisher.email ?? 'news@example.org' };
}

export type TestSent = {
  readonly to: string;
  readonly relay: string;
  readonly said: string;
  /** Relays that did not take it, before this one did. */
  readonly passedOver: readonly RelayRefusal[];
};
type RelayRefusal = { readonly relay: string; readonly reason: string };

/** Over the relays of the newsletter, the first that takes it. Throws UserError: not allowed, no relay, taken by none. */
export async function sendTestOf({ config, edition, reader, hidden, list, now }: TestSend): Promise<TestSent> {
  const to = requireTestRecipient(config.testRecipients, reader.address);
  const relays = requireRelays(config, edition.newsletter);
  const from = senderOf(edition, list);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const raw = makeTestMessage({
    edition, mark: testMark, reader: { ...reader, address: to }, hidden, from, publicUrl: publicUrlOf(config), date: now,
    messageId: `test-${randomBytes(12).toString('hex')}@${domain}`,
  });
  return handOver(relays, { from: from.address, to, raw });
}

export function describeTest({ to, relay, said, passedOver }: TestSent): string {
  const others = passedOver.map((other) => ` The relay ${other.relay} did not take it: ${other.reason}`);
  return `Sent to ${to} over the relay ${relay}: ${said}${others.length === 0 ? '' : '.'}${others.join('.')}`;
}

function requireRelays(config: Config, newsletter: string): readonly Relay[] {
  const all = toRelays(config);
  if (all.length === 0) throw new UserError('relay-missing', 'No SMTP account is set.', { hint: 'Set relayUrl, such as smtp://user:password@smtp.example.org:587.' });
  const relays = relaysFor(all, newsletter);
  if (relays.length === 0) throw new UserError('relay-missing', `No relay carries the newsletter "${newsletter}".`, { hint: 'Add it to the newsletters of a relay, or leave a relay without newsletters: that one carries all.' });
  return relays;
}

/** Whatever one says, another may say otherwise; a test that comes twice does no harm. */
async function handOver(relays: readonly Relay[], mail: SingleMail): Promise<TestSent> {
  const refusals: RelayRefusal[] = [];
  for (const relay of relays) {
    const handed = await handOverOne(relay, mail).catch((error: unknown) => ({ outcome: 'temporary', reason: error instanceof Error ? error.message : String(error) }) as const);
    if (handed.outcome === 'accepted') return { to: mail.to, relay: relay.name, said: handed.said, passedOver: refusals };
    refusals.push({ relay: relay.name, reason: handed.reason });
  }
  const [only, ...others] = refusals;
  const message = others.length === 0 ? `The relay did not take the test: ${only?.reason ?? ''}` : `No relay took the test. ${refusals.map(({ relay, reason }) => `${relay}: ${reason}`).join('; ')}`;
  throw new UserError('relay-unreachable', message, { hint: 'Check relayUrl and relays; `courant doctor` tells more.' });
}
