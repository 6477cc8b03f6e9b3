/**
 * The ledger as one engine writes it for one campaign: marks and outcomes in groups, outcomes kept in memory and tried again while the
 * database is away. A write that finds itself fenced ends the engine (I8).
 */
import type { Clock } from '../clock.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import { explainRefusals, markTransmitting, settleDeliveries, type FencedRow, type Settlement } from '../store/deliveries.js';
import type { Store } from '../store/store.js';
import type { Engine } from './engine.js';
import { createGroup } from './group.js';
import type { MarkAnswer } from './outcome.js';

export type Ledger = {
  mark(row: FencedRow): Promise<MarkAnswer>;
  settle(row: Settlement): Promise<void>;
};

/** One statement's worth: the sweet spot of 50 to 100 rows (group marks), never a whole audience. */
const groupSize = 100;
/** How long an outcome is held while the database is away; then the engine gives up and the rows become in doubt. */
const settlePatienceMs = 60_000;

export type LedgerParts = { readonly store: Store; readonly engine: Engine; readonly clock: Clock; readonly log: Log; noteFailure(error: unknown): void };

export function createLedger(parts: LedgerParts, campaignId: CampaignId): Ledger {
  const { store, engine, clock, log } = parts;
  const marks = createGroup<FencedRow, MarkAnswer>(async (rows) => {
    if (engine.lostSignal.aborted) return rows.map(() => 'fenced');
    const held = { campaignId, epoch: engine.epoch, rows };
    const marked = await markTransmitting(store, held);
    if (marked.size === rows.length) return rows.map(() => 'go');
    const refused = rows.filter((row) => !marked.has(row.subscriberId));
    const reasons = await explainRefusals(store, { ...held, rows: refused });
    return rows.map((row) => (marked.has(row.subscriberId) ? 'go' : reasons.get(row.subscriberId) ?? 'fenced'));
  }, groupSize);

  const settlements = createGroup<Settlement, void>(async (rows) => {
    const written = await keepTrying(() => settleDeliveries(store, { campaignId, epoch: engine.epoch, rows }));
    if (written.size < rows.length) engine.lose(`${rows.length - written.size} outcomes were fenced`);
    return rows.map(() => undefined);
  }, groupSize);

  async function keepTrying<Result>(write: () => Promise<Result>): Promise<Result> {
    const givenUpAt = clock.monotonicMs() + settlePatienceMs;
    for (let waitMs = 200; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        return await write();
      } catch (error) {
        log.error('outcomes could not be written', { campaignId, error });
        parts.noteFailure(error);
        if (clock.monotonicMs() + waitMs > givenUpAt || engine.lostSignal.aborted) {
          engine.lose('outcomes could not be written');
          throw error;
        }
        await clock.sleep(waitMs);
      }
    }
  }

  return { mark: (row) => marks.add(row), settle: (row) => settlements.add(row) };
}
