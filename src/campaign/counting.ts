/** The counted links of a campaign: found and kept at the freeze, put into its mails afterwards. With tracking off nothing here does anything. */
import type { Edition } from '../edition/edition.js';
import { hardLimit, measurePart } from '../edition/size.js';
import { UserError } from '../errors.js';
import { toSubscriberId, type CampaignId, type ListId, type SubscriberId } from '../ids.js';
import { makeClickToken } from '../message/click-token.js';
import { countLinks, listCountedLinks } from '../message/counted-links.js';
import type { TokenKeys } from '../message/signed-token.js';
import { fieldToken } from '../message/tokens.js';
import type { Database } from '../store/store.js';
import { findListTracking, keepCampaignTracking, type Tracking, type TrackingMode } from '../store/tracking.js';

export type CampaignCounting = { readonly mode: Exclude<TrackingMode, 'off'>; readonly countsOpens: boolean; readonly links: readonly string[] };

export function toCounting({ mode, countsOpens, links }: Tracking & { readonly links: readonly string[] }): CampaignCounting | undefined {
  return mode === 'off' ? undefined : { mode, countsOpens, links };
}

/** In the transaction of the freeze. Throws `edition-too-large` when the mail was small enough only without its counted links. */
export async function keepLinks(transaction: Database, edition: Edition, listId: ListId, campaignId: CampaignId, publicUrl: string | undefined): Promise<void> {
  const tracking = await findListTracking(transaction, listId);
  if (tracking.mode === 'off' || publicUrl === undefined) return;
  const links = listCountedLinks(edition.html, publicUrl);
  refuseTooLarge(edition, countLinks(edition.html, { publicUrl, links, countsOpens: tracking.countsOpens, token: longestToken }));
  await keepCampaignTracking(transaction, campaignId, tracking, links);
}

/** Of the largest ids there are. */
const longestToken = makeClickToken({ current: 1, secrets: new Map([[1, new Uint8Array(32)]]) }, { campaignId: '9223372036854775807' as CampaignId, subscriberId: toSubscriberId('9223372036854775807') });

function refuseTooLarge(edition: Edition, counted: string): void {
  const [before, after] = [measurePart(edition.html).decoded, measurePart(counted).decoded];
  if (after <= hardLimit || before > hardLimit) return;
  throw new UserError('edition-too-large', `With counted links the mail has ${after} bytes, and ${hardLimit} are the most; without them it has ${before}.`, {
    hint: 'Make the issue shorter, or count nothing: courant list tracking SLUG --clicks off.',
  });
}

type Source = { readonly edition: Edition; readonly campaignId: CampaignId; readonly counting?: CampaignCounting | undefined };
type Counted = { readonly edition: Edition; /** What the last field of each reader is filled with; absent when links are the same for all. */ readonly clickToken?: (subscriberId: SubscriberId | null) => string };

/** One signature a reader however many links there are: it names the reader, and the number behind it the link. */
export function countEdition({ edition, campaignId, counting }: Source, keys: TokenKeys, publicUrl: string): Counted {
  if (counting === undefined) return { edition };
  const nobody = makeClickToken(keys, { campaignId, subscriberId: null });
  const token = counting.mode === 'aggregated' ? nobody : fieldToken((edition.fields?.length ?? 0) + 1);
  const counted = { ...edition, html: countLinks(edition.html, { ...counting, publicUrl, token }) };
  if (counting.mode === 'aggregated') return { edition: counted };
  return { edition: counted, clickToken: (subscriberId) => (subscriberId === null ? nobody : makeClickToken(keys, { campaignId, subscriberId })) };
}
