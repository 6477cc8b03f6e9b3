/** What `courant send` does, for a schedule: compile, plan, preflight, freeze. The campaign and the row of the due time are written together, or neither. */
import { checkIssue } from '../check/check-issue.js';
import { findListFacts } from '../check/list-facts.js';
import { freezeAudience } from '../campaign/freeze.js';
import { makePlan, toSegment, type PlanParts } from '../campaign/plan-issue.js';
import type { CampaignPlan } from '../campaign/plan.js';
import { prepareIssue, type Prepared } from '../campaign/prepare.js';
import { publicUrlOf } from '../config.js';
import { toUserErrors, UserError, type ErrorCode } from '../errors.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import type { Report } from '../preflight/rule.js';
import { findCampaignOfEdition } from '../store/campaigns.js';
import { findListById, type ListRow } from '../store/lists.js';
import type { Database } from '../store/store.js';
import type { FoundIssue, Reason, Schedule } from './schedule.js';

export type DispatchParts = PlanParts & { readonly log: Log };

/** Everything that is known before anything is written. */
export type Draft = { readonly prepared: Prepared; readonly list: ListRow; readonly plan: CampaignPlan; readonly report: Report };

/** Throws UserErrors: faults of the issue, a segment that means nothing any more. */
export async function draftSend(parts: DispatchParts, schedule: Pick<Schedule, 'listId' | 'segment' | 'ratePerSecond'>, path: string, times: { readonly sendAt: Date | null; readonly notAfter: Date | null } = { sendAt: null, notAfter: null }): Promise<Draft> {
  const prepared = await prepareIssue(parts.config, path);
  const list = await findListById(parts.store, schedule.listId);
  if (list === undefined) throw new UserError('not-found', 'The list is gone.');
  const segment = await toSegment(parts, list, schedule.segment ?? undefined);
  const plan = await makePlan(parts, prepared, list, schedule.ratePerSecond ?? undefined, segment, times.sendAt, times.notAfter);
  const report = await checkIssue(prepared, await findListFacts(parts, prepared, list, { plan }));
  return { prepared, list, plan, report };
}

export type Problem = { readonly reason: Reason; readonly detail: string };

/** Faults of what people wrote and set; an outage is thrown on, and tried again. */
const outages: ReadonlySet<ErrorCode> = new Set(['disk-full', 'database-unreachable', 'postgres-failed', 'data-unwritable', 'picture-program']);

export function toProblem(error: unknown): Problem {
  const faults = toUserErrors(error);
  if (faults.length === 0 || faults.some(({ code }) => outages.has(code))) throw error;
  const detail = faults.slice(0, 10).map(({ message, at }) => (at === undefined ? message : `${message} (${at.file}:${at.line}:${at.column})`)).join('\n');
  return { reason: faults.some(({ code }) => code === 'already-sent') ? 'sent-before' : 'faulty', detail };
}

export function findErrors({ findings }: Report): readonly string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ message, rule, at }) => `${message} [${rule}]${at === undefined ? '' : ` (${at.file}:${at.line}:${at.column})`}`);
}

/** Already sent is no fault ahead of time: the editor was early. Null: nothing of it went to the list. */
async function findEarlier(parts: DispatchParts, { prepared, list }: Pick<Draft, 'prepared' | 'list'>): Promise<Problem | null> {
  const earlier = await findCampaignOfEdition(parts.store, prepared.edition, list.id);
  return earlier === undefined ? null : { reason: 'sent-before', detail: `campaign ${earlier.id}, ${earlier.state}` };
}

export type Freezing = {
  readonly path: string;
  readonly notAfter: Date | null;
  readonly actor: string;
  /** In the transaction of the freeze. */
  readonly alongside: (transaction: Database, campaignId: CampaignId) => Promise<void>;
};

/** The campaign, or why there is none. An outage is thrown; so is what `alongside` throws. */
export async function dispatchIssue(parts: DispatchParts, schedule: Schedule, freezing: Freezing): Promise<{ readonly campaignId: CampaignId; readonly audience: number } | Problem> {
  try {
    const draft = await draftSend(parts, schedule, freezing.path);
    const earlier = await findEarlier(parts, draft);
    if (earlier !== null) return earlier;
    const errors = findErrors(draft.report);
    if (errors.length > 0) return { reason: 'preflight', detail: errors.slice(0, 10).join('\n') };
    return await freezeDraft(parts, schedule, draft, freezing);
  } catch (error) {
    if (toUserErrors(error).some(({ code }) => code === 'schedule-changed')) throw error;
    return toProblem(error);
  }
}

export function freezeDraft(parts: DispatchParts, schedule: Pick<Schedule, 'ratePerSecond'>, { prepared, plan, report }: Draft, { notAfter, actor, alongside }: Freezing): Promise<{ readonly campaignId: CampaignId; readonly audience: number }> {
  const acknowledged = Object.fromEntries(report.findings.flatMap((finding) => (finding.acknowledged === undefined ? [] : [[finding.rule, finding.acknowledged]])));
  return freezeAudience(parts.store, plan, {
    assets: prepared.issue.assets, ratePerSecond: schedule.ratePerSecond, sendAt: null, notAfter, isAgain: false, publicUrl: publicUrlOf(parts.config), actor, acknowledged, alongside,
  });
}

/** What stands against a send at its time, looked at ahead; empty: nothing. */
export async function findProblemsAhead(parts: DispatchParts, schedule: Schedule, issue: FoundIssue, dueAt: Date): Promise<readonly string[]> {
  try {
    const notAfter = schedule.notAfterMs === null ? null : new Date(dueAt.getTime() + schedule.notAfterMs);
    const draft = await draftSend(parts, schedule, issue.path, { sendAt: dueAt, notAfter });
    if ((await findEarlier(parts, draft)) !== null) return [];
    return [...findErrors(draft.report), ...findShortages(draft.plan)];
  } catch (error) {
    return [toProblem(error).detail];
  }
}

/** Nobody there, a quota or a pace that does not suffice, quiet hours that leave no time. */
function findShortages({ counts, shortages = [] }: CampaignPlan): readonly string[] {
  return counts.audience === 0 ? ['Nobody is left to send to.'] : shortages.map((shortage) => `${shortage.charAt(0).toUpperCase()}${shortage.slice(1)}.`);
}
