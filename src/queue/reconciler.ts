/**
 * Makes the bell dispensable: every few seconds it recovers dead processes, starts campaigns whose time has come, rings for whatever
 * the ledger says is due, and finishes campaigns with nothing left. Any number of processes may run one.
 */
import type { Clock } from '../clock.js';
import { recoverDeadEngines } from '../delivery/engine.js';
import type { Log } from '../log.js';
import { sumReaders } from '../store/campaign-readers.js';
import { finishIfSettled, listActiveCampaigns, listCancelledWithWaiting, moveCampaign, noteCampaign, type CampaignRow } from '../store/campaigns.js';
import { findQuietEnd, showQuietHours } from '../schedule/quiet.js';
import { showLocal } from '../schedule/zone.js';
import { listDueLanes } from '../store/deliveries.js';
import { endPauses } from '../store/leaving.js';
import type { Store } from '../store/store.js';
import { cancelWaiting } from '../store/withdrawals.js';
import type { Bell } from './bell.js';

export type Reconciler = { close(): Promise<void> };

export type ReconcilerParts = { readonly store: Store; readonly bell: Bell; readonly clock: Clock; readonly log: Log; /** What else is looked at each round. */ readonly onRound?: () => Promise<void> };

export function startReconciler(parts: ReconcilerParts, intervalMs: number): Reconciler {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      // The database may be away for a while: the next round finds the same things due.
      await reconcile(parts).catch((error: unknown) => parts.log.warn('reconciling failed', { error }));
      await parts.clock.sleep(intervalMs, stopping.signal);
    }
  })();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}

/** One round. */
export async function reconcile(parts: ReconcilerParts): Promise<void> {
  await recoverDeadEngines(parts.store, parts.log);
  await parts.onRound?.();
  await endPauses(parts.store, null);
  for (const campaign of await listActiveCampaigns(parts.store)) await look(parts, campaign);
  for (const id of await listCancelledWithWaiting(parts.store)) await cancelWaiting(parts.store, id);
  await sumReaders(parts.store, parts.clock.now());
}

async function look(parts: ReconcilerParts, campaign: CampaignRow): Promise<void> {
  const { store, bell, log } = parts;
  if (campaign.notAfter !== null && campaign.notAfter <= parts.clock.now()) {
    await endLate(parts, campaign, campaign.notAfter);
    return;
  }
  if (campaign.state === 'frozen') await moveCampaign(store, campaign.id, ['frozen'], 'sending', null);
  if (await isResting(parts, campaign)) return;
  const lanes = await listDueLanes(store, campaign.id);
  await Promise.all(lanes.map((lane) => bell.ring({ campaignId: campaign.id, lane })));
  if (lanes.length === 0 && (await finishIfSettled(store, campaign.id))) log.info('campaign finished', { campaignId: campaign.id });
}

/** In the quiet hours of its list nothing is rung for; workers stop by themselves. Whoever looks at the campaign reads why. */
async function isResting({ store, clock, log }: { store: Store; clock: Clock; log: Log }, campaign: CampaignRow): Promise<boolean> {
  const end = findQuietEnd(campaign.quiet, clock.now());
  const isNoted = campaign.stateReason?.startsWith(restNote) === true;
  if (end === null || campaign.quiet === null) {
    if (isNoted) await noteCampaign(store, campaign.id, null);
    return false;
  }
  // Nobody waits who could be kept waiting.
  if ((await finishIfSettled(store, campaign.id))) return true;
  if (!isNoted) {
    log.info('a campaign rests in the quiet hours of its list', { campaignId: campaign.id, until: end });
    await noteCampaign(store, campaign.id, `${restNote} (${showQuietHours(campaign.quiet)}) until ${showLocal(end, campaign.quiet.zone)}`);
  }
  return true;
}

const restNote = 'rests in the quiet hours of the list';

/** Who has not got it by then does not get it. Rows in a worker's hands come back within its page, and a later round takes them too. */
async function endLate({ store, log }: { store: Store; log: Log }, campaign: CampaignRow, notAfter: Date): Promise<void> {
  if (campaign.state === 'frozen') await moveCampaign(store, campaign.id, ['frozen'], 'sending', null);
  const count = await cancelWaiting(store, campaign.id, 'not-after');
  if (count > 0) log.warn('too late: not sent on', { campaignId: campaign.id, notAfter, count });
  await finishIfSettled(store, campaign.id, `not sent on after ${notAfter.toISOString()}, as asked`);
}
