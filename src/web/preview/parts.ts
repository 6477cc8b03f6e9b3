/** What the routes of the preview are given by desk.ts. */
import type { Edition, MailEdition } from '../../edition/edition.js';
import type { Report } from '../../preflight/rule.js';
import type { KnownLinks } from '../../preview/ask-links.js';
import type { Render } from '../../preview/compiler.js';
import type { FaultPlace, Locate } from '../../preview/fault.js';
import type { ListedLink } from '../../preview/links.js';
import type { PreviousIssue } from '../../preview/previous.js';
import type { IssueName, ListedNewsletter } from '../../preview/project.js';
import type { SampleReader } from '../../preview/reader.js';
import type { SectionChoice } from '../../preview/section-choice.js';
import type { ReadReaders } from '../../preview/readers-file.js';
import type { SourceTexts } from '../../preview/source-texts.js';
import type { Workbench } from '../../preview/workbench.js';
import type { PreviewEvents } from './events.js';

export type Examined = { readonly report: Report; readonly links: readonly ListedLink[] };

export type PreviewParts = {
  readonly workbench: Workbench;
  readonly events: PreviewEvents;
  /** Known to our own page only. */
  readonly token: string;
  readonly first: IssueName | undefined;
  readonly locate: Locate;
  readonly testRecipients: readonly string[];
  listProject(): Promise<readonly ListedNewsletter[]>;
  faultCounts(): ReadonlyMap<string, number>;
  /** A picture or file of an issue, of any state since the start, or of the issue that was sent last. */
  findAsset(name: string): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | undefined>;
  /** There is always one; with what is wrong with the file that names them. */
  readReaders(newsletter: string): Promise<ReadReaders>;
  chooseSections(edition: MailEdition, reader: SampleReader): SectionChoice;
  senderName(edition: Edition): string;
  findPrevious(render: Render): Promise<PreviousIssue | undefined>;
  examine(render: Render): Promise<Examined>;
  /** What links answered so far. */
  knownLinks(): Promise<KnownLinks>;
  /** The only thing here that asks other servers; behind the token. */
  askLinks(render: Render): Promise<void>;
  makeSource(render: Render, reader: SampleReader, view: { readonly file: number; readonly hidden: ReadonlySet<string> }): Promise<SourceTexts>;
  sendTest(render: Render, reader: SampleReader, hidden: ReadonlySet<string>, to: string): Promise<string>;
  /** undefined: no editor is set. */
  readonly openEditor: ((place: FaultPlace) => Promise<void>) | undefined;
};
