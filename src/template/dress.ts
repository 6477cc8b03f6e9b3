/** An issue with its template, made ready to be compiled: every picture of both fits the places it is shown in. */
import { toUserErrors, UserErrors, type UserError } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import type { PictureCache } from '../issue/picture-cache.js';
import type { IssuePlaces } from '../issue/places.js';
import { fitPicture, fitPictures } from '../issue/resize.js';
import { columnWidthOf, showsThumbnails, thumbnailWidth, type Template } from './template.js';

type Loaded = { readonly issue: Issue; readonly places: IssuePlaces; readonly warnings: readonly UserError[] };
export type Dressed = Loaded & { readonly template: Template };

/** Throws UserErrors with every picture that is broken, of the issue and of the theme. */
export async function dressIssue(loaded: Loaded, found: Template, cache: PictureCache): Promise<Dressed> {
  const errors: UserError[] = [];
  const collect = (error: unknown): undefined => {
    const told = toUserErrors(error);
    if (told.length === 0) throw error;
    errors.push(...told);
  };
  const options = { columnWidth: columnWidthOf(found), thumbnailWidth: showsThumbnails(found) ? thumbnailWidth : undefined, cache };
  const fitted = await fitPictures(loaded.issue, options).catch(collect);
  const template = await fitLogo(found, cache).catch(collect);
  if (fitted === undefined || template === undefined) throw new UserErrors(errors);
  // The pictures of the theme are published with those of the issue, each once.
  const assets = [...new Map([...fitted.issue.assets, ...template.assets].map((asset) => [asset.name, asset])).values()];
  return { issue: { ...fitted.issue, assets }, template, places: withPictures(loaded.places, fitted.issue), warnings: [...loaded.warnings, ...fitted.warnings] };
}

/** A fitted picture has another name than the one that was loaded. */
function withPictures(places: IssuePlaces, { assets }: Issue): IssuePlaces {
  return { ...places, picture: (src) => places.picture(src) ?? assets.find(({ name }) => src === `asset:${name}`)?.at };
}

async function fitLogo(template: Template, cache: PictureCache): Promise<Template> {
  const { logo } = template;
  if (logo === undefined) return template;
  const light = await fitPicture(logo.light, logo.width, cache);
  const dark = logo.dark === undefined ? undefined : await fitPicture(logo.dark, logo.width, cache);
  return { ...template, logo: { ...logo, light, ...(dark === undefined ? {} : { dark }) }, assets: [light, ...(dark === undefined ? [] : [dark])] };
}
