/** A campaign's mails: the edition compiled into a message once, then filled for each delivery. */
import { publicUrlOf, type Config } from '../config.js';
import type { Mailing } from '../delivery/deliver.js';
import type { Edition } from '../edition/edition.js';
import type { CampaignId, ListId, SubscriberId } from '../ids.js';
import { compileMessage, type CompiledMessage } from '../message/compile.js';
import { makeEnvelopeSender } from '../message/envelope-sender.js';
import { makeMessageId } from '../message/message-id.js';
import { renderMessage } from '../message/render.js';
import type { TokenKeys } from '../message/signed-token.js';
import { makeUnsubscribeAddress, makeUnsubscribeToken } from '../message/unsubscribe-token.js';
import { toWire } from '../message/wire.js';
import type { CampaignRow } from '../store/campaigns.js';
import { findEdition } from '../store/editions.js';
import { findListById, type ListRow } from '../store/lists.js';
import type { Database } from '../store/store.js';

export type MailSetup = {
  readonly publicUrl: string;
  /** Of the envelope senders. */
  readonly bounceDomain: string | undefined;
  /** Mail to the bounce domain is read: List-Unsubscribe may offer a mailto. */
  readonly hasIntake: boolean;
};

export function toMailSetup(config: Config): MailSetup {
  return { publicUrl: publicUrlOf(config), bounceDomain: config.bounceDomain, hasIntake: config.feedbackPort !== undefined };
}

type Reader = { readonly subscriberId: SubscriberId; readonly address: string; readonly name: string | null };
export type Mail = { readonly envelopeSender: string; readonly message: Buffer };
type MakeMail = (reader: Reader, has8BitMime: boolean) => Mail;

/** The mails of an edition to a list. `date` is the campaign's: every attempt has the same bytes (I12). */
export function createMailMaker(
  source: { edition: Edition; list: ListRow; campaignId: CampaignId; date: Date },
  keys: TokenKeys,
  setup: MailSetup,
): MakeMail {
  const { edition, list, campaignId, date } = source;
  const compiled = new Map<boolean, CompiledMessage>();
  const fromDomain = list.fromAddress.slice(list.fromAddress.lastIndexOf('@') + 1);
  const bounceDomain = setup.bounceDomain ?? fromDomain;
  const compile = (has8BitMime: boolean): CompiledMessage => {
    const message = compiled.get(has8BitMime) ?? compileMessage({
      edition, date, has8BitMime, publicUrl: setup.publicUrl,
      from: { name: list.fromName, address: list.fromAddress },
      replyTo: list.replyTo ?? undefined,
      listId: { name: list.name, id: list.listIdHeader },
    });
    compiled.set(has8BitMime, message);
    return message;
  };
  return (reader, has8BitMime) => {
    const delivery = { campaignId, subscriberId: reader.subscriberId };
    const leaving = { ...delivery, listId: list.id as ListId };
    const message = renderMessage(compile(has8BitMime), {
      address: reader.address,
      name: reader.name ?? undefined,
      messageId: makeMessageId(keys, delivery, fromDomain),
      unsubscribeUrl: `${setup.publicUrl}/u/${makeUnsubscribeToken(keys, leaving)}`,
      unsubscribeAddress: setup.hasIntake ? makeUnsubscribeAddress(keys, leaving, bounceDomain) : undefined,
    });
    return { envelopeSender: makeEnvelopeSender(keys, delivery, bounceDomain), message };
  };
}

/** The mails of a frozen campaign, as the delivery loop asks for them. */
export async function loadMailing(database: Database, campaign: CampaignRow, secrets: TokenKeys['secrets'], setup: MailSetup): Promise<Mailing> {
  const edition = await findEdition(database, campaign.editionHash);
  const list = await findListById(database, campaign.listId);
  if (!edition || !list) throw new Error(`campaign ${campaign.id} has lost its edition or its list`);
  const make = createMailMaker({ edition, list, campaignId: campaign.id, date: campaign.createdAt }, { current: campaign.keyId, secrets }, setup);
  return {
    make(row, session) {
      const { envelopeSender, message } = make(row, session.has8BitMime);
      return { envelopeSender, wire: toWire(message), is8Bit: session.has8BitMime };
    },
  };
}
