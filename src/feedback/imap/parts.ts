/** What reading a mailbox needs of the rest: where mails are kept, and how far each mailbox was read. */
import { findLastUid, saveProgress } from '../../store/imap.js';
import { applyFeedback, type FeedbackParts } from '../effect/apply.js';
import { readKept } from '../effect/read.js';
import { createTokenDesk } from './oauth/tokens.js';
import type { ImapParts } from './watch-account.js';

export function toImapParts(parts: FeedbackParts, maxBytes: number): ImapParts {
  const { store, clock, log, keys } = parts;
  return {
    store, clock, log,
    tokens: createTokenDesk(parts),
    deskOf: ({ name }) => ({
      log: log.with({ account: name }), maxBytes,
      findLastUid: (mailbox, uidValidity) => findLastUid(store, name, mailbox, uidValidity),
      saveProgress: (progress) => saveProgress(store, { account: name, ...progress }),
      receive: async (raw) => (await applyFeedback(parts, { raw, source: 'imap' })).state !== 'duplicate',
      isOurs: (raw) => readKept(keys, { source: 'imap', raw, envelopeRecipient: null }).matches.length > 0,
    }),
  };
}
