/** The links to the page of unmatched messages: whoever has one may, so each ends by itself, can be taken back, and is recorded. */
import { makePageToken, readPageToken } from '../../message/page-token.js';
import { appendAudit } from '../../store/audits.js';
import { addDeskLink, listDeskLinks, revokeDeskLinks, type DeskLink } from '../../store/desk-links.js';
import type { FeedbackParts } from './apply.js';

export type MadeLink = { readonly id: string; readonly token: string; readonly endsAt: Date };

const hourMs = 3_600_000;

export async function makeDeskLink({ store, clock, keys }: FeedbackParts, { hours, actor }: { hours: number; actor: string }): Promise<MadeLink> {
  const madeAt = clock.now();
  const endsAt = new Date(madeAt.getTime() + hours * hourMs);
  const id = await store.transaction(async (transaction) => {
    const made = await addDeskLink(transaction, { madeAt, madeBy: actor, endsAt });
    await appendAudit(transaction, { at: madeAt, actor, action: 'link.make', subject: `link:${made}`, detail: { page: 'unmatched', until: endsAt.toISOString() } });
    return made;
  });
  return { id, token: makePageToken(keys, 'unmatched', [id]), endsAt };
}

/** Undefined: it is none of ours, has ended, or was taken back. */
export async function findDeskLink({ store, clock, keys }: FeedbackParts, token: string): Promise<DeskLink | undefined> {
  const [id] = readPageToken(keys, 'unmatched', token) ?? [];
  // Numbers of a token are as large as somebody once signed; those of a row fit a bigint.
  return id === undefined || !/^\d{1,18}$/.test(id) ? undefined : (await listDeskLinks(store, clock.now(), id))[0];
}

/** One, or with null all that are good. Returns what was taken back. */
export async function takeBackLinks({ store, clock }: FeedbackParts, { id, actor }: { id: string | null; actor: string }): Promise<readonly string[]> {
  return store.transaction(async (transaction) => {
    const at = clock.now();
    const taken = await revokeDeskLinks(transaction, at, id);
    for (const one of taken) await appendAudit(transaction, { at, actor, action: 'link.revoke', subject: `link:${one}`, detail: {} });
    return taken;
  });
}
