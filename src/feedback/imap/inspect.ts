/** What an IMAP account looks like from here, for `courant doctor`: nothing is read, moved or made. */
import type { ImapAccount } from './account.js';
import { openImap } from './connect.js';
import type { TokenDesk } from './oauth/tokens.js';
import { planAccount } from './read-account.js';
import { toUnavailable } from './unavailable.js';

export type AccountView = { readonly mailboxes: readonly { readonly path: string; readonly count: number }[]; readonly missing: readonly string[]; readonly moveTo: string | null; readonly canIdle: boolean };

/** Nothing larger than an answer to LIST is taken. */
const maxBytes = 100_000;

export async function inspectAccount(account: ImapAccount, tokens: TokenDesk): Promise<AccountView> {
  const client = await openImap(account, tokens, maxBytes);
  try {
    const { roles, missing, moveTo } = await planAccount(client, account);
    const mailboxes = [];
    for (const { path } of roles.toReversed()) {
      const status = await client.status(path, { messages: true });
      mailboxes.push({ path, count: status === false ? 0 : (status.messages ?? 0) });
    }
    return { mailboxes, missing, moveTo, canIdle: client.capabilities.has('IDLE') };
  } catch (error) {
    throw toUnavailable(account, error);
  } finally {
    await client.logout().catch(() => undefined);
    client.close();
  }
}
