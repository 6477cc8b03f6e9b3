/**
 * One mailbox is read from where it was left to its end: each mail is kept here first, and only then moved or marked there. Whatever
 * happens in between, the mail is read again, known again by its bytes, and moved then.
 */
import type { ImapFlow } from 'imapflow';
import type { Log } from '../../log.js';

export type ImapDesk = {
  readonly log: Log;
  readonly maxBytes: number;
  findLastUid(mailbox: string, uidValidity: bigint): Promise<number>;
  saveProgress(progress: { mailbox: string; uidValidity: bigint; lastUid: number; keptCount: number; leftCount: number }): Promise<void>;
  /** Keeps it; throws when it cannot. False: it was kept before. */
  receive(raw: Buffer): Promise<boolean>;
  /** Carries it a token of ours? */
  isOurs(raw: Buffer): boolean;
};

export type MailboxRole = {
  readonly path: string;
  /** Junk folders hold other people's junk: only what is ours is taken. */
  readonly isJunk: boolean;
  readonly moveTo: string | null;
};

export type MailboxCount = { readonly mailbox: string; readonly kept: number; readonly known: number; readonly left: number };

/** Mails between two commits of how far it was read. */
const pageSize = 50;

export async function readMailbox(client: ImapFlow, desk: ImapDesk, role: MailboxRole, signal: AbortSignal): Promise<MailboxCount> {
  const lock = await client.getMailboxLock(role.path);
  try {
    const selected = client.mailbox;
    if (selected === false) throw new Error(`${role.path} is not selected`);
    const { uidValidity, readOnly } = selected;
    const first = 1 + (await ours(() => desk.findLastUid(role.path, uidValidity)));
    const uids = await findUids(client, first);
    const total = { mailbox: role.path, kept: 0, known: 0, left: 0 };
    for (let at = 0; at < uids.length && !signal.aborted; at += pageSize) {
      const page = await takePage(client, desk, role, uids.slice(at, at + pageSize), signal);
      if (readOnly !== true) await putAway(client, desk, role, page.taken);
      await ours(() => desk.saveProgress({ mailbox: role.path, uidValidity, lastUid: page.lastUid, keptCount: page.kept, leftCount: page.left }));
      total.kept += page.kept;
      total.known += page.known;
      total.left += page.left;
    }
    return total;
  } finally {
    lock.release();
  }
}

/** `n:*` names the last mail also where its UID is below n (RFC 3501 6.4.8). */
async function findUids(client: ImapFlow, first: number): Promise<readonly number[]> {
  if (client.mailbox !== false && client.mailbox.exists === 0) return [];
  const found = await client.search({ uid: `${first}:*`, deleted: false }, { uid: true });
  if (!Array.isArray(found)) throw new Error('the server does not answer SEARCH');
  return found.filter((uid) => uid >= first).toSorted((one, other) => one - other);
}

type Page = { readonly taken: readonly number[]; readonly lastUid: number; readonly kept: number; readonly known: number; readonly left: number };

async function takePage(client: ImapFlow, desk: ImapDesk, role: MailboxRole, uids: readonly number[], signal: AbortSignal): Promise<Page> {
  const taken: number[] = [];
  const count = { kept: 0, known: 0, left: 0 };
  let lastUid = (uids[0] ?? 1) - 1;
  for (const uid of uids) {
    if (signal.aborted) break;
    const fate = await takeMail(client, desk, role, uid);
    if (fate !== 'gone') count[fate] += 1;
    if (fate === 'kept' || fate === 'known') taken.push(uid);
    lastUid = uid;
  }
  return { taken, lastUid, ...count };
}

/** `left`: it stays where it is, and is not asked for again. `gone`: somebody took it away in the meantime. */
async function takeMail(client: ImapFlow, desk: ImapDesk, role: MailboxRole, uid: number): Promise<'kept' | 'known' | 'left' | 'gone'> {
  // One octet more than is taken tells that there is more; the rest of a huge mail is never asked for.
  const message = await client.fetchOne(String(uid), { source: { maxLength: desk.maxBytes + 1 } }, { uid: true });
  const raw = message === false ? undefined : message.source;
  if (raw === undefined) return 'gone';
  if (raw.length > desk.maxBytes) {
    desk.log.warn('a mail is too large for a report and stays where it is', { mailbox: role.path, uid, maxBytes: desk.maxBytes });
    return 'left';
  }
  if (role.isJunk && !desk.isOurs(raw)) return 'left';
  return (await ours(() => desk.receive(raw))) ? 'kept' : 'known';
}

/** What is kept here needs no care there: a server that moves nothing only leaves a fuller mailbox. */
async function putAway(client: ImapFlow, desk: ImapDesk, { path, moveTo }: MailboxRole, uids: readonly number[]): Promise<void> {
  if (uids.length === 0) return;
  const range = uids.join(',');
  if (moveTo !== null && canMove(client) && (await client.messageMove(range, moveTo, { uid: true }))) return;
  if (moveTo !== null) desk.log.warn('mails that were read could not be moved; they are marked as read', { mailbox: path, moveTo });
  await client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
}

/** Without MOVE (RFC 6851) and UIDPLUS (RFC 4315) moving would expunge what others have marked as deleted. */
function canMove(client: ImapFlow): boolean {
  return client.capabilities.has('MOVE') || client.capabilities.has('UIDPLUS') || client.enabled.has('IMAP4REV2');
}

/** Our own failure, told apart from the server's: the cause says which. */
async function ours<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Error('a mail from a mailbox could not be kept', { cause: error });
  }
}
