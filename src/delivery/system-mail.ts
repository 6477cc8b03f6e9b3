/** Hands one mail of the program's own to a relay: a confirmation, a link, a word to the owner. nodemailer writes it; DKIM and the transaction are ours, as of every other mail. */
import { createTransport } from 'nodemailer';
import { createDkimSigner } from '../message/dkim/sign.js';
import type { DkimSetup } from '../message/dkim/load-keys.js';
import type { Relay, TakeTurn } from './relay.js';
import { handOverOne, type HandedOver } from './single-mail.js';

export type SystemMail = {
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly lang: string;
  readonly date: Date;
  /** The same over all tries: a mail that was taken and not said so is one in the inbox. Default: one is made up. */
  readonly messageId?: string;
};

export type SystemPost = { readonly relays: readonly Relay[]; readonly dkim: DkimSetup; readonly takeTurn: TakeTurn };

/** The first relay that has room for it, offers what the address needs and takes it. When none does, what the surest of them said. */
export async function sendSystemMail({ relays, dkim, takeTurn }: SystemPost, mail: SystemMail): Promise<HandedOver> {
  const answers: HandedOver[] = [];
  for (const relay of relays) {
    const answer = (await takeTurn(relay)) ? await tryRelay(relay, dkim, mail) : notNow(`the relay ${relay.name} takes nothing more just now, by its quota or its pace`);
    if (answer.outcome === 'accepted') return answer;
    answers.push(answer);
  }
  const said = (outcome: HandedOver['outcome']): HandedOver | undefined => answers.find((answer) => answer.outcome === outcome);
  return said('permanent') ?? said('temporary') ?? said('not-offered') ?? notNow('no relay is set, so no mail can be sent');
}

function notNow(reason: string): HandedOver {
  return { outcome: 'temporary', reason };
}

/** Permanent is only what is said of the recipient or the mail; a relay that cannot be reached or refuses the login will be mended. */
async function tryRelay(relay: Relay, dkim: DkimSetup, mail: SystemMail): Promise<HandedOver> {
  const raw = await signMail(await composeMail(mail), dkim, mail);
  try {
    return await handOverOne(relay, { from: mail.from.address, to: mail.to, raw });
  } catch (error) {
    return notNow(error instanceof Error ? error.message : String(error));
  }
}

/** Objects, never strings, for addresses: nothing is parsed a second time. */
async function composeMail(mail: SystemMail): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({
    from: mail.from, to: { name: '', address: mail.to }, ...(mail.replyTo === null ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    subject: mail.subject, text: mail.text, html: mail.html, date: mail.date, messageId: mail.messageId, textEncoding: 'quoted-printable',
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
