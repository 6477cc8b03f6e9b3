/** From the words of a command to a compiled edition: finds the issue, its template, fits the pictures, compiles, tells the warnings. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { compileEdition } from '../edition/compile.js';
import type { Edition } from '../edition/edition.js';
import type { UserError } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import { loadIssue } from '../issue/load.js';
import { openPictureCache, type PictureCache } from '../issue/picture-cache.js';
import type { IssuePlaces } from '../issue/places.js';
import { fitPicture, fitPictures } from '../issue/resize.js';
import { loadTemplate } from '../template/load.js';
import type { TemplateFile } from '../template/engine.js';
import { columnWidthOf, showsThumbnails, thumbnailWidth, type Template } from '../template/template.js';
import type { Theme } from '../template/theme.js';
import type { CliContext } from './context.js';
import { renderUserError } from './print-error.js';

export type Prepared = { readonly issue: Issue; readonly edition: Edition; readonly theme: Theme; readonly templateFiles: readonly TemplateFile[]; readonly places: IssuePlaces; readonly warnings: readonly UserError[] };

/** `path`: a folder, an issue.yaml, or `newsletter/slug` below the issues folder. */
export async function prepareEdition(context: Pick<CliContext, 'err'>, config: Config, path: string): Promise<Prepared> {
  const below = join(config.issuesDir, path);
  const loaded = await loadIssue(!existsSync(path) && existsSync(below) ? below : path);
  const newsletterDir = dirname(loaded.issue.folder);
  const found = await loadTemplate(loaded.issue.template, { templatesDir: config.templatesDir, projectDir: newsletterDir, themeFile: join(newsletterDir, 'theme.yaml') });
  const cache = openPictureCache(join(config.dataDir, 'pictures'));
  const fitted = await fitPictures(loaded.issue, { columnWidth: columnWidthOf(found), thumbnailWidth: showsThumbnails(found) ? thumbnailWidth : undefined, cache });
  const { issue } = fitted;
  const warnings = [...loaded.warnings, ...fitted.warnings];
  for (const warning of warnings) context.err(renderUserError(warning).replace(/^error:/, 'warning:'));
  const template = await fitLogo(found, cache);
  // The pictures of the theme are published with those of the issue, each once.
  const assets = [...new Map([...issue.assets, ...template.assets].map((asset) => [asset.name, asset])).values()];
  const dressed = { ...issue, assets };
  return { issue: dressed, edition: await compileEdition(dressed, template), theme: template.theme, templateFiles: template.mailFiles, places: withPictures(loaded.places, issue), warnings };
}

/** A fitted picture has another name than the one that was loaded. */
function withPictures(places: IssuePlaces, { assets }: Issue): IssuePlaces {
  return { ...places, picture: (src) => places.picture(src) ?? assets.find(({ name }) => src === `asset:${name}`)?.at };
}

/** The theme's pictures are fitted as those of the issue are. */
async function fitLogo(template: Template, cache: PictureCache): Promise<Template> {
  const { logo } = template;
  if (logo === undefined) return template;
  const light = await fitPicture(logo.light, logo.width, cache);
  const dark = logo.dark === undefined ? undefined : await fitPicture(logo.dark, logo.width, cache);
  return { ...template, logo: { ...logo, light, ...(dark === undefined ? {} : { dark }) }, assets: [light, ...(dark === undefined ? [] : [dark])] };
}
