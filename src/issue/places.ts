/** Where in the editor's files the values of an issue were written, for findings that come up after loading. */
import type { Place } from '../errors.js';
import { placeAt, type SourceFile, type SourceText } from './source.js';

export type IssuePlaces = {
  /** Of a value in issue.yaml, or else in newsletter.yaml: `subject`, `publisher.address`. A key that is in neither gives the place of the key above it, or of the file. */
  readonly key: (path: string) => Place | undefined;
  /** Of the first link to this address. */
  readonly link: (url: string) => Place | undefined;
  /** Of the first picture with this source: `asset:<name>` or an address. */
  readonly picture: (src: string) => Place | undefined;
  /** Of these words as they are written, in issue.yaml, the files it names, or newsletter.yaml; blanks and line breaks are alike. */
  readonly words: (words: string | RegExp) => Place | undefined;
  /** Every text that readers read, as the editor wrote it: titles, bodies, captions, names of sources; no keys, names of files, addresses. */
  readonly prose: readonly SourceText[];
};

export const noPlaces: IssuePlaces = { key: () => undefined, link: () => undefined, picture: () => undefined, words: () => undefined, prose: [] };

/** The first place of words in the files, in their order. */
export function findWords(files: readonly SourceFile[], words: string | RegExp): Place | undefined {
  const pattern = typeof words === 'string' ? patternOfWords(words) : words;
  for (const file of pattern === undefined ? [] : files) {
    const found = pattern?.exec(file.text);
    if (found) return placeAt(file, found.index, found.index + found[0].length);
  }
  return undefined;
}

/** Undefined for nothing but blanks. */
export function patternOfWords(words: string): RegExp | undefined {
  const parts = words.split(/\s+/).filter((part) => part !== '').map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return parts.length === 0 ? undefined : new RegExp(parts.join('\\s+'));
}

/** Where things stand, collected while an issue is built; finding a place costs, so that is done when it is asked for. The first one counts. */
export type Spots = Map<string, () => Place>;

export function addSpot(spots: Spots, kind: 'link' | 'picture', value: string, at: () => Place): void {
  const name = `${kind} ${value}`;
  if (!spots.has(name)) spots.set(name, at);
}

export function findSpot(spots: Spots, kind: 'link' | 'picture', value: string): Place | undefined {
  return spots.get(`${kind} ${value}`)?.();
}
