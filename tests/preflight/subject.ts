/** A sound subject, made of the sample letter, and ways to spoil it: the cases of every rule begin here. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { makeSamples } from '../../src/check/samples.js';
import { prepareEdition } from '../../src/cli/prepare.js';
import { readConfig } from '../../src/cli/read-config.js';
import type { Config } from '../../src/config.js';
import type { Edition } from '../../src/edition/edition.js';
import type { UserError } from '../../src/errors.js';
import { toListId } from '../../src/ids.js';
import type { Issue } from '../../src/issue/issue.js';
import { packagePath } from '../../src/package-root.js';
import type { AudienceState } from '../../src/preflight/audience.js';
import type { OnlineAnswers } from '../../src/preflight/online.js';
import type { Seed } from '../../src/preflight/seed.js';
import type { SpamAnswer } from '../../src/preflight/spam.js';
import { createSubject, type History, type Sender, type Subject } from '../../src/preflight/subject.js';
import type { ListRow } from '../../src/store/lists.js';

export const now = new Date('2026-11-22T09:00:00Z');

// Fitted pictures are kept below dataDir.
const dataDir = await mkdtemp(join(tmpdir(), 'courant-preflight-'));
after(() => rm(dataDir, { recursive: true, force: true }));

export const config: Config = readConfig({ file: undefined, environment: { COURANT_DATA_DIR: dataDir, COURANT_PUBLIC_URL: 'https://news.lanternlane.org', COURANT_FEEDBACK_PORT: '2525', COURANT_RELAY_URL: 'smtp://relay.lanternlane.org' } });
const prepared = await prepareEdition({ err: () => undefined }, config, packagePath('issues', 'letter', '2026-11-20-hello'));

export const soundIssue: Issue = prepared.issue;

const list: ListRow = {
  id: toListId('1'), slug: 'letter', name: 'Lantern Lane Tool Library', listIdHeader: 'letter.lanternlane.org', fromName: 'Lantern Lane Tool Library',
  fromAddress: 'hello@lanternlane.org', replyTo: null, lang: 'en', optIn: 'single', createdAt: new Date(0),
} as ListRow;

const soundHistory: History = {
  last: { subject: 'The October letter', slug: '2026-10-20-october', number: 1, at: new Date('2026-10-20T09:00:00Z'), listId: 'letter.lanternlane.org', fromName: 'Lantern Lane Tool Library', fromAddress: 'hello@lanternlane.org' },
  week: { accepted: 1_000, invalid: 5, complaints: 0 }, isAgain: false,
};

export const soundAudience: AudienceState = {
  count: 1_000, staleConsentCount: 0, noConsentCount: 0, roleCount: 0, domains: [{ domain: 'gmail.com', count: 700 }, { domain: 'lanternlane.org', count: 300 }], paceWarnings: [],
  countsOpensOfAll: false, ownMails: { count: 0, since: null }, leavers: { count: 0, since: null }, tellsOfConsent: true,
};

/** What a case changes; everything else stays sound. */
export type Change = {
  readonly issue?: Partial<Issue>;
  readonly edition?: Partial<Edition>;
  /** Of the edition's HTML. */
  readonly html?: (html: string) => string;
  /** Of the edition's text part. */
  readonly text?: (text: string) => string;
  /** Of the finished messages, as latin1; the index tells the sample readers apart. */
  readonly raw?: (octets: string, index: number) => string;
  readonly list?: Partial<ListRow>;
  readonly sender?: Partial<Sender>;
  readonly envelopeSender?: string;
  readonly history?: Partial<History>;
  readonly audience?: Partial<AudienceState>;
  readonly seed?: Seed;
  readonly online?: OnlineAnswers;
  readonly spam?: SpamAnswer;
  readonly warnings?: readonly UserError[];
};

/** Puts markup in front of the end of the text. */
export function adding(markup: string): Change {
  return { html: (html) => html.replace(/<h1/, `${markup}<h1`) };
}

/** Replaces a header field of each message, or adds it. */
export function withField(name: string, value: string): Change {
  return { raw: (octets) => `${name}: ${value}\r\n${octets.replace(new RegExp(`^${name}:.*\\r\\n(?:[ \\t].*\\r\\n)*`, 'im'), '')}` };
}

export function withSubject(subject: string): Change {
  return { edition: { subject } };
}

export async function makeSubject(change: Change = {}): Promise<Subject> {
  const issue = { ...prepared.issue, ...change.issue };
  const { html = (same: string) => same, text = (same: string) => same, raw = (same: string) => same } = change;
  const edition = { ...prepared.edition, html: html(prepared.edition.html), text: text(prepared.edition.text), ...change.edition };
  const row = { ...list, ...change.list };
  const samples = await makeSamples(edition, { config, list: row, now });
  return createSubject({
    issue, edition, places: prepared.places, warnings: change.warnings ?? [], now, online: change.online,
    messages: samples.map((sample, index) => ({ ...sample, raw: Buffer.from(raw(sample.raw.toString('latin1'), index), 'latin1'), ...(change.envelopeSender === undefined ? {} : { envelopeSender: change.envelopeSender }) })),
    sender: {
      listSlug: row.slug, fromName: row.fromName, fromAddress: row.fromAddress, replyTo: row.replyTo, listId: row.listIdHeader,
      publicUrl: 'https://news.lanternlane.org', hasIntake: true, readsFeedback: true, relayHost: 'relay.lanternlane.org',
      relays: [{ name: 'default', host: 'relay.lanternlane.org', tls: 'required', isVerified: true }], ...change.sender,
    },
    history: { ...soundHistory, audience: { ...soundAudience, ...change.audience }, ...change.history }, seed: change.seed, spam: change.spam,
  });
}
