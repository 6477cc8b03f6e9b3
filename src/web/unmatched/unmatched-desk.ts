/** The page of unmatched messages over the database: links are opened here, what may be done is decided in src/feedback/effect/settle.ts. */
import { sharedTheme } from '../../audience/list-theme.js';
import type { FeedbackParts } from '../../feedback/effect/apply.js';
import { dismissFeedback, settleFeedback, showFeedback } from '../../feedback/effect/settle.js';
import { findDeskLink } from '../../feedback/effect/desk-link.js';
import { listFeedback, listUnmatched } from '../../store/feedback.js';
import type { UnmatchedDesk } from './unmatched-routes.js';

const unmatchedCount = 200;
const disagreeingCount = 50;

export function openUnmatchedDesk(parts: FeedbackParts): UnmatchedDesk {
  return {
    async readLink(token) {
      const link = await findDeskLink(parts, token);
      return link && { actor: `link:${link.id}`, theme: await sharedTheme(parts.store) };
    },
    list: async () => ({
      unmatched: await listUnmatched(parts.store, unmatchedCount),
      disagreeing: await listFeedback(parts.store, { state: null, isDisagreeing: true, before: null, limit: disagreeingCount }),
    }),
    show: (id) => showFeedback(parts, id),
    settle: (settle) => settleFeedback(parts, settle),
    dismiss: (dismiss) => dismissFeedback(parts, dismiss),
  };
}
