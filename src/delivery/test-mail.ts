/** Hands one mail to the relay that is no delivery: a test for the editor. No ledger, no lane, no signed sender. */
import { UserError } from '../errors.js';
import type { Relay } from './relay.js';
import { handOverOne } from './single-mail.js';

export type TestMail = { readonly from: string; readonly to: string; readonly raw: Buffer };

/** What the relay said. Throws UserError `relay-unreachable`. */
export async function sendTestMail(relay: Relay, mail: TestMail): Promise<string> {
  try {
    return await handOverOne(relay, mail);
  } catch (error) {
    throw new UserError('relay-unreachable', `The relay did not take the test: ${error instanceof Error ? error.message : String(error)}`, { hint: 'Check relayUrl; `courant doctor` tells more.', cause: error });
  }
}
