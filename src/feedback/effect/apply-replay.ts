/** What a replay found takes effect: reports rewritten, suppressions made, and those ended that rest on a message which no longer says so. */
import { appendAudit } from '../../store/audits.js';
import { deleteReports, keepReport, lockFeedback, noteBounce, setFeedbackState } from '../../store/feedback.js';
import type { Database } from '../../store/store.js';
import { endSuppressionsOf } from '../../store/suppressions.js';
import { replaceTallies } from '../../store/tallies.js';
import { unmatched, type FeedbackParts } from './apply.js';
import { takeEffect } from './effects.js';
import { deliveryOf } from './read.js';
import { isLifted, type Replay, type ReplayChange, type Reread } from './replay.js';

export async function applyReplay(parts: FeedbackParts, replay: Replay, actor: string): Promise<void> {
  for (const change of replay.changes) await parts.store.transaction((transaction) => applyChange(parts, transaction, change));
  // Counts come last: what the changes wrote on the way counts each report once more.
  for (const [subscriberId, tallies] of replay.tallies) await replaceTallies(parts.store, subscriberId, tallies);
  await parts.store.transaction((transaction) => appendAudit(transaction, {
    at: parts.clock.now(), actor, action: 'feedback.replay', subject: 'feedback', detail: { read: replay.readCount, changed: replay.changes.length },
  }));
}

async function applyChange({ clock }: FeedbackParts, database: Database, { kept, after }: ReplayChange): Promise<void> {
  if (!(await lockFeedback(database, kept.id, ['applied', 'unmatched', 'ignored']))) return;
  await deleteReports(database, kept.id);
  for (const again of after) await applyAgain(database, kept, again);
  if (!after.some(({ effect }) => effect.startsWith('suppressed'))) await endSuppressionsOf(database, { feedbackId: kept.id, note: 'read again: it does not say so', at: clock.now() });
  const state = after.length === 0 ? 'ignored' : after.some(({ effect }) => effect === unmatched) ? 'unmatched' : 'applied';
  await setFeedbackState(database, kept.id, state, 'read again');
}

async function applyAgain(database: Database, kept: ReplayChange['kept'], again: Reread): Promise<void> {
  const { report, match, person, decision, effect, eventKey } = again;
  if (person && match && decision) {
    await noteBounce(database, person, { kind: report.action === 'delayed' ? 'delayed' : report.kind, isProof: match.by !== 'recipient' && match.by !== 'operator', feedbackId: kept.id });
    if (!isLifted(again)) await takeEffect(database, person, decision, { feedbackId: kept.id, source: kept.source, report, at: kept.receivedAt });
  }
  await keepReport(database, kept.id, { report, delivery: match && deliveryOf(match), matchedBy: match?.by ?? null, effect, eventKey });
}
