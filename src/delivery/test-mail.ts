/** Hands one mail to the relay that is no delivery: a test for the editor. No ledger, no lane, no signed sender; nodemailer does the talking. */
import { createTransport } from 'nodemailer';
import { UserError } from '../errors.js';
import type { Relay } from './relay.js';

export type TestMail = { readonly from: string; readonly to: string; readonly raw: Buffer };

/** Enough for a slow relay; somebody is waiting. */
const timeoutMs = 30_000;

/** What the relay said. Throws UserError `relay-unreachable`. */
export async function sendTestMail(relay: Relay, mail: TestMail): Promise<string> {
  const transport = createTransport({
    host: relay.host, port: relay.port, secure: relay.isImplicitTls, requireTLS: relay.tls === 'required', ignoreTLS: relay.tls === 'off',
    tls: { rejectUnauthorized: relay.isTlsVerified }, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs,
    ...(relay.user === undefined ? {} : { auth: { user: relay.user, pass: relay.password ?? '' } }),
    ...(relay.ehloName === undefined ? {} : { name: relay.ehloName }),
  });
  try {
    const { response } = await transport.sendMail({ envelope: { from: mail.from, to: [mail.to] }, raw: mail.raw });
    return response;
  } catch (error) {
    throw new UserError('relay-unreachable', `The relay did not take the test: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Check relayUrl; `courant doctor` tells more.', cause: error });
  } finally {
    transport.close();
  }
}
