/** How a person sees an error: the sentence, the place with a code frame, the hint. No stack, but for what is a bug. */
import { renderCodeFrame } from '../code-frame.js';
import { isDiskFull, toDiskFull } from '../disk-full.js';
import { errorCodes, toUserErrors, type UserError } from '../errors.js';

export function renderUserError(error: UserError): string {
  const lines = [`error: ${error.message}  [${error.code}]`];
  if (error.at) lines.push(`  at ${error.at.file}:${error.at.line}:${error.at.column}`);
  if (error.at?.context) lines.push(renderCodeFrame(error.at).replace(/^/gm, '  '));
  if (error.hint) lines.push(`  hint: ${error.hint}`);
  return lines.join('\n') + '\n';
}

/** Text for standard error and the exit status. */
export function renderThrown(thrown: unknown): { text: string; exitCode: 1 | 2 } {
  const told = toUserErrors(thrown);
  const errors = told.length === 0 && isDiskFull(thrown) ? [toDiskFull(thrown)] : told;
  if (errors.length === 0) {
    const stack = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown);
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `\ncaused by ${thrown.cause.stack ?? thrown.cause.message}` : '';
    return { text: `This is a fault of Courant or of something below it, not of yours:\n${stack}${cause}\n`, exitCode: 1 };
  }
  const text = errors.map(renderUserError).join('\n') + (errors.length > 1 ? `\n${errors.length} errors\n` : '');
  return { text, exitCode: errors.some((error) => errorCodes[error.code].exit === 2) ? 2 : 1 };
}
