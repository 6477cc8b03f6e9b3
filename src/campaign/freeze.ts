/** The freeze: the whole audience in one transaction. After it the audience never changes (I1). */
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import type { Asset } from '../issue/issue.js';
import { appendAudit } from '../store/audits.js';
import { writeAudience } from '../store/audience.js';
import { sampleDeliveries } from '../store/deliveries.js';
import { keepEdition } from '../store/editions.js';
import { holdOffErasures } from '../store/erasures.js';
import { endPauses } from '../store/leaving.js';
import { findListById, type ListRow } from '../store/lists.js';
import type { Database, Store } from '../store/store.js';
import { inspectedCount, inspectMails } from './inspect.js';
import { toIssueAhead } from './issue-ahead.js';
import { keepLinks } from './counting.js';
import { planReaders } from './plan-readers.js';
import { refuseSecondSend, type CampaignPlan } from './plan.js';

export type FreezeOptions = {
  readonly assets: readonly Asset[];
  readonly ratePerSecond: number | null;
  readonly sendAt: Date | null;
  readonly notAfter: Date | null;
  /** Send an issue to a list that has had it. */
  readonly isAgain: boolean;
  /** Where counted links begin; without it nothing is counted. */
  readonly publicUrl?: string | undefined;
  /** Who ordered it, for the record. Default: the program itself. */
  readonly actor?: string;
  /** Sent although the preflight found errors. */
  readonly override?: Override | undefined;
  /** Rules whose warnings the editor left as they are, with his reasons. */
  readonly acknowledged?: Readonly<Record<string, string>>;
  /** Done in the same transaction: kept with the campaign, or not at all. */
  readonly alongside?: (transaction: Database, campaignId: CampaignId) => Promise<void>;
};

export type Override = { readonly by: string; readonly reason: string; readonly errors: readonly { readonly rule: string; readonly message: string }[] };

/** One lock for all freezes: two `send` of the same issue at once must not both find that nobody sent it. */
const freezeLock = 0x66727a65;

export async function freezeAudience(store: Store, plan: CampaignPlan, options: FreezeOptions): Promise<{ campaignId: CampaignId; audience: number }> {
  return store.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [freezeLock]);
    await holdOffErasures(transaction);
    if (!options.isAgain) await refuseSecondSend(transaction, plan.edition, plan.listId);
    // A break that is over counts as over in the plan; here it becomes so, or the mark before the body would take it for a leaving.
    await endPauses(transaction, plan.listId);
    await keepEdition(transaction, plan.edition, options.assets);
    const { edition } = plan;
    const list = await findListById(transaction, plan.listId);
    if (list === undefined) throw new UserError('not-found', 'The list is gone.');
    const choice = { listId: plan.listId, segment: plan.segment, now: plan.plannedAt, issue: toIssueAhead(edition, list, options.sendAt ?? plan.plannedAt) };
    // Asked again: the list may know less than when the plan was made.
    const readers = await planReaders(transaction, list, { edition }, choice);
    const frozen = await writeAudience(transaction, {
      ...choice, editionHash: plan.edition.hash, lanes: plan.laneOfDomain, personal: readers?.needs ?? { fields: [], sections: [] },
      ratePerSecond: options.ratePerSecond, sendAt: options.sendAt, notAfter: options.notAfter,
    });
    if (frozen.audience === 0) throw new UserError('audience-empty', 'Nobody is left to send to.', { hint: 'See who is left out with `courant plan`.' });
    await keepLinks(transaction, edition, plan.listId, frozen.campaignId, options.publicUrl);
    if (readers !== undefined) inspectMails(edition, list, await sampleDeliveries(transaction, frozen.campaignId, inspectedCount));
    await options.alongside?.(transaction, frozen.campaignId);
    await keepRecord(transaction, plan, list, { ...frozen, ...options });
    return frozen;
  });
}

/** What the next preflight of the list compares itself with, and who answers for an override. Last: the record is locked until the end. */
async function keepRecord(transaction: Database, plan: CampaignPlan, list: ListRow, frozen: FreezeOptions & { campaignId: CampaignId; audience: number }): Promise<void> {
  const { edition, plannedAt: at } = plan;
  const { actor = 'courant', override, acknowledged = {} } = frozen;
  const subject = `campaign:${frozen.campaignId}`;
  await appendAudit(transaction, { at, actor, action: 'campaign.freeze', subject, detail: {
    issue: `${edition.newsletter}/${edition.slug}`, edition: edition.hash, list: list.slug, listId: list.listIdHeader, fromName: list.fromName, fromAddress: list.fromAddress,
    audience: frozen.audience, isAgain: frozen.isAgain, acknowledged,
  } });
  if (override !== undefined) await appendAudit(transaction, { at, actor: override.by, action: 'send.override', subject, detail: { reason: override.reason, errors: override.errors, orderedBy: actor } });
}
