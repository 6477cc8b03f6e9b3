/** The links of a mail as its rules look at them: address, words, place. */
import type { Place } from '../errors.js';
import { attributeOf, nameOf, type MailElement, type MailTree } from './mail-tree.js';
import { placeOfWords, type Sources } from './places.js';

export type MailLink = {
  readonly item: MailElement;
  readonly href: string;
  /** Of a whole http(s) address. */
  readonly url: URL | undefined;
  /** As a screen reader says it. */
  readonly words: string;
  /** In the editor's files, or in those of the template where its address stands there as it does in the mail. */
  readonly at: Place | undefined;
};

export function linksIn(tree: MailTree, sources: Sources): readonly MailLink[] {
  return tree.all('a', 'area').flatMap((item) => {
    const href = attributeOf(item, 'href');
    if (href === undefined) return [];
    const url = /^https?:/i.test(href) && URL.canParse(href) ? new URL(href) : undefined;
    // Asked for when there is a finding: looking a place up reads all files. So no rule may take it out of a link that it has nothing to say of.
    return [{ item, href, url, words: nameOf(item), get at() { return sources.places.link(href) ?? placeOfWords(sources, `href="${href}"`); } }];
  });
}

/** What a server is asked for: without the fragment. */
export function linkKey(url: URL): string {
  const bare = new URL(url);
  bare.hash = '';
  return bare.href;
}

/** For messages: an address as long as a line takes. */
export function shorten(text: string, length = 70): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
