/** From the words of a command to a compiled edition: finds the issue, its template, compiles, tells the warnings. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { compileEdition } from '../edition/compile.js';
import type { Edition } from '../edition/edition.js';
import type { UserError } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import { loadIssue } from '../issue/load.js';
import type { IssuePlaces } from '../issue/places.js';
import { loadTemplate } from '../template/load.js';
import type { Theme } from '../template/theme.js';
import type { CliContext } from './context.js';
import { renderUserError } from './print-error.js';

export type Prepared = { readonly issue: Issue; readonly edition: Edition; readonly theme: Theme; readonly places: IssuePlaces; readonly warnings: readonly UserError[] };

/** `path`: a folder, an issue.yaml, or `newsletter/slug` below the issues folder. */
export async function prepareEdition(context: Pick<CliContext, 'err'>, config: Config, path: string): Promise<Prepared> {
  const below = join(config.issuesDir, path);
  const { issue, warnings, places } = await loadIssue(!existsSync(path) && existsSync(below) ? below : path);
  for (const warning of warnings) context.err(renderUserError(warning).replace(/^error:/, 'warning:'));
  const newsletterDir = dirname(issue.folder);
  const template = await loadTemplate(issue.template, { templatesDir: config.templatesDir, projectDir: newsletterDir, themeFile: join(newsletterDir, 'theme.yaml') });
  // The pictures of the theme are published with those of the issue, each once.
  const assets = [...new Map([...issue.assets, ...template.assets].map((asset) => [asset.name, asset])).values()];
  const dressed = { ...issue, assets };
  return { issue: dressed, edition: await compileEdition(dressed, template), theme: template.theme, places, warnings };
}
