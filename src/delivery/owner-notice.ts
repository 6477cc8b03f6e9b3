/** A mail and a POST to the owner of the installation. No delivery: no ledger, no lane; but it counts against the relay. */
import { sendSystemMail, type SystemMail, type SystemPost } from './system-mail.js';

const timeoutMs = 20_000;

/** `fromAddress`: in whose name; default the owner's own. */
export type OwnerMail = Pick<SystemMail, 'subject' | 'text' | 'messageId' | 'date'> & { readonly fromAddress: string | null };

/** By any relay: what is told may be that one of them is down. */
export async function mailOwner(email: string, post: SystemPost, { fromAddress, ...words }: OwnerMail): Promise<void> {
  const answer = await sendSystemMail(post, { ...words, from: { name: 'Courant', address: fromAddress ?? email }, replyTo: null, to: email, lang: 'en' });
  if (answer.outcome !== 'accepted') throw new Error(answer.reason);
}

export async function callWebhook(url: string, notice: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(notice), signal: AbortSignal.timeout(timeoutMs), redirect: 'error',
  });
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
}
