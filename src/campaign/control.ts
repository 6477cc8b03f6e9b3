/** What an operator does to a campaign while it is on its way. */
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import { closeBreaker } from '../store/breakers.js';
import { confirmCampaign, findCampaign, moveCampaign, type CampaignRow } from '../store/campaigns.js';
import type { Database } from '../store/store.js';
import { cancelWaiting } from '../store/withdrawals.js';
import type { CampaignState } from './states.js';

export async function requireCampaign(database: Database, id: CampaignId): Promise<CampaignRow> {
  const campaign = /^[0-9]{1,18}$/.test(id) ? await findCampaign(database, id) : undefined;
  if (!campaign) throw new UserError('not-found', `There is no campaign ${id}.`, { hint: 'See them with `courant campaign ls`.' });
  return campaign;
}

/** Open transactions finish; nothing new is claimed, and what passed 354 meanwhile is still recorded. */
export async function pauseCampaign(database: Database, id: CampaignId, reason: string): Promise<CampaignRow> {
  return move(database, id, ['frozen', 'sending', 'held'], 'paused', reason, 'pause');
}

/** Also the answer to a campaign that is held: it is wanted, now. `at` is kept, so that the next start does not ask again. */
export async function resumeCampaign(database: Database, id: CampaignId, at: Date): Promise<CampaignRow> {
  const campaign = await requireCampaign(database, id);
  await confirmCampaign(database, campaign.id, at);
  // What stopped it was looked at: it is counted anew.
  await closeBreaker(database, `campaign:${campaign.id}`);
  if (campaign.state === 'sending') return campaign;
  return move(database, id, ['paused', 'held', 'frozen'], 'sending', null, 'resume');
}

/** Everybody who waits is cancelled; who is claimed this moment is refused at the mark and cancelled by the next round. */
export async function cancelCampaign(database: Database, id: CampaignId, clock: Clock): Promise<CampaignRow> {
  await move(database, id, ['frozen', 'sending', 'held', 'paused'], 'cancelled', 'cancelled by the operator', 'cancel');
  await cancelWaiting(database, id);
  // Rows that a worker holds come back within its page; a dead worker's come back by recovery, which the reconciler follows up.
  for (let round = 0; round < 20 && (await holdsRows(database, id)); round += 1) {
    await clock.sleep(100);
    await cancelWaiting(database, id);
  }
  return requireCampaign(database, id);
}

async function holdsRows(database: Database, id: CampaignId): Promise<boolean> {
  return (await database.query("select from deliveries where campaign_id = $1 and state in ('claimed', 'pending', 'deferred') and stage in ('held', 'pending', 'deferred') limit 1", [id])).length > 0;
}

async function move(database: Database, id: CampaignId, from: readonly CampaignState[], to: CampaignState, reason: string | null, verb: string): Promise<CampaignRow> {
  const before = await requireCampaign(database, id);
  if (!(await moveCampaign(database, id, from, to, reason))) {
    throw new UserError('refused', `Campaign ${id} is ${before.state}: there is nothing to ${verb}.`, { hint: `See it with \`courant campaign show ${id}\`.` });
  }
  return requireCampaign(database, id);
}
