/** What the preflight may know of the list an issue goes to: settings, keys, what was sent before, and the people. */
import { findCapacity } from '../campaign/capacity.js';
import { toIssueAhead } from '../campaign/issue-ahead.js';
import type { PlanParts } from '../campaign/plan-issue.js';
import { countLanes, type CampaignPlan } from '../campaign/plan.js';
import type { Prepared } from '../campaign/prepare.js';
import { loadDkim, type DkimSetup } from '../message/dkim/load-keys.js';
import { countAudience, type AudienceCount, type Choice } from '../store/audience.js';
import type { ListRow } from '../store/lists.js';
import { readAudience } from './audience.js';
import type { CheckOptions } from './check-issue.js';
import { readHistory } from './history.js';

/** Of a plan what the preflight needs; without one the whole list is counted. */
type Planned = Pick<CampaignPlan, 'counts' | 'segment' | 'readers' | 'warnings' | 'startAt'>;

export type ListFacts = CheckOptions & { readonly dkim: DkimSetup };

export async function findListFacts(parts: PlanParts, { edition }: Pick<Prepared, 'edition'>, list: ListRow, about: { readonly isAgain?: boolean; readonly plan?: Planned } = {}): Promise<ListFacts> {
  const { isAgain = false, plan } = about;
  const { config, keys, store } = parts;
  const now = parts.clock.now();
  const choice: Choice = { listId: list.id, segment: plan?.segment ?? null, now, issue: toIssueAhead(edition, list, plan?.startAt ?? now) };
  const counts = plan?.counts ?? await countAudience(store, choice);
  const paceWarnings = plan?.warnings ?? await findPaceWarnings(parts, { newsletter: edition.newsletter, quiet: list.quiet }, counts, now);
  const audience = await readAudience(store, list, choice, { counts, paceWarnings });
  return { config, now, list, longest: plan?.readers?.count.longest, keys, dkim: await loadDkim(config), history: { ...await readHistory(store, { edition, list, now, isAgain }), audience } };
}

async function findPaceWarnings({ store, clock, config }: PlanParts, { newsletter, quiet }: { readonly newsletter: string; readonly quiet: ListRow['quiet'] }, counts: AudienceCount, startAt: Date): Promise<readonly string[]> {
  const request = { newsletter, audience: counts.audience, lanes: countLanes(counts), wantedRate: undefined, startAt, notAfter: null, quiet, quotaZone: config.quotaTimeZone };
  return (await findCapacity(store, clock, config, request)).warnings;
}
