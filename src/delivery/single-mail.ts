/** The way to a relay for one mail that is no delivery, a test or a mail of the program's own: nodemailer does the talking. */
import { createTransport } from 'nodemailer';
import type { Relay } from './relay.js';

/** Enough for a slow relay; somebody is waiting. */
const timeoutMs = 30_000;

/** What the relay said to the final dot. Throws nodemailer's error, with `responseCode` where the relay refused. */
export async function handOverOne(relay: Relay, mail: { readonly from: string; readonly to: string; readonly raw: Buffer }): Promise<string> {
  const transport = createTransport({
    host: relay.host, port: relay.port, secure: relay.isImplicitTls, requireTLS: relay.tls === 'required', ignoreTLS: relay.tls === 'off',
    tls: { rejectUnauthorized: relay.isTlsVerified }, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs,
    ...(relay.user === undefined ? {} : { auth: { user: relay.user, pass: relay.password ?? '' } }),
    ...(relay.ehloName === undefined ? {} : { name: relay.ehloName }),
  });
  try {
    const { response } = await transport.sendMail({ envelope: { from: mail.from, to: [mail.to] }, raw: mail.raw });
    return response;
  } finally {
    transport.close();
  }
}
