/** The page of unmatched messages over the database: links are opened here, what may be done is decided in src/feedback/effect/settle.ts. */
import { isDeepStrictEqual } from 'node:util';
import type { FeedbackParts } from '../../feedback/effect/apply.js';
import { dismissFeedback, settleFeedback, showFeedback } from '../../feedback/effect/settle.js';
import { findDeskLink } from '../../feedback/effect/desk-link.js';
import { listFeedback, listUnmatched } from '../../store/feedback.js';
import { listLists, type ListTheme } from '../../store/lists.js';
import type { UnmatchedDesk } from './unmatched-routes.js';

const unmatchedCount = 200;
const disagreeingCount = 50;

export function openUnmatchedDesk(parts: FeedbackParts): UnmatchedDesk {
  return {
    async readLink(token) {
      const link = await findDeskLink(parts, token);
      return link && { actor: `link:${link.id}`, theme: await findTheme(parts) };
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

/** The page speaks of all lists; it looks like them where they look the same, as a single one does. */
async function findTheme({ store }: FeedbackParts): Promise<ListTheme | null> {
  const [first, ...others] = (await listLists(store)).map(({ accent, font, logo }) => ({ accent, font, logo }));
  return first !== undefined && others.every((theme) => isDeepStrictEqual(theme, first)) ? first : null;
}
