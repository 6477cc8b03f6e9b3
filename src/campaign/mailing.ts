/** A campaign's mails: the edition compiled into a message once, then filled for each delivery. */
import { publicUrlOf, takesFeedback, type Config } from '../config.js';
import type { Mailing } from '../delivery/transact.js';
import { toVariant, type Variant } from '../edition/conditional.js';
import type { Edition } from '../edition/edition.js';
import type { CampaignId, ListId, SubscriberId } from '../ids.js';
import { compileMessage, type CompiledMessage } from '../message/compile.js';
import type { DkimKey } from '../message/dkim/key.js';
import { createDkimSigner, type DkimSigner, type SignText } from '../message/dkim/sign.js';
import { createFieldWriter, type FieldText, type FieldValues } from '../message/field-text.js';
import { makeEnvelopeSender } from '../message/envelope-sender.js';
import { makeMessageId } from '../message/message-id.js';
import { fillMessage, joinMessage, piecesOf, type FilledMessage } from '../message/render.js';
import type { TokenKeys } from '../message/signed-token.js';
import { makeUnsubscribeAddress, makeUnsubscribeToken } from '../message/unsubscribe-token.js';
import { createStuffer, joinSmall } from '../message/wire.js';
import type { CampaignRow } from '../store/campaigns.js';
import { findEdition } from '../store/editions.js';
import { findListById, type ListRow } from '../store/lists.js';
import { findCampaignTracking } from '../store/tracking.js';
import { countEdition, toCounting, type CampaignCounting } from './counting.js';
import type { Database } from '../store/store.js';

export type MailSetup = {
  readonly publicUrl: string;
  /** Of the envelope senders. */
  readonly bounceDomain: string | undefined;
  /** Mail to the bounce domain is read: List-Unsubscribe may offer a mailto. */
  readonly hasIntake: boolean;
};

export function toMailSetup(config: Config): MailSetup {
  return { publicUrl: publicUrlOf(config), bounceDomain: config.bounceDomain, hasIntake: takesFeedback(config) };
}

/** Of `DkimSetup` what signing needs. */
export type Signing = { readonly domain: string | undefined; readonly keys: readonly DkimKey[]; /** Default: in the thread pool. */ readonly sign?: SignText };

export type MailReader = {
  readonly subscriberId: SubscriberId;
  readonly address: string;
  readonly name: string | null;
  readonly fields?: FieldValues | null;
  /** Null: all sections. */
  readonly variant?: Variant | null;
  /** Counted links name this reader. */
  readonly tracked?: boolean | null;
};
export type Mail = { readonly envelopeSender: string; readonly message: Buffer };
type MakeMail = (reader: MailReader, has8BitMime: boolean) => Mail;
type FillMail = (reader: MailReader, has8BitMime: boolean) => { readonly envelopeSender: string; readonly filled: FilledMessage };

/** `date` is the campaign's: every attempt has the same bytes (I12). */
export type MailSource = { readonly edition: Edition; readonly list: ListRow; readonly campaignId: CampaignId; readonly date: Date; /** Links that are counted; default: none. */ readonly counting?: CampaignCounting | undefined };

/** The mails of an edition to a list, unsigned: as samples show and measure them. */
export function createMailMaker(source: MailSource, keys: TokenKeys, setup: MailSetup): MakeMail {
  const fill = createFiller(source, keys, setup);
  return (reader, has8BitMime) => {
    const { envelopeSender, filled } = fill(reader, has8BitMime);
    return { envelopeSender, message: joinMessage(filled) };
  };
}

/** Compiled forms kept: each has some 200 KB, and an issue may have thousands. */
const mostCompiled = 64;

function createFiller(source: MailSource, keys: TokenKeys, setup: MailSetup): FillMail {
  const { list, campaignId, date } = source;
  const { edition, clickToken } = countEdition(source, keys, setup.publicUrl);
  const compiled = new Map<string, CompiledMessage>();
  const writeFields = createFieldWriter(edition.fields ?? [], edition.lang);
  const everything = toVariant(edition, 'all');
  const fromDomain = domainOf(list.fromAddress);
  const bounceDomain = setup.bounceDomain ?? fromDomain;
  const compile = (has8BitMime: boolean, variant: Variant): CompiledMessage => {
    const key = `${variant} ${has8BitMime}`;
    const message = compiled.get(key) ?? compileMessage({
      edition, date, has8BitMime, variant, publicUrl: setup.publicUrl,
      from: { name: list.fromName, address: list.fromAddress },
      replyTo: list.replyTo ?? undefined,
      listId: { name: list.name, id: list.listIdHeader },
    });
    // The one asked for last goes to the end; when there are too many, the one that nobody asked for the longest goes.
    compiled.delete(key);
    compiled.set(key, message);
    const oldest = compiled.size > mostCompiled ? compiled.keys().next().value : undefined;
    if (oldest !== undefined) compiled.delete(oldest);
    return message;
  };
  const fieldsOf = (reader: MailReader): readonly FieldText[] | undefined => {
    const fields = edition.fields === undefined ? undefined : writeFields(reader.fields ?? {});
    if (clickToken === undefined) return fields;
    const token = clickToken(reader.tracked === true ? reader.subscriberId : null);
    return [...(fields ?? []), { inText: token, inAddress: token }];
  };
  return (reader, has8BitMime) => {
    const delivery = { campaignId, subscriberId: reader.subscriberId };
    const leaving = { ...delivery, listId: list.id as ListId };
    const filled = fillMessage(compile(has8BitMime, reader.variant ?? everything), {
      address: reader.address,
      name: reader.name ?? undefined,
      fields: fieldsOf(reader),
      messageId: makeMessageId(keys, delivery, fromDomain),
      unsubscribeUrl: `${setup.publicUrl}/u/${makeUnsubscribeToken(keys, leaving)}`,
      unsubscribeAddress: setup.hasIntake ? makeUnsubscribeAddress(keys, leaving, bounceDomain) : undefined,
    });
    return { envelopeSender: makeEnvelopeSender(keys, delivery, bounceDomain), filled };
  };
}

/** The mails of a frozen campaign, as the delivery loop asks for them: signed when keys are set. */
export async function loadMailing(database: Database, campaign: CampaignRow, secrets: TokenKeys['secrets'], setup: MailSetup, dkim: Signing): Promise<Mailing> {
  const edition = await findEdition(database, campaign.editionHash);
  const list = await findListById(database, campaign.listId);
  if (!edition || !list) throw new Error(`campaign ${campaign.id} has lost its edition or its list`);
  return createMailing({ edition, list, campaignId: campaign.id, date: campaign.createdAt, counting: toCounting(await findCampaignTracking(database, campaign.id)) }, { current: campaign.keyId, secrets }, setup, dkim);
}

export function createMailing(source: MailSource, keys: TokenKeys, setup: MailSetup, dkim: Signing): Mailing {
  const make = createPieceMaker(source, keys, setup, dkim);
  const stuff = createStuffer();
  return {
    async make(row, { has8BitMime }) {
      const { envelopeSender, pieces } = await make(row, has8BitMime);
      return { envelopeSender, wire: joinSmall(stuff(pieces)), is8Bit: has8BitMime };
    },
  };
}

/** Whole messages, signed when keys are set. */
export function createSignedMaker(source: MailSource, keys: TokenKeys, setup: MailSetup, dkim: Signing): (reader: MailReader, has8BitMime: boolean) => Promise<Mail> {
  const make = createPieceMaker(source, keys, setup, dkim);
  return async (reader, has8BitMime) => {
    const { envelopeSender, pieces } = await make(reader, has8BitMime);
    return { envelopeSender, message: Buffer.concat(pieces) };
  };
}

type MakePieces = (reader: MailReader, has8BitMime: boolean) => Promise<{ readonly envelopeSender: string; readonly pieces: readonly Buffer[] }>;

function createPieceMaker(source: MailSource, keys: TokenKeys, setup: MailSetup, dkim: Signing): MakePieces {
  const fill = createFiller(source, keys, setup);
  // One for each form of the message: it remembers what its mails have in common.
  const newSigner = (): DkimSigner => createDkimSigner(dkim.keys, dkim.domain ?? domainOf(source.list.fromAddress), source.date, dkim.sign);
  const signers = { eightBit: newSigner(), encoded: newSigner() };
  return async (reader, has8BitMime) => {
    const { envelopeSender, filled } = fill(reader, has8BitMime);
    const signatures = dkim.keys.length === 0 ? '' : await (has8BitMime ? signers.eightBit : signers.encoded).sign(filled.fields, filled.body);
    return { envelopeSender, pieces: piecesOf(filled, signatures) };
  };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
