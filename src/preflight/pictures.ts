/** Where the editor wrote a picture that the mail shows. */
import type { Place } from '../errors.js';
import { placeOfWords } from './places.js';
import type { Subject } from './subject.js';

/** `https://…/archive/weekly/42/<asset>` was `asset:<asset>`; a picture of the theme has no place. */
export function placeOfPicture({ places, issue, templateFiles }: Subject, src: string): Place | undefined {
  const name = src.slice(src.lastIndexOf('/') + 1);
  return issue.assets.some((asset) => asset.name === name) ? places.picture(`asset:${name}`) : places.picture(src) ?? placeOfWords({ places, templateFiles }, `src="${src}"`);
}
