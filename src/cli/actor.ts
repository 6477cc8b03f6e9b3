/** Who runs the command, for the audit table. */
import { userInfo } from 'node:os';

export function actorOfCommand(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run under a number that no user has.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
