/** From the words of a command to a compiled edition, with its warnings told. */
import { prepareIssue, type Prepared } from '../campaign/prepare.js';
import type { Config } from '../config.js';
import type { CliContext } from './context.js';
import { renderUserError } from './print-error.js';

export type { Prepared };

/** `path`: a folder, an issue.yaml, or `newsletter/slug` below the issues folder. */
export async function prepareEdition(context: Pick<CliContext, 'err'>, config: Config, path: string): Promise<Prepared> {
  const prepared = await prepareIssue(config, path);
  for (const warning of prepared.warnings) context.err(renderUserError(warning).replace(/^error:/, 'warning:'));
  return prepared;
}
