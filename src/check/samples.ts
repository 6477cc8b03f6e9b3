/** The messages that sample readers would get: of the usual reader, the one without a name, the one with the fewest sections, and the longest values. */
import type { Config } from '../config.js';
import type { Variant } from '../edition/conditional.js';
import type { Edition } from '../edition/edition.js';
import { toCampaignId, toListId, toSubscriberId } from '../ids.js';
import type { FieldValues } from '../message/field-text.js';
import type { TokenKeys } from '../message/signed-token.js';
import type { SubjectParts } from '../preflight/subject.js';
import type { ListRow } from '../store/lists.js';
import { createSignedMaker, toMailSetup, type Signing } from '../campaign/mailing.js';

export type SampleOptions = {
  readonly config: Config;
  readonly now: Date;
  /** Without one a stand-in sends. */
  readonly list?: ListRow | undefined;
  /** Keys of the installation; without them made-up ones sign the links of the samples. */
  readonly keys?: TokenKeys | undefined;
  /** The longest value of each field that a reader of the list has. */
  readonly longest?: FieldValues | undefined;
  /** Signs the samples as the mails will be. */
  readonly dkim?: Signing | undefined;
};

type SampleReader = { readonly reader: string; readonly address: string; readonly name: string | null; readonly fields?: FieldValues; readonly variant?: Variant };

// RFC 5321 4.5.3.1: 64 octets before the @ and 254 in all.
const longAddress = `${'longest-address-'.repeat(4)}@${'subdomain.'.repeat(17)}example.org`;

const longName = '아주 긴 이름을 가진 독자 '.repeat(6).trim();

/** The first is the usual one, the last the longest. Where sections are for some, also who sees none of them. */
function sampleReaders(edition: Edition, longest: FieldValues | undefined): readonly SampleReader[] {
  const fields = edition.fields ?? [];
  const all = (value: string): FieldValues => Object.fromEntries(fields.map(({ name }) => [name, value]));
  // What has no default is asked of nobody who lacks it.
  const least = Object.fromEntries(fields.filter((field) => field.default === undefined).map(({ name }) => [name, 'Value']));
  const fewest: readonly SampleReader[] = edition.conditionalSections === undefined ? [] : [{ reader: 'fewest sections', address: 'few@example.org', name: 'Reader', fields: all('Value'), variant: 0 }];
  return [
    { reader: 'usual', address: 'reader@example.org', name: 'Reader', fields: all('Value') },
    { reader: 'without a name', address: 'nameless@example.org', name: null, fields: least },
    ...fewest,
    { reader: 'longest values', address: longAddress, name: longName, fields: { ...all(longName), ...longest } },
  ];
}

/** Ids as long as they get, one for each reader. */
const longestId = 9_007_199_254_740_991;

export async function makeSamples(edition: Edition, { config, list, keys, dkim, now, longest }: SampleOptions): Promise<SubjectParts['messages']> {
  const setup = list === undefined && config.publicUrl === undefined ? { ...toMailSetup(config), publicUrl: 'https://news.example.org' } : toMailSetup(config);
  const source = { edition, list: list ?? standIn(edition), campaignId: toCampaignId(String(longestId)), date: now };
  const make = createSignedMaker(source, keys ?? { current: 1, secrets: new Map([[1, new Uint8Array(32)]]) }, setup, dkim ?? { domain: undefined, keys: [] });
  return Promise.all(sampleReaders(edition, longest).map(async ({ reader, ...about }, index) => {
    const { message, envelopeSender } = await make({ subscriberId: toSubscriberId(String(longestId - index)), ...about }, false);
    const unsubscribeUrl = /^List-Unsubscribe:\s*<(https?:[^>]+)>/im.exec(message.toString('latin1'))?.[1] ?? '';
    return { reader, raw: message, envelopeSender, unsubscribeUrl, readerAddress: about.address };
  }));
}

/** Who sends in a check without a list. */
function standIn({ newsletter, name, publisher, lang }: Edition): ListRow {
  return {
    id: toListId('0'), slug: newsletter, name, listIdHeader: `${newsletter}.example.org`, fromName: name,
    fromAddress: publisher.email ?? 'news@example.org', replyTo: null, lang, optIn: 'single', names: {}, attributes: [], topics: [], frequency: null, frequencies: [], timeZone: null, quiet: null, subscribe: 'closed', welcome: false, accent: null, font: 'sans', logo: null, consentTexts: {}, createdAt: new Date(0),
  };
}
