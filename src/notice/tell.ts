/**
 * Tells the owner what waits: by mail through the relay, by a POST of JSON, or both. What fails is tried again at growing intervals for
 * two days; the log has had it from the beginning.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { callWebhook, mailOwner } from '../delivery/owner-notice.js';
import { toRelays, type TakeTurn } from '../delivery/relay.js';
import type { Log } from '../log.js';
import { loadDkim } from '../message/dkim/load-keys.js';
import { addNotice, claimNotice, settleNotice, type NewNotice, type NoticeRow } from '../store/notices.js';
import type { Database, Store } from '../store/store.js';

export type TellParts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
  readonly takeTurn: TakeTurn;
};

/** Longer than any try takes: until then nobody else takes it up. */
const claimMs = 5 * 60_000;
const waitsMs = [60_000, 300_000, 900_000, 3_600_000] as const;
const mostAttempts = 52;

/** Writes it down to be told, and says it in the log. Give it the transaction of what it tells of. */
export async function noteForOwner(database: Database, log: Log, notice: NewNotice): Promise<void> {
  if (await addNotice(database, notice)) log.warn(notice.subject, { notice: notice.key, ...notice.about });
}

/** Everything that waits, one after another. Returns how many were told. */
export async function tellWaiting(parts: TellParts): Promise<number> {
  let count = 0;
  for (;;) {
    const now = parts.clock.now();
    const notice = await claimNotice(parts.store, { now, retryAt: new Date(now.getTime() + claimMs) });
    if (notice === undefined) return count;
    if (await tell(parts, notice)) count += 1;
  }
}

async function tell(parts: TellParts, notice: NoticeRow): Promise<boolean> {
  const { owner } = parts.config;
  const mailed = owner.email === undefined || notice.mailedAt !== null ? undefined : await attempt(() => mail(parts, notice, owner.email ?? ''));
  const posted = owner.webhook === undefined || notice.postedAt !== null ? undefined : await attempt(() => callWebhook(owner.webhook ?? '', toBody(notice)));
  const now = parts.clock.now();
  const trouble = [mailed, posted].filter((one) => typeof one === 'string').join('; ') || null;
  const isGivenUp = notice.attempts >= mostAttempts;
  if (trouble !== null) parts.log.warn('the owner could not be told', { notice: notice.key, trouble, attempts: notice.attempts, isGivenUp });
  await settleNotice(parts.store, notice.key, {
    mailedAt: mailed === true ? now : notice.mailedAt, postedAt: posted === true ? now : notice.postedAt, trouble,
    nextTryAt: trouble === null || isGivenUp ? null : new Date(now.getTime() + (waitsMs[notice.attempts - 1] ?? 3_600_000)),
  });
  return trouble === null;
}

function toBody({ key, subject, text, about, at }: NoticeRow): object {
  return { kind: about['kind'], key, subject, text, about, at };
}

/** True, or what went wrong. */
async function attempt(work: () => Promise<void>): Promise<true | string> {
  try {
    await work();
    return true;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function mail({ config, takeTurn }: TellParts, { key, subject, text, fromAddress, at }: NoticeRow, to: string): Promise<void> {
  const from = fromAddress ?? to;
  const messageId = `<notice-${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  // A key that cannot be read may be what is told: the mail goes without a signature then.
  const dkim = await loadDkim(config).catch(() => ({ domain: undefined, keys: [] }));
  await mailOwner(to, { relays: toRelays(config), takeTurn, dkim }, { subject, text, fromAddress, messageId, date: at });
}
