/**
 * The issue as the rest of the program sees it: validated, immutable, free of files and YAML. `loadIssue` makes it from what the
 * editor wrote; every Rich text is parsed and cleaned Markdown. No recipients in here.
 */
import type { Root } from 'hast';
import type { Place } from '../errors.js';
import type { ReaderField } from '../message/field-text.js';
import type { WordList } from './word-list.js';

/**
 * Markdown as a cleaned tree (hast), without positions: only allowed elements and attributes (allow-list.ts), links http(s), mailto, tel,
 * `#fragment` or `asset:<name>`. Conventions on top of plain HTML elements, the same for every renderer:
 * - figure: `<figure><img src="asset:<name>" alt width height><figcaption>caption <span class="credit">출처: credit</span></figcaption></figure>`;
 *   the img may stand in an `<a>`, and without caption and credit there is no figcaption. A credit keeps the word it begins with.
 * - table: `<table><caption>표 1: …</caption><thead>…<th scope="col">…</thead><tbody>…` (a first column of labels has `th scope="row"`); a caption
 *   keeps its word too; an empty cell of the head is a `td`
 * - contact block: `<dl class="contact"><dt>label</dt><dd>value</dd>…</dl>`
 * - footnotes: `<sup><a class="footnote-ref" id="…fnref-1" href="#…fn-1">1</a></sup>` and at the end `<section class="footnotes"><ol><li id="…fn-1">…`
 * - headings start at h4 and skip none (h1 masthead, h2 section, h3 item belong to the template); intros and summaries have no headings
 * - the boxes of a task list are the signs ☐ and ☑
 * - a file that the text offers: `<a href="asset:<name>">words (PDF, 12 KB)</a>`, beside the pictures in the web edition
 * Ids are unique in the whole issue. Picture sources are `asset:<name>` with a name of `Issue.assets`; an http(s) picture stays as it is.
 */
export type Rich = { readonly tree: Root };

export type Publisher = {
  readonly name: string;
  readonly director?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
  readonly url?: string;
  readonly licence?: string;
};

/** A name in the reader's script and in its own: `중국경영보` / `中国经营报`. */
export type Source = {
  readonly name: string;
  readonly original?: string;
  /** BCP 47 language of `original`. */
  readonly lang?: string;
  readonly url?: string;
};

export type Picture = {
  /** `asset:<name>` or an http(s) URL. */
  readonly src: string;
  /** The empty string only when decorative. */
  readonly alt: string;
  readonly width?: number;
  readonly height?: number;
  readonly caption?: string;
  readonly credit?: string;
};

export type Item = {
  /** Unique in the issue, fit for an HTML id. */
  readonly id: string;
  /** Counts from 1 within its section or group, as the contents list shows it. */
  readonly position: number;
  readonly title: string;
  readonly series?: { readonly name: string; readonly number: number };
  readonly source?: Source;
  /** `2020-07-15`. */
  readonly date?: string;
  readonly byline?: string;
  /** The item lives elsewhere. */
  readonly url?: string;
  readonly image?: Picture;
  /** What the editor wrote as summary; the digest falls back to the first sentences of the body. */
  readonly summary?: Rich;
  readonly body?: Rich;
  readonly at: Place;
};

export type Group = {
  readonly id: string;
  readonly title: string;
  readonly intro?: Rich;
  readonly items: readonly Item[];
};

/** Who sees a section. */
export type SectionReaders = {
  /** As the editor wrote it. */
  readonly segment: string;
  readonly at: Place;
  /** Line and column in the file of every character of `segment`, and of its end. */
  readonly positions: readonly { readonly line: number; readonly column: number }[];
};

export type Section = {
  readonly id: string;
  readonly title: string;
  /** All readers, when absent. */
  readonly readers?: SectionReaders;
  /** False: left out of the web edition, and therefore in full in the mail. */
  readonly web?: false;
  /** BCP 47: language of the foreign runs in this section. */
  readonly sourceLang?: string;
  readonly intro?: Rich;
  /** Items outside of groups; they come first. */
  readonly items: readonly Item[];
  readonly groups: readonly Group[];
};

/** A file the issue carries along: a picture, or a file that a text offers. */
export type Asset = {
  /** `<sha256 of the bytes, first 32 hex digits>.<extension>`: the name in the web edition. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly width?: number;
  readonly height?: number;
  /** A file that a text offers: what it is called where a reader keeps it. */
  readonly fileName?: string;
  /** Name of the asset that shows the same picture small, beside the text of its item. */
  readonly small?: string;
  /** Where the issue names it first. */
  readonly at?: Place;
};

/** How the text part is written. */
export type TextOptions = {
  /** Columns after which lines break; without it a paragraph is one line. */
  readonly wrap?: number;
};

/** A rule of the preflight whose warnings the editor leaves as they are, and why. */
export type AcknowledgedRule = { readonly rule: string; readonly reason: string; readonly at: Place };

export type Issue = {
  /** Folder name under issues/: `weekly`. */
  readonly newsletter: string;
  /** Folder name of the issue: `2020-07-22-134`. */
  readonly slug: string;
  /** Absolute folder of issue.yaml. */
  readonly folder: string;
  /** Name of the newsletter as the masthead shows it. */
  readonly name: string;
  readonly number?: number;
  /** `2020-07-22`. */
  readonly date: string;
  /** BCP 47. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  /** `{{title}}`, `{{number}}`, `{{name}}`, `{{date}}` are filled already. */
  readonly subject: string;
  readonly preheader?: string;
  readonly template: string;
  readonly mail: 'digest' | 'full' | 'auto';
  readonly advertising: boolean;
  /** Slugs of topics that lists declare; absent when the issue is for everybody. */
  readonly topics?: readonly string[];
  readonly publisher: Publisher;
  readonly textOptions?: TextOptions;
  readonly intro?: Rich;
  readonly sections: readonly Section[];
  readonly assets: readonly Asset[];
  /** Absent for most issues. */
  readonly acknowledged?: readonly AcknowledgedRule[];
  /** Percent of the readers per mail program, as newsletter.yaml says. */
  readonly clients?: Readonly<Record<string, number>>;
  /** words.yaml beside newsletter.yaml, when there is one. */
  readonly words?: WordList;
  /** What `__C_READER_<n>__` in texts and links stands for, n from 1; absent when the issue asks nothing of its readers. */
  readonly fields?: readonly (ReaderField & { readonly places: readonly Place[] })[];
};
