/** The mail by which `courant doctor` tries a relay. No ledger, no lane, no signed sender. */
import { UserError } from '../errors.js';
import type { Relay } from './relay.js';
import { handOverOne, type SingleMail } from './single-mail.js';

/** What the relay said. Throws UserError `relay-unreachable`. */
export async function sendTestMail(relay: Relay, mail: SingleMail): Promise<string> {
  const handed = await handOverOne(relay, mail).catch((error: unknown) => { throw notTaken(error instanceof Error ? error.message : String(error), error); });
  if (handed.outcome === 'accepted') return handed.said;
  throw notTaken(handed.reason);
}

function notTaken(reason: string, cause?: unknown): UserError {
  return new UserError('relay-unreachable', `The relay did not take the test: ${reason}`, { hint: 'Check relayUrl; `courant doctor` tells more.', cause });
}
