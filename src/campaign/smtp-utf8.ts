/** Readers whose address needs SMTPUTF8 (RFC 6531), and whether their relays offer it: told before any of their mails fails. */
import { openSession } from '../delivery/connect.js';
import type { Relay } from '../delivery/relay.js';

export type Offer = { readonly relay: string; readonly offers: boolean | { readonly unknownFor: string } };

/** Somebody waits for the plan. */
const patienceMs = 10_000;

/** Undefined: nobody needs it, or every relay offers it. */
export async function warnOfSmtpUtf8(readerCount: number, relays: readonly Relay[]): Promise<string | undefined> {
  return readerCount === 0 ? undefined : tellOffers(readerCount, await Promise.all(relays.map(askRelay)));
}

async function askRelay(relay: Relay): Promise<Offer> {
  try {
    const session = await openSession({ ...relay, commandTimeoutMs: Math.min(patienceMs, relay.commandTimeoutMs) });
    await session.quit();
    return { relay: relay.name, offers: session.hasSmtpUtf8 };
  } catch (error) {
    return { relay: relay.name, offers: { unknownFor: error instanceof Error ? error.message : String(error) } };
  }
}

export function tellOffers(readerCount: number, offers: readonly Offer[]): string | undefined {
  const who = readerCount === 1 ? '1 reader has an address that needs SMTPUTF8' : `${readerCount.toLocaleString('en')} readers have addresses that need SMTPUTF8`;
  if (offers.length === 0) return `${who}, and there is no relay`;
  const able = offers.filter((one) => one.offers === true).map(({ relay }) => relay);
  const unable = offers.filter((one) => one.offers === false).map(({ relay }) => relay);
  const refusal = unable.length === 0 ? [] : [`${unable.join(', ')} ${unable.length === 1 ? 'does' : 'do'} not offer it`];
  if (able.length > 0) return refusal.length === 0 ? undefined : `${who}: such mails go over ${able.join(', ')} alone, for ${refusal.join('')}`;
  const unasked = offers.flatMap(({ relay, offers: answer }) => (typeof answer === 'object' ? [`${relay} could not be asked (${answer.unknownFor})`] : []));
  return unasked.length === 0 ? `${who}, and ${refusal.join('')}: such mails fail` : `${who}: ${[...unasked, ...refusal].join(', ')}`;
}
