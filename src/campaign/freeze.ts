/** The freeze: the whole audience in one transaction. After it the audience never changes (I1). */
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import type { Asset } from '../issue/issue.js';
import { writeAudience } from '../store/audience.js';
import { sampleDeliveries } from '../store/deliveries.js';
import { keepEdition } from '../store/editions.js';
import { findListById } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { inspectedCount, inspectMails } from './inspect.js';
import { planReaders } from './plan-readers.js';
import { refuseSecondSend, type CampaignPlan } from './plan.js';

export type FreezeOptions = {
  readonly assets: readonly Asset[];
  readonly ratePerSecond: number | null;
  readonly sendAt: Date | null;
  readonly notAfter: Date | null;
  /** Send an issue to a list that has had it. */
  readonly isAgain: boolean;
};

/** One lock for all freezes: two `send` of the same issue at once must not both find that nobody sent it. */
const freezeLock = 0x66727a65;

export async function freezeAudience(store: Store, plan: CampaignPlan, options: FreezeOptions): Promise<{ campaignId: CampaignId; audience: number }> {
  return store.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [freezeLock]);
    if (!options.isAgain) await refuseSecondSend(transaction, plan.edition, plan.listId);
    await keepEdition(transaction, plan.edition, options.assets);
    const { edition } = plan;
    const list = await findListById(transaction, plan.listId);
    if (list === undefined) throw new UserError('not-found', 'The list is gone.');
    // Asked again: the list may know less than when the plan was made.
    const readers = await planReaders(transaction, list, { edition }, { listId: plan.listId, segment: plan.segment, now: plan.plannedAt });
    const frozen = await writeAudience(transaction, {
      editionHash: plan.edition.hash, listId: plan.listId, segment: plan.segment, now: plan.plannedAt, lanes: plan.laneOfDomain, personal: readers?.needs ?? { fields: [], sections: [] },
      ratePerSecond: options.ratePerSecond, sendAt: options.sendAt, notAfter: options.notAfter,
    });
    if (frozen.audience === 0) throw new UserError('audience-empty', 'Nobody is left to send to.', { hint: 'See who is left out with `courant plan`.' });
    if (readers !== undefined) inspectMails(edition, list, await sampleDeliveries(transaction, frozen.campaignId, inspectedCount));
    return frozen;
  });
}
