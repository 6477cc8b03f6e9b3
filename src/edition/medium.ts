/**
 * What the view needs from each of the three parts (mail, web page, text): how a line, a Markdown text and a picture are printed there.
 * mail-medium.ts, web-medium.ts and text-medium.ts are the three.
 */
import type { Picture, Rich } from '../issue/issue.js';
import type { Direction } from './direction-runs.js';

/** Printed text. Handlebars escapes a string and prints `toHTML()` as it is; the text part is plain strings. */
export type Markup = string | { readonly toHTML: () => string };

/** A piece of a line: `中国经营报`, in a language of its own or as a link. */
export type Piece = { readonly text: string; readonly lang?: string | undefined; readonly href?: string | undefined };

/** Where a text stands in the issue. */
export type Scope = {
  readonly sourceLang?: string | undefined;
  /** Level of the highest heading inside; Markdown's own begin at 4. */
  readonly headingStart: number;
  /** Links met so far in this section; the text part appends and numbers them, the others leave it alone. */
  readonly links: string[];
  /** Text part: columns a table may take; default 72. */
  readonly textWidth?: number | undefined;
  /** Text part: of the issue; without it nothing is isolated. */
  readonly dir?: Direction | undefined;
};

export type Medium = {
  readonly part: 'mail' | 'web' | 'text';
  readonly line: (pieces: readonly Piece[], scope: Scope) => Markup;
  readonly rich: (rich: Rich, scope: Scope) => Markup;
  readonly picture: (picture: Picture, scope: Scope) => Markup;
  /** The picture alone, small beside the text of its item; its words stand in `picture`. */
  readonly thumbnail: (picture: Picture, scope: Scope) => Markup;
  /** Where a file of the issue or the theme is found. */
  readonly asset: (name: string) => string;
  readonly address: (url: string) => Markup;
};

/** An address in an attribute. Handlebars' own escaping turns every `=` into six bytes that link rewriters stumble over. */
export function toAttribute(url: string): Markup {
  const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return toMarkup(url.replace(/[&<>"']/g, (character) => references[character] ?? character));
}

export function toMarkup(html: string): Markup {
  return { toHTML: () => html };
}
