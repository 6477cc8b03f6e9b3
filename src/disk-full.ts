/** A full disk, however it shows: by PostgreSQL, by the operating system, or inside another error. Nothing is lost by it; somebody must make room. */
import { UserError } from './errors.js';
import type { CampaignId } from './ids.js';

/** 53100 is PostgreSQL's disk_full; ENOSPC and EDQUOT are the system's. */
const codes: readonly unknown[] = ['53100', 'ENOSPC', 'EDQUOT', 'disk-full'];

export function isDiskFull(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if ('code' in thrown && codes.includes(thrown.code)) return true;
  if (/No space left on device|Disk quota exceeded/i.test(thrown.message)) return true;
  return isDiskFull(thrown.cause) || (thrown instanceof AggregateError && thrown.errors.some(isDiskFull));
}

/** `campaignId`: what was being sent, where that is known. */
export function toDiskFull(cause?: unknown, campaignId?: CampaignId): UserError {
  const resume = campaignId === undefined ? '`courant campaign resume ID`, whose number `courant campaign ls` shows' : `\`courant campaign resume ${campaignId}\``;
  return new UserError('disk-full', 'No room is left on the disk of the database or the data folder; nothing more is sent.', {
    hint: `Make room on that disk and go on with ${resume}; nothing is lost, the ledger knows who got it.`, cause,
  });
}
