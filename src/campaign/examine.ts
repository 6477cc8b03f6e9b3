/**
 * The preflight of one issue: makes the messages that sample readers would get, gathers who sends, and runs the rules. For `check`, `plan`,
 * `send` and the preview; takes an issue that is loaded and compiled already, and costs a few milliseconds.
 */
import { publicUrlOf, type Config } from '../config.js';
import { toRelay } from '../delivery/relay.js';
import type { Edition } from '../edition/edition.js';
import type { UserError } from '../errors.js';
import { toCampaignId, toListId, toSubscriberId } from '../ids.js';
import type { Issue } from '../issue/issue.js';
import type { IssuePlaces } from '../issue/places.js';
import type { TokenKeys } from '../message/signed-token.js';
import type { OnlineAnswers } from '../preflight/online.js';
import { runPreflight } from '../preflight/preflight.js';
import type { Report } from '../preflight/rule.js';
import { createSubject, type History, type Sender, type Subject, type SubjectParts } from '../preflight/subject.js';
import type { ListRow } from '../store/lists.js';
import type { TemplateFile } from '../template/engine.js';
import type { Theme } from '../template/theme.js';
import { createMailMaker, toMailSetup } from './mailing.js';

export type Examined = {
  readonly issue: Issue;
  readonly edition: Edition;
  readonly theme?: Theme | undefined;
  readonly templateFiles?: readonly TemplateFile[] | undefined;
  readonly places?: IssuePlaces | undefined;
  readonly warnings?: readonly UserError[] | undefined;
};

export type ExamineOptions = {
  readonly config: Config;
  readonly now: Date;
  /** Without one a stand-in sends, and rules about the sender are skipped. */
  readonly list?: ListRow | undefined;
  readonly history?: History | undefined;
  readonly online?: OnlineAnswers | undefined;
  /** Keys of the installation; without them made-up ones sign the links of the samples. */
  readonly keys?: TokenKeys | undefined;
};

export function examineIssue(examined: Examined, options: ExamineOptions): Report {
  return runPreflight(makeSubject(examined, options));
}

/** What the rules look at; for whoever gathers online answers about it first. */
export function makeSubject(examined: Examined, options: ExamineOptions): Subject {
  const { list, history, online, now } = options;
  return createSubject({
    ...examined, warnings: examined.warnings ?? [], history, online, now,
    messages: makeSamples(examined.edition, options),
    sender: list === undefined ? undefined : toSender(list, options.config),
  });
}

type SampleReader = { readonly reader: string; readonly address: string; readonly name: string | null };

// RFC 5321 4.5.3.1: 64 octets before the @ and 254 in all.
const longAddress = `${'longest-address-'.repeat(4)}@${'subdomain.'.repeat(17)}example.org`;

/** The first is the usual one, the last the longest. */
const readers: readonly SampleReader[] = [
  { reader: 'usual', address: 'reader@example.org', name: 'Reader' },
  { reader: 'without a name', address: 'nameless@example.org', name: null },
  { reader: 'longest values', address: longAddress, name: '아주 긴 이름을 가진 독자 '.repeat(6).trim() },
];

/** Ids as long as they get, one for each reader. */
const longestId = 9_007_199_254_740_991;

export function makeSamples(edition: Edition, { config, list, keys, now }: Omit<ExamineOptions, 'history' | 'online'>): SubjectParts['messages'] {
  const setup = list === undefined && config.publicUrl === undefined ? { ...toMailSetup(config), publicUrl: 'https://news.example.org' } : toMailSetup(config);
  const source = { edition, list: list ?? standIn(edition), campaignId: toCampaignId(String(longestId)), date: now };
  const make = createMailMaker(source, keys ?? { current: 1, secrets: new Map([[1, new Uint8Array(32)]]) }, setup);
  return readers.map(({ reader, address, name }, index) => {
    const { message, envelopeSender } = make({ subscriberId: toSubscriberId(String(longestId - index)), address, name }, false);
    const unsubscribeUrl = /^List-Unsubscribe:\s*<(https?:[^>]+)>/im.exec(message.toString('latin1'))?.[1] ?? '';
    return { reader, raw: message, envelopeSender, unsubscribeUrl, readerAddress: address };
  });
}

/** Who sends in a check without a list. */
function standIn({ newsletter, name, publisher, lang }: Edition): ListRow {
  return {
    id: toListId('0'), slug: newsletter, name, listIdHeader: `${newsletter}.example.org`, fromName: name,
    fromAddress: publisher.email ?? 'news@example.org', replyTo: null, lang, optIn: 'single', names: {}, attributes: [], topics: [], frequency: null, createdAt: new Date(0),
  };
}

function toSender(list: ListRow, config: Config): Sender {
  return {
    listSlug: list.slug, fromName: list.fromName, fromAddress: list.fromAddress, replyTo: list.replyTo, listId: list.listIdHeader,
    publicUrl: publicUrlOf(config), hasIntake: config.feedbackPort !== undefined, relayHost: toRelay(config)?.host,
  };
}
