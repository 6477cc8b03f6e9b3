/** Hands one mail of the program's own to the relay: a confirmation, a link. nodemailer writes it; DKIM and the transaction are ours, as of every other mail. */
import { createTransport } from 'nodemailer';
import { createDkimSigner } from '../message/dkim/sign.js';
import type { DkimSetup } from '../message/dkim/load-keys.js';
import type { Relay } from './relay.js';
import { handOverOne, type HandedOver } from './single-mail.js';

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

/** Permanent is only what is said of the recipient or the mail; a relay that cannot be reached or refuses the login will be mended. */
export async function sendSystemMail(relay: Relay, dkim: DkimSetup, mail: SystemMail): Promise<HandedOver> {
  const raw = await signMail(await composeMail(mail), dkim, mail);
  try {
    return await handOverOne(relay, { from: mail.from.address, to: mail.to, raw });
  } catch (error) {
    return { outcome: 'temporary', reason: error instanceof Error ? error.message : String(error) };
  }
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
  const fields = raw.subarray(0, end).toString().split(/\r\n(?![ \t])/).map((field) => `${field}\r\n`);
  const signer = createDkimSigner(keys, domain ?? mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1), mail.date);
  return Buffer.concat([Buffer.from(await signer.sign(fields, [raw.subarray(end + 4)]), 'latin1'), raw]);
}
