/** Hands one mail of the program's own to the relay: a confirmation, a link. nodemailer writes it; DKIM is ours, as on every other mail. */
import { createTransport } from 'nodemailer';
import { createDkimSigner } from '../message/dkim/sign.js';
import type { DkimSetup } from '../message/dkim/load-keys.js';
import type { Relay } from './relay.js';
import { handOverOne } from './single-mail.js';

export type SystemMail = {
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly lang: string;
  readonly date: Date;
};

/** `permanent`: the relay or the recipient's server said no (5xx); another try would hear the same. */
export type HandOver = { readonly outcome: 'accepted' } | { readonly outcome: 'permanent' | 'temporary'; readonly reason: string };

export async function sendSystemMail(relay: Relay, dkim: DkimSetup, mail: SystemMail): Promise<HandOver> {
  const raw = await signMail(await composeMail(mail), dkim, mail);
  try {
    await handOverOne(relay, { from: mail.from.address, to: mail.to, raw });
    return { outcome: 'accepted' };
  } catch (error) {
    return { outcome: isPermanent(error) ? 'permanent' : 'temporary', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Only what is said of the recipient or the mail; a refused login is a matter of the relay, and will be mended. */
function isPermanent(error: unknown): boolean {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  return typeof responseCode === 'number' && responseCode >= 500 && code !== 'EAUTH';
}

/** Objects, never strings, for addresses: nothing is parsed a second time. */
async function composeMail(mail: SystemMail): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({
    from: mail.from, to: { name: '', address: mail.to }, ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    subject: mail.subject, text: mail.text, html: mail.html, date: mail.date, textEncoding: 'quoted-printable',
    // RFC 3834 5: no vacation note answers this.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'Content-Language': mail.lang },
    disableFileAccess: true, disableUrlAccess: true,
  });
  return message as Buffer;
}

async function signMail(raw: Buffer, { keys, domain }: DkimSetup, mail: SystemMail): Promise<Buffer> {
  if (keys.length === 0) return raw;
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.subarray(0, end).toString('latin1').split(/\r\n(?![ \t])/).map((field) => `${field}\r\n`);
  const signer = createDkimSigner(keys, domain ?? mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1), mail.date);
  return Buffer.concat([Buffer.from(await signer.sign(fields, [raw.subarray(end + 4)]), 'latin1'), raw]);
}
