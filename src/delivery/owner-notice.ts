/** A mail and a POST to the owner of the installation. No delivery: no ledger, no lane; but it counts against the relay. */
import { createTransport } from 'nodemailer';
import type { Relay, TakeTurn } from './relay.js';

const timeoutMs = 20_000;

/** `fromAddress`: in whose name; default the owner's own. `messageId` stays the same over tries: a mail that was taken and not said so is one in the inbox. */
export type OwnerMail = { readonly subject: string; readonly text: string; readonly fromAddress?: string | null; readonly messageId?: string; readonly date?: Date };

/** The first relay that has room for it and takes it: what is told may be that one of them is down. */
export async function mailOwner(email: string, { relays, takeTurn }: { readonly relays: readonly Relay[]; readonly takeTurn: TakeTurn }, { subject, text, fromAddress, messageId, date }: OwnerMail): Promise<void> {
  let fault: unknown = new Error('there is no relay');
  for (const relay of relays) {
    if (!(await takeTurn(relay))) {
      fault = new Error(`the relay ${relay.name} takes nothing more just now, by its quota or its pace`);
      continue;
    }
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
