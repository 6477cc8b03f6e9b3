/**
 * Trying again for those who failed. Failed is final (I9), so their rows stay as they are: a follow-up campaign of the same edition is
 * frozen for them, with a balance of its own. Whose address was the reason is left out unless asked for; who left or was suppressed
 * since is never in it.
 */
import type { Clock } from '../clock.js';
import type { ClassifyReply } from '../delivery/judge.js';
import { UserError } from '../errors.js';
import type { CampaignId, SubscriberId } from '../ids.js';
import { appendAudit } from '../store/audits.js';
import { holdOffErasures } from '../store/erasures.js';
import { createFollowUp, pageFailed, type FailedRow } from '../store/follow-up.js';
import type { Database, Store } from '../store/store.js';
import { requireCampaign } from './control.js';

export type Retry = { readonly campaignId: CampaignId; readonly audience: number; readonly excluded: Readonly<Record<string, number>> };

const pageSize = 5_000;

export async function retryCampaign(
  store: Store, clock: Clock, retry: { campaignId: CampaignId; hasBadAddresses: boolean; classify: ClassifyReply; actor: string },
): Promise<Retry> {
  const campaign = await requireCampaign(store, retry.campaignId);
  if (campaign.state !== 'finished' && campaign.state !== 'cancelled') {
    throw new UserError('refused', `Campaign ${campaign.id} is ${campaign.state}: more may fail yet.`, { hint: 'Wait until it has finished, or cancel it first.' });
  }
  return store.transaction(async (transaction) => {
    await holdOffErasures(transaction);
    // Two retries at once would both find the same people.
    await transaction.query('select from campaigns where id = $1 for update', [campaign.id]);
    const chosen = await choose(transaction, retry);
    if (chosen.subscriberIds.length === 0) throw new UserError('audience-empty', `Campaign ${campaign.id} has nobody to try again.`, { hint: explain(chosen.excluded) });
    const campaignId = await createFollowUp(transaction, { campaignId: campaign.id, at: clock.now(), ...chosen });
    await appendAudit(transaction, {
      at: clock.now(), actor: retry.actor, action: 'campaign.retry', subject: `campaign:${campaign.id}`,
      detail: { followUp: campaignId, audience: chosen.subscriberIds.length, hasBadAddresses: retry.hasBadAddresses },
    });
    return { campaignId, audience: chosen.subscriberIds.length, excluded: chosen.excluded };
  });
}

async function choose(database: Database, retry: { campaignId: CampaignId; hasBadAddresses: boolean; classify: ClassifyReply }) {
  const excluded = { unsubscribed: 0, suppressed: 0, 'bad-address': 0 };
  const subscriberIds: SubscriberId[] = [];
  for (let after: SubscriberId | null = null; ;) {
    const page: FailedRow[] = await pageFailed(database, { campaignId: retry.campaignId, after, limit: pageSize });
    for (const row of page) {
      if (row.exclusion !== null) excluded[row.exclusion] += 1;
      else if (!retry.hasBadAddresses && isAddressAtFault(row, retry.classify)) excluded['bad-address'] += 1;
      else subscriberIds.push(row.subscriberId);
    }
    after = page.at(-1)?.subscriberId ?? null;
    if (page.length < pageSize) return { subscriberIds, excluded };
  }
}

/** A mailbox that was full for a day is the address's trouble too; a blocklist, a filter or a server that was away is not. */
function isAddressAtFault(row: FailedRow, classify: ClassifyReply): boolean {
  if (row.code === null) return false;
  const { bucket } = classify({ phase: row.phase ?? 'rcpt', code: row.code, enhanced: row.enhanced ?? '', text: row.text ?? '', domain: row.domain });
  return bucket === 'invalid' || bucket === 'inactive' || bucket === 'mailbox';
}

function explain(excluded: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(excluded).filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`);
  return reasons.length === 0 ? 'Nobody failed, or all are in a follow-up already.' : `Left out: ${reasons.join(', ')}. Whose address was the reason is tried again with --bad-addresses.`;
}
