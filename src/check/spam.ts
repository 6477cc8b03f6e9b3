/** The answer of a SpamAssassin on this machine about the usual message of an issue. For `check --spam`. */
import { askSpamd } from '../preflight/online/spamd.js';
import { makeSubject, type CheckOptions, type CompiledIssue } from './check-issue.js';

/** Asks, and adds the answer to what the rules look at. */
export async function withSpam(compiled: CompiledIssue, options: CheckOptions): Promise<CheckOptions> {
  const { usual } = await makeSubject(compiled, options);
  return { ...options, spam: await askSpamd(options.config.spamd, usual.raw) };
}
