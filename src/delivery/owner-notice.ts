/** Tells the owner of the installation by mail and by webhook. No delivery: no ledger, no lane. */
import { createTransport } from 'nodemailer';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import type { Relay } from './relay.js';

export type OwnerNotice = { readonly kind: string; readonly subject: string; readonly text: string };

const timeoutMs = 20_000;

/** What could not be told is a line in the log: whoever tells must not stop for it. */
export async function tellOwner(owner: Config['owner'], relays: readonly Relay[], notice: OwnerNotice, log: Log): Promise<void> {
  log.warn('told the owner', { kind: notice.kind, subject: notice.subject });
  await Promise.all([
    owner.email === undefined ? undefined : mailOwner(owner.email, relays, notice).catch((error: unknown) => log.error('the owner could not be mailed', { error })),
    owner.webhook === undefined ? undefined : callWebhook(owner.webhook, notice).catch((error: unknown) => log.error('the webhook of the owner did not answer', { error })),
  ]);
}

/** `fromAddress`: in whose name; default the owner's own. `messageId` stays the same over tries: a mail that was taken and not said so is one in the inbox. */
export type OwnerMail = { readonly subject: string; readonly text: string; readonly fromAddress?: string | null; readonly messageId?: string; readonly date?: Date };

/** The first relay that takes it: what is told may be that one of them is down. */
export async function mailOwner(email: string, relays: readonly Relay[], { subject, text, fromAddress, messageId, date }: OwnerMail): Promise<void> {
  let fault: unknown = new Error('there is no relay');
  for (const relay of relays) {
    const transport = createTransport({
      host: relay.host, port: relay.port, secure: relay.isImplicitTls, requireTLS: relay.tls === 'required', ignoreTLS: relay.tls === 'off',
      tls: { rejectUnauthorized: relay.isTlsVerified }, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs,
      ...(relay.user === undefined ? {} : { auth: { user: relay.user, pass: relay.password ?? '' } }),
    });
    try {
      // RFC 3834 5: nobody's vacation note answers this.
      await transport.sendMail({ from: { name: 'Courant', address: fromAddress ?? email }, to: email, subject, text, messageId, date, headers: { 'Auto-Submitted': 'auto-generated' } });
      return;
    } catch (error) {
      fault = error;
    } finally {
      transport.close();
    }
  }
  throw fault;
}

export async function callWebhook(url: string, notice: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(notice), signal: AbortSignal.timeout(timeoutMs), redirect: 'error',
  });
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
}
