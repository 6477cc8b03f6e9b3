/**
 * The preflight of one issue, put together: sample messages, who sends, and whatever is known of the list, for the rules of preflight/. For
 * `check`, `plan`, `send`, schedules and the preview; takes an issue that is loaded and compiled already, and costs a few milliseconds.
 */
import { publicUrlOf, readsFeedback, takesFeedback, type Config } from '../config.js';
import { relaysFor, toRelay, toRelays, type Relay } from '../delivery/relay.js';
import type { OnlineAnswers } from '../preflight/online.js';
import { runPreflight } from '../preflight/preflight.js';
import type { Report } from '../preflight/rule.js';
import type { Seed } from '../preflight/seed.js';
import type { SpamAnswer } from '../preflight/spam.js';
import { createSubject, type History, type Sender, type Subject, type SubjectParts } from '../preflight/subject.js';
import type { ListRow } from '../store/lists.js';
import { makeSamples, type SampleOptions } from './samples.js';

/** An issue with what it was compiled from and into. */
export type CompiledIssue = Pick<SubjectParts, 'issue' | 'edition' | 'theme' | 'templateFiles' | 'places' | 'warnings'>;

/** Without a list, and what is known of it, the rules about sender and list are skipped. */
export type CheckOptions = SampleOptions & {
  readonly history?: History | undefined;
  readonly online?: OnlineAnswers | undefined;
  readonly seed?: Seed | undefined;
  readonly spam?: SpamAnswer | undefined;
};

export async function checkIssue(compiled: CompiledIssue, options: CheckOptions): Promise<Report> {
  return runPreflight(await makeSubject(compiled, options));
}

/** What the rules look at; for whoever gathers online answers about it first. */
export async function makeSubject(compiled: CompiledIssue, options: CheckOptions): Promise<Subject> {
  const { list, history, online, seed, spam, now } = options;
  return createSubject({
    ...compiled, history, online, seed, spam, now,
    messages: await makeSamples(compiled.edition, options),
    sender: list === undefined ? undefined : toSender(list, options.config, compiled.edition.newsletter),
  });
}

function toSender(list: ListRow, config: Config, newsletter: string): Sender {
  return {
    listSlug: list.slug, fromName: list.fromName, fromAddress: list.fromAddress, replyTo: list.replyTo, listId: list.listIdHeader,
    publicUrl: publicUrlOf(config), hasIntake: takesFeedback(config), readsFeedback: readsFeedback(config),
    relayHost: toRelay(config)?.host, relays: relaysFor(toRelays(config), newsletter).map(describeTls),
  };
}

function describeTls({ name, host, isImplicitTls, tls, isTlsVerified }: Relay): Sender['relays'][number] {
  return { name, host, tls: isImplicitTls ? 'required' : tls, isVerified: isTlsVerified };
}
