/** What became of a campaign, in figures: who took it, who sent it back and why, who complained, left, clicked. */
import type { ClassifyReply } from '../delivery/judge.js';
import type { DeliveryState } from '../delivery/states.js';
import type { CampaignId } from '../ids.js';
import { countBounces, countDays, countEngagement, countLanes, countLinks, countRefusals, countWithoutWay, type DayCount, type EngagementCount, type LaneCount, type LinkCount } from '../store/figures.js';
import type { Database } from '../store/store.js';
import { judgeComplaints, type ComplaintVerdict } from './complaints.js';

export type BounceFigure = {
  readonly lane: string;
  readonly bucket: string;
  /** at-once: the server refused it. later: taken, and a report came. */
  readonly when: 'at-once' | 'later';
  readonly count: number;
};

export type LaneFigure = { readonly lane: string; readonly audience: number; readonly accepted: number; readonly failed: number };

/** Without what only people look at. */
export type CampaignTotals = EngagementCount & {
  readonly audience: number;
  readonly accepted: number;
  readonly failed: number;
  /** Withheld: left or suppressed before their turn, or the campaign was cancelled. With those in doubt and those who wait still, the rest of the audience. */
  readonly suppressed: number;
  readonly cancelled: number;
  readonly inDoubt: number;
  /** Of those who failed: the address needs SMTPUTF8, which no relay offered. No bounce. */
  readonly withoutSmtpUtf8: number;
  readonly lanes: readonly LaneFigure[];
  readonly bounces: readonly BounceFigure[];
  /** Of the mails that were taken; null while there are none. */
  readonly complaintRate: number | null;
  readonly complaintVerdict: ComplaintVerdict;
};

export type CampaignFigures = CampaignTotals & {
  readonly links: readonly LinkCount[];
  readonly days: readonly DayCount[];
};

export async function readFigures(database: Database, campaignId: CampaignId, classify: ClassifyReply): Promise<CampaignFigures> {
  return { ...(await readTotals(database, campaignId, classify)), links: await countLinks(database, campaignId), days: await countDays(database, campaignId) };
}

export async function readTotals(database: Database, campaignId: CampaignId, classify: ClassifyReply): Promise<CampaignTotals> {
  const rows = await countLanes(database, campaignId);
  const lanes = toLanes(rows);
  const inState = (state: DeliveryState): number => rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
  const engagement = await countEngagement(database, campaignId);
  const accepted = inState('accepted');
  return {
    audience: rows.reduce((sum, row) => sum + row.count, 0), accepted, failed: inState('failed'), suppressed: inState('suppressed'), cancelled: inState('cancelled'), inDoubt: inState('in_doubt'),
    withoutSmtpUtf8: await countWithoutWay(database, campaignId), lanes, ...engagement,
    bounces: await readBounces(database, campaignId, classify),
    ...judgeComplaints(engagement.complaints, accepted),
  };
}

function toLanes(rows: readonly LaneCount[]): LaneFigure[] {
  const countOf = (lane: string, state?: string): number => rows.filter((row) => row.lane === lane && (state === undefined || row.state === state)).reduce((sum, row) => sum + row.count, 0);
  return [...new Set(rows.map(({ lane }) => lane))].map((lane) => ({ lane, audience: countOf(lane), accepted: countOf(lane, 'accepted'), failed: countOf(lane, 'failed') }));
}

/** By the same rules that judged the reply when it came; a reply whose words were erased is judged by its codes. */
async function readBounces(database: Database, campaignId: CampaignId, classify: ClassifyReply): Promise<BounceFigure[]> {
  const refused = (await countRefusals(database, campaignId)).map(({ lane, count, ...reply }): BounceFigure => ({
    lane, when: 'at-once', count,
    bucket: reply.code === null ? 'unknown' : classify({ phase: reply.phase ?? 'rcpt', code: reply.code, enhanced: reply.enhanced ?? '', text: reply.text ?? '', domain: reply.domain }).bucket,
  }));
  const reported = (await countBounces(database, campaignId)).map((row): BounceFigure => ({ ...row, when: 'later' }));
  const sums = new Map<string, BounceFigure>();
  for (const figure of [...refused, ...reported]) {
    const key = `${figure.lane} ${figure.bucket} ${figure.when}`;
    sums.set(key, { ...figure, count: figure.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].toSorted((one, other) => other.count - one.count || one.lane.localeCompare(other.lane));
}
