/** Where in the editor's files the values of an issue were written, for findings that come up after loading. */
import type { Place } from '../errors.js';

export type IssuePlaces = {
  /** Of a value in issue.yaml, or else in newsletter.yaml: `subject`, `publisher.address`. A key that is in neither gives the place of the key above it, or of the file. */
  readonly key: (path: string) => Place | undefined;
  /** Of the first link to this address. */
  readonly link: (url: string) => Place | undefined;
  /** Of the first picture with this source: `asset:<name>` or an address. */
  readonly picture: (src: string) => Place | undefined;
};

export const noPlaces: IssuePlaces = { key: () => undefined, link: () => undefined, picture: () => undefined };

/** Where things stand, collected while an issue is built; finding a place costs, so that is done when it is asked for. The first one counts. */
export type Spots = Map<string, () => Place>;

export function addSpot(spots: Spots, kind: 'link' | 'picture', value: string, at: () => Place): void {
  const name = `${kind} ${value}`;
  if (!spots.has(name)) spots.set(name, at);
}

export function findSpot(spots: Spots, kind: 'link' | 'picture', value: string): Place | undefined {
  return spots.get(`${kind} ${value}`)?.();
}
