/**
 * Looks at what forms left behind and hands the program's own mails to the relay, one after the other. It works when it is rung and every
 * few seconds; any number of processes may do it at once. A mail may come twice when a process dies between the relay's yes and its note.
 */
import type { Clock } from '../clock.js';
import { makePageToken } from '../message/page-token.js';
import { makeUnsubscribeToken } from '../message/unsubscribe-token.js';
import { sendSystemMail, type SystemMail, type SystemPost } from '../delivery/system-mail.js';
import { toCampaignId } from '../ids.js';
import { clearCaps } from '../store/form-caps.js';
import { findListById, type ListRow } from '../store/lists.js';
import { clearSignups } from '../store/signups.js';
import { claimSystemMail, deleteSystemMail, type SystemMailRow } from '../store/system-mails.js';
import { findStandings, findSubscriberById } from '../store/subscribers.js';
import { listNameIn, maskAddress } from './leaving.js';
import { workLinkAsk } from './settings-link.js';
import { workSignup, type SignupParts } from './signup.js';
import { renderSystemMail } from './system-mail-text.js';
import { chooseLanguage } from './words/words.js';

export type OutboxParts = SignupParts & SystemPost & { readonly publicUrl: string };
export type Outbox = { ring(): void; close(): Promise<void> };

const pollMs = 5_000;
const retrySeconds = [60, 300, 900, 3600];
const giveUpHours = 24;
/** A link to the settings is worth something to whoever holds it. */
export const settingsDays = 7;
/** A form that nobody confirmed. */
const signupDays = 7;
const dayMs = 86_400_000;
const sweepMs = 3_600_000;

export function startOutbox(parts: OutboxParts): Outbox {
  const stopping = new AbortController();
  let waiting = new AbortController();
  let sweptAt = Number.NEGATIVE_INFINITY;
  const running = (async () => {
    while (!stopping.signal.aborted) {
      waiting = new AbortController();
      await workOutbox(parts, stopping.signal).catch((error: unknown) => parts.log.warn('the outbox failed', { error }));
      if (parts.clock.monotonicMs() - sweptAt > sweepMs) {
        sweptAt = parts.clock.monotonicMs();
        await sweep(parts).catch((error: unknown) => parts.log.warn('old sign-ups were not cleared', { error }));
      }
      await parts.clock.sleep(pollMs, AbortSignal.any([stopping.signal, waiting.signal]));
    }
  })();
  return {
    ring: () => waiting.abort(),
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** Everything that is due now. Returns how many mails the relay took. */
export async function workOutbox(parts: OutboxParts, signal?: AbortSignal): Promise<number> {
  while (!signal?.aborted && (await workSignup(parts)));
  while (!signal?.aborted && (await workLinkAsk(parts)));
  let count = 0;
  while (!signal?.aborted) {
    const mail = await claimSystemMail(parts.store, parts.clock.now(), retrySeconds);
    if (mail === undefined) break;
    if (await sendOne(parts, mail)) count += 1;
  }
  return count;
}

export async function sweep({ store, clock }: { store: SignupParts['store']; clock: Clock }): Promise<void> {
  const before = new Date(clock.now().getTime() - signupDays * dayMs);
  await clearSignups(store, before);
  await clearCaps(store, before);
}

async function sendOne(parts: OutboxParts, mail: SystemMailRow): Promise<boolean> {
  const { store, clock, log } = parts;
  const list = await findListById(store, mail.listId);
  const standing = (await findStandings(store, mail.listId, [mail.canonical], clock.now())).get(mail.canonical);
  // The notice of a change goes to an address that is nobody's any more.
  if (list === undefined || standing?.suppressedFor) {
    await deleteSystemMail(store, mail.id);
    return false;
  }
  const sent = await sendSystemMail(parts, await writeOne(parts, mail, list));
  const isTooOld = clock.now().getTime() - mail.madeAt.getTime() > giveUpHours * 3_600_000;
  if (sent.outcome !== 'temporary' || isTooOld) await deleteSystemMail(store, mail.id);
  if (sent.outcome !== 'accepted') log.warn('a mail of the pages was not taken', { kind: mail.kind, isTooOld, ...sent });
  return sent.outcome === 'accepted';
}

async function writeOne(parts: OutboxParts, mail: SystemMailRow, list: ListRow): Promise<SystemMail> {
  const language = chooseLanguage(mail.lang, list.lang);
  const subscriber = await findSubscriberById(parts.store, mail.subscriberId);
  const listName = listNameIn(list, language);
  const text = renderSystemMail(mail.kind, { listName, language, accent: list.accent, url: linkOf(parts, mail), address: maskAddress(subscriber?.address ?? mail.address) });
  return { ...text, from: { name: list.fromName, address: list.fromAddress }, replyTo: list.replyTo, to: mail.address, lang: language, date: parts.clock.now() };
}

function linkOf({ keys, publicUrl, clock }: OutboxParts, mail: SystemMailRow): string | null {
  const { referenceId, listId, subscriberId } = mail;
  switch (mail.kind) {
    case 'confirm': return `${publicUrl}/confirm/${makePageToken(keys, 'confirm', [referenceId ?? '0', listId, subscriberId])}`;
    case 'link': return `${publicUrl}/p/${makeSettingsToken(keys, subscriberId, clock.now())}`;
    case 'welcome': return `${publicUrl}/u/${makeUnsubscribeToken(keys, { listId, subscriberId, campaignId: toCampaignId('0') })}`;
    case 'change': return `${publicUrl}/address/${makePageToken(keys, 'address-change', [referenceId ?? '0', subscriberId])}`;
    case 'changed': return null;
  }
}

export function makeSettingsToken(keys: OutboxParts['keys'], subscriberId: string, now: Date): string {
  return makePageToken(keys, 'settings', [subscriberId, String(Math.floor(now.getTime() / 1000) + settingsDays * 86_400)]);
}
