/** One issue compiled with one template: what every reader gets, but for the tokens of message/tokens.ts. Plain JSON, so that it can be kept. */
import type { EditionHash } from '../ids.js';
import type { Publisher } from '../issue/issue.js';
import type { ReaderField } from '../message/field-text.js';

/** A section that only some readers see; its number, from 1, is its place in the list and in the marks around it. */
export type ConditionalSection = {
  readonly id: string;
  /** The segment as the editor wrote it. */
  readonly readers: string;
};

export type Edition = {
  /** SHA-256 over everything below: the same input gives the same hash on any machine. */
  readonly hash: EditionHash;
  readonly newsletter: string;
  readonly slug: string;
  readonly name: string;
  readonly number?: number;
  /** For everybody: a field of a reader is its default here. */
  readonly title: string;
  /** `2020-07-22`. */
  readonly date: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** May hold tokens of fields. */
  readonly subject: string;
  /** For everybody, as the title; the mail HTML holds the reader's own. */
  readonly preheader: string;
  /** With tokens; only when the preheader names the reader. */
  readonly personalPreheader?: string;
  readonly mode: 'digest' | 'full';
  readonly advertising: boolean;
  readonly publisher: Publisher;
  /** Mail HTML with tokens; pictures are `__C_WEB_URL__/<asset name>`. */
  readonly html: string;
  /** Text part with tokens, LF line ends. */
  readonly text: string;
  /** The web page, whole, without tokens; pictures are relative: `<slug>/<asset name>` is served beside `<slug>`. */
  readonly web: string;
  /** Names of the assets the web page and the mail show. */
  readonly assets: readonly string[];
  /** What files that readers keep are called, by the name of the asset; absent when the edition offers none. */
  readonly fileNames?: Readonly<Record<string, string>>;
  readonly itemCount: number;
  /** Slugs of topics that lists declare; absent when the issue is for everybody. */
  readonly topics?: readonly string[];
  /** What the tokens `__C_READER_<n>__` stand for, n from 1; absent when the issue asks nothing of its readers. */
  readonly fields?: readonly ReaderField[];
  /** Stand between the marks of tokens.ts in mail and text; absent when all readers see all sections. */
  readonly conditionalSections?: readonly ConditionalSection[];
};

/** An edition of which only the mail is made. */
export type MailEdition = Omit<Edition, 'hash' | 'text' | 'web' | 'assets' | 'fileNames'>;
