/** From a path to a compiled edition: finds the issue, its template, fits the pictures, compiles. For commands and schedules. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { compileEdition } from '../edition/compile.js';
import type { Edition } from '../edition/edition.js';
import type { UserError } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import { loadIssue } from '../issue/load.js';
import { openPictureCache } from '../issue/picture-cache.js';
import type { IssuePlaces } from '../issue/places.js';
import { findBrokenPictures } from '../issue/resize.js';
import { dressIssue } from '../template/dress.js';
import { loadTemplate } from '../template/load.js';
import type { TemplateFile } from '../template/engine.js';
import type { Theme } from '../template/theme.js';

export type Prepared = { readonly issue: Issue; readonly edition: Edition; readonly theme: Theme; readonly templateFiles: readonly TemplateFile[]; readonly places: IssuePlaces; readonly warnings: readonly UserError[] };

/** `path`: a folder, an issue.yaml, or `newsletter/slug` below the issues folder. */
export async function prepareIssue(config: Config, path: string): Promise<Prepared> {
  const below = join(config.issuesDir, path);
  const pictures = openPictureCache(join(config.dataDir, 'pictures'));
  const loaded = await loadIssue(!existsSync(path) && existsSync(below) ? below : path, { findBroken: (assets) => findBrokenPictures(assets, pictures) });
  const newsletterDir = dirname(loaded.issue.folder);
  const found = await loadTemplate(loaded.issue.template, { templatesDir: config.templatesDir, projectDir: newsletterDir, themeFile: join(newsletterDir, 'theme.yaml') });
  const { issue, template, places, warnings } = await dressIssue(loaded, found, pictures);
  return { issue, edition: await compileEdition(issue, template), theme: template.theme, templateFiles: template.files, places, warnings };
}
