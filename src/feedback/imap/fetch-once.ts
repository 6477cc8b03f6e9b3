/** One round over an account, for a command: connect, read to the end, leave. */
import { lockImapAccount, noteLook } from '../../store/imap.js';
import type { ImapAccount } from './account.js';
import { openImap } from './connect.js';
import { readAccount } from './read-account.js';
import type { MailboxCount } from './read-mailbox.js';
import type { ImapParts } from './watch-account.js';

/** `busy`: another process reads this account at this moment. Throws ImapUnavailable. */
export async function fetchOnce(parts: ImapParts, account: ImapAccount, signal: AbortSignal): Promise<readonly MailboxCount[] | 'busy'> {
  const lock = await lockImapAccount(parts.store, account.name);
  if (lock === undefined) return 'busy';
  try {
    const desk = parts.deskOf(account);
    const client = await openImap(account, parts.tokens, desk.maxBytes);
    try {
      const counts = await readAccount(client, account, desk, AbortSignal.any([signal, lock.lostSignal]));
      await noteLook(parts.store, account.name, parts.clock.now());
      await client.logout().catch(() => undefined);
      return counts;
    } finally {
      client.close();
    }
  } finally {
    await lock.release();
  }
}
