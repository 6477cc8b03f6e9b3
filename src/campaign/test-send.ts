/** Sends one edition as a test: to the allow list only, marked, outside of campaign and ledger, with a way out that unsubscribes nobody. */
import { randomBytes } from 'node:crypto';
import { publicUrlOf, type Config } from '../config.js';
import { toRelay } from '../delivery/relay.js';
import { sendTestMail } from '../delivery/test-mail.js';
import type { Edition } from '../edition/edition.js';
import type { Reader } from '../edition/personalise.js';
import { UserError } from '../errors.js';
import { makeTestMessage, type HiddenSections } from '../preview/mail.js';
import { requireTestRecipient } from '../preview/recipients.js';

type SendingList = { readonly fromName: string; readonly fromAddress: string };

export type TestSend = {
  readonly config: Config;
  readonly edition: Edition;
  /** Whose values the mail shows; it goes to the address of this reader. */
  readonly reader: Reader;
  readonly hidden: HiddenSections;
  readonly list?: SendingList | undefined;
  readonly now: Date;
};

export const testMark = '[TEST]';

/** As the list sends, where one is named. */
export function senderOf({ name, publisher }: Pick<Edition, 'name' | 'publisher'>, list?: SendingList): { readonly name: string; readonly address: string } {
  if (list !== undefined) return { name: list.fromName, address: list.fromAddress };
  return { name, address: publisher.email ?? 'news@example.org' };
}

/** What the relay said. Throws UserError: not allowed, no relay, not taken. */
export async function sendTestOf({ config, edition, reader, hidden, list, now }: TestSend): Promise<string> {
  const to = requireTestRecipient(config.testRecipients, reader.address);
  const relay = toRelay(config);
  if (relay === undefined) throw new UserError('relay-missing', 'No SMTP account is set.', { hint: 'Set relayUrl, such as smtp://user:password@smtp.example.org:587.' });
  const from = senderOf(edition, list);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const raw = makeTestMessage({
    edition, mark: testMark, reader: { ...reader, address: to }, hidden, from, publicUrl: publicUrlOf(config), date: now,
    messageId: `test-${randomBytes(12).toString('hex')}@${domain}`,
  });
  return sendTestMail(relay, { from: from.address, to, raw });
}
