/** What the preflight may know of earlier sends: the same issue, the last issue of the list, and how the last week went. */
import type { Edition } from '../edition/edition.js';
import type { History } from '../preflight/subject.js';
import { findCampaignOfEdition, findLastCampaign, countWeek } from '../store/campaigns.js';
import type { ListRow } from '../store/lists.js';
import type { Database } from '../store/store.js';

export type HistoryRequest = { readonly edition: Edition; readonly list: ListRow; readonly now: Date; readonly isAgain: boolean };

const weekMs = 7 * 86_400_000;

export async function readHistory(database: Database, { edition, list, now, isAgain }: HistoryRequest): Promise<History> {
  const same = await findCampaignOfEdition(database, edition, list.id);
  return {
    sameIssue: same === undefined ? undefined : { campaignId: same.id, state: same.state, at: same.createdAt },
    last: await findLastCampaign(database, list.id, edition),
    week: await countWeek(database, list.fromAddress, new Date(now.getTime() - weekMs)),
    isAgain,
  };
}
