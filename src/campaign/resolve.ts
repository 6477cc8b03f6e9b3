/** What an operator says of rows in doubt: they arrived, or send them again. Written into the events and the audit chain in one transaction. */
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { CampaignId } from '../ids.js';
import { appendAudit } from '../store/audits.js';
import { forgetReaders } from '../store/campaign-readers.js';
import { moveCampaign } from '../store/campaigns.js';
import { resolveDoubts } from '../store/doubts.js';
import type { Store } from '../store/store.js';
import { requireCampaign } from './control.js';

export type Resolution = 'assume-delivered' | 'resend';

/** Returns how many rows it concerned. A resend may be a second mail: the caller has said so and asked. */
export async function resolveCampaign(
  store: Store, clock: Clock, resolve: { campaignId: CampaignId; address: string | null; resolution: Resolution; actor: string },
): Promise<number> {
  const { campaignId, address, resolution, actor } = resolve;
  const campaign = await requireCampaign(store, campaignId);
  const isResend = resolution === 'resend';
  if (isResend && campaign.state === 'cancelled') throw new UserError('refused', `Campaign ${campaignId} is cancelled: nothing of it is sent again.`, { hint: 'Say --assume-delivered, or leave the rows in doubt.' });
  if (isResend && campaign.notAfter !== null && campaign.notAfter <= clock.now()) throw new UserError('refused', `Campaign ${campaignId} was not to be sent after ${campaign.notAfter.toISOString()}.`, { hint: 'Say --assume-delivered, or leave the rows in doubt.' });
  return store.transaction(async (transaction) => {
    const ids = await resolveDoubts(transaction, { campaignId, address, to: isResend ? 'pending' : 'accepted', detail: resolution });
    if (ids.length === 0) throw new UserError('not-found', address === null ? `Campaign ${campaignId} has nobody in doubt.` : `Campaign ${campaignId} has no ${address} in doubt.`, { hint: `See who is with \`courant campaign show ${campaignId}\`.` });
    await forgetReaders(transaction, campaignId);
    // Whatever it is otherwise (paused, held), it stays: the rows wait with the others.
    if (isResend) await moveCampaign(transaction, campaignId, ['finished'], 'sending', null);
    await appendAudit(transaction, {
      at: clock.now(), actor, action: `campaign.resolve.${resolution}`, subject: `campaign:${campaignId}`,
      detail: { count: ids.length, subscribers: ids.slice(0, mostNamed).join(' ') },
    });
    return ids.length;
  });
}

/** The events name them all. */
const mostNamed = 50;
