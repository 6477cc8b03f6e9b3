/** What the preflight looks at: one issue compiled, its message as sample readers would get it, who sends it, and what was sent before. */
import type { UserError } from '../errors.js';
import type { Edition } from '../edition/edition.js';
import { printPublicText } from '../edition/public-text.js';
import type { Issue } from '../issue/issue.js';
import { noPlaces, type IssuePlaces } from '../issue/places.js';
import type { TemplateFile } from '../template/engine.js';
import type { Theme } from '../template/theme.js';
import type { AudienceState } from './audience.js';
import { linksIn, type MailLink } from './links.js';
import { parseMail, type MailTree } from './mail-tree.js';
import { readMessage, type ReadMessage } from './message.js';
import type { OnlineAnswers } from './online.js';
import type { Seed } from './seed.js';
import type { SpamAnswer } from './spam.js';
import { defaultMix } from './support/clients.js';
import { findGaps, type Gap } from './support/gaps.js';
import { readMail } from './support/read-html.js';

/** The message as one reader gets it. usual: name and address of some length. longest: every value as long as one may be. */
export type SampleMessage = ReadMessage & {
  readonly reader: string;
  readonly envelopeSender: string;
  readonly unsubscribeUrl: string;
  readonly readerAddress: string;
};

/** Who sends. */
export type Sender = {
  readonly listSlug: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: string | null;
  readonly listId: string;
  readonly publicUrl: string;
  /** Mail to the bounce domain is read. */
  readonly hasIntake: boolean;
  /** Bounces and complaints are taken in, in whatever way. */
  readonly readsFeedback: boolean;
  /** Host of the relay; undefined: none is set. */
  readonly relayHost: string | undefined;
  /** Those that may carry the newsletter. */
  readonly relays: readonly { readonly name: string; readonly host: string; readonly tls: 'auto' | 'required' | 'off'; readonly isVerified: boolean }[];
};

/** What went to the list before. */
export type History = {
  /** A campaign of the same issue to the same list, not cancelled. */
  readonly sameIssue?: { readonly campaignId: string; readonly state: string; readonly at: Date } | undefined;
  /** The last other campaign to this list. */
  readonly last?: { readonly subject: string; readonly slug: string; readonly number?: number | undefined; readonly at: Date; readonly listId?: string | undefined; readonly fromName?: string | undefined; readonly fromAddress?: string | undefined } | undefined;
  /** Of the last seven days, over all lists of the From domain. */
  readonly week: { readonly accepted: number; readonly invalid: number; readonly complaints: number };
  /** The sender asked to send the same issue again. */
  readonly isAgain: boolean;
  /** The people it goes to, counted. */
  readonly audience?: AudienceState | undefined;
};

export type SubjectParts = {
  readonly issue: Issue;
  readonly edition: Edition;
  readonly theme?: Theme | undefined;
  /** What the mail was made with, for places. */
  readonly templateFiles?: readonly TemplateFile[] | undefined;
  readonly places?: IssuePlaces | undefined;
  /** What loading the issue warned of. */
  readonly warnings?: readonly UserError[] | undefined;
  /** The first is the usual one, the last the longest. */
  readonly messages: readonly (Omit<SampleMessage, keyof ReadMessage> & { readonly raw: Buffer })[];
  readonly sender?: Sender | undefined;
  readonly history?: History | undefined;
  readonly online?: OnlineAnswers | undefined;
  /** A test mail that came back. */
  readonly seed?: Seed | undefined;
  /** Of a SpamAssassin on this machine, to the usual message. */
  readonly spam?: SpamAnswer | undefined;
  readonly now: Date;
};

/** The subject of `edition` is in words: fields of the reader stand there as everybody sees them. */
export type Subject = Omit<SubjectParts, 'messages' | 'places' | 'warnings'> & {
  readonly places: IssuePlaces;
  readonly warnings: readonly UserError[];
  readonly messages: readonly SampleMessage[];
  readonly usual: SampleMessage;
  readonly longest: SampleMessage;
  /** The HTML part of the usual message, parsed once. */
  readonly mail: MailTree;
  readonly links: readonly MailLink[];
  /** What of the mail some mail programs of the readers do not know. */
  readonly gaps: readonly Gap[];
};

/** Reads and parses everything once; rules only look. */
export function createSubject(parts: SubjectParts): Subject {
  // Not the other way round: a spread would read what a message makes when it is asked for.
  const messages = parts.messages.map(({ raw, ...about }) => Object.assign(readMessage(raw), about));
  const [usual, longest] = [messages[0], messages.at(-1)];
  if (usual === undefined || longest === undefined) throw new Error('the preflight needs a sample message');
  const places = parts.places ?? noPlaces;
  const mail = parseMail(usual.html);
  const gaps = findGaps(readMail(parts.edition.html), parts.issue.clients ?? defaultMix(parts.edition.lang));
  const edition = { ...parts.edition, subject: printPublicText(parts.edition.subject, parts.edition.fields) };
  return { ...parts, edition, places, warnings: parts.warnings ?? [], messages, usual, longest, mail, links: linksIn(mail, { places, templateFiles: parts.templateFiles }), gaps };
}
