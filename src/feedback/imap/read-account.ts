/** All mailboxes of an account, one after another on one connection; the first one last, so that it stays open for news. */
import type { ImapFlow, ListResponse } from 'imapflow';
import type { ImapAccount } from './account.js';
import { readMailbox, type ImapDesk, type MailboxCount, type MailboxRole } from './read-mailbox.js';
import { ImapUnavailable, toUnavailable } from './unavailable.js';

export type AccountPlan = {
  readonly roles: readonly MailboxRole[];
  /** Named in the settings, and not there. */
  readonly missing: readonly string[];
  /** Read mails go there; made when it is not there. */
  readonly moveTo: string | null;
  readonly hasMoveTo: boolean;
};

export async function planAccount(client: ImapFlow, account: ImapAccount): Promise<AccountPlan> {
  const listed = await client.list();
  const moveTo = account.moveTo === null ? null : (find(listed, account.moveTo)?.path ?? account.moveTo);
  const named = account.mailboxes.flatMap((path) => find(listed, path)?.path ?? []).map((path) => ({ path, isJunk: false, moveTo }));
  // RFC 6154: the folder's use, whatever its name is.
  const junk = account.readsJunk ? listed.filter(({ specialUse, path }) => specialUse === '\\Junk' && path !== moveTo && !named.some((role) => role.path === path)) : [];
  return {
    roles: [...junk.map(({ path }) => ({ path, isJunk: true, moveTo })), ...named.toReversed()],
    missing: account.mailboxes.filter((path) => find(listed, path) === undefined),
    moveTo, hasMoveTo: moveTo !== null && find(listed, moveTo) !== undefined,
  };
}

/** INBOX is written in any case (RFC 3501 5.1); a name may leave out the prefix of the personal namespace, such as `INBOX.`. */
function find(listed: readonly ListResponse[], path: string): ListResponse | undefined {
  const isInbox = path.toUpperCase() === 'INBOX';
  return listed.find((entry) => entry.path === path || (isInbox && entry.path.toUpperCase() === 'INBOX'))
    ?? listed.find((entry) => entry.path === `INBOX${entry.delimiter}${path}`);
}

export async function readAccount(client: ImapFlow, account: ImapAccount, desk: ImapDesk, signal: AbortSignal): Promise<readonly MailboxCount[]> {
  try {
    const plan = await planAccount(client, account);
    const moveTo = await ensureTarget(client, plan, desk);
    const counts: MailboxCount[] = [];
    for (const role of plan.roles) if (!signal.aborted) counts.push(await readMailbox(client, desk, { ...role, moveTo }, signal));
    // The others are read all the same.
    if (plan.missing.length > 0) throw new ImapUnavailable('mailbox', `${account.host}:${account.port} has no mailbox ${plan.missing.join(', ')} for ${account.name}`);
    return counts;
  } catch (error) {
    throw toUnavailable(account, error);
  }
}

/** A server that allows no new mailbox loses nothing: mails are marked instead. */
async function ensureTarget(client: ImapFlow, { moveTo, hasMoveTo }: AccountPlan, desk: ImapDesk): Promise<string | null> {
  if (moveTo === null || hasMoveTo) return moveTo;
  try {
    return (await client.mailboxCreate(moveTo)).path;
  } catch (error) {
    if (!client.usable) throw error;
    desk.log.warn('the mailbox for what was read cannot be made; mails are marked as read instead', { moveTo, error });
    return null;
  }
}
