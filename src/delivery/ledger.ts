/**
 * The ledger as one engine writes it for one campaign: marks and outcomes in groups, outcomes kept in memory and tried again while the
 * database is away. A write that finds itself fenced ends the engine (I8).
 */
import type { Clock } from '../clock.js';
import type { CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import { advanceDeliveries, explainRefusals, type Advanced, type FencedRow, type Settlement } from '../store/deliveries.js';
import type { Store } from '../store/store.js';
import type { Engine } from './engine.js';
import { createGroup } from './group.js';
import type { MarkAnswer } from './outcome.js';
import type { OnPoint } from './points.js';

/** Both kinds in one group, one statement after the other: what was asked for first is never written later. */
type Turn = { readonly kind: 'settle'; readonly settlement: Settlement } | { readonly kind: 'mark'; readonly held: FencedRow };

export type Ledger = {
  mark(row: FencedRow): Promise<MarkAnswer>;
  /** False: the row is in other hands by now, and what was learned of it counts for nothing; they will learn it themselves. */
  settle(row: Settlement): Promise<boolean>;
};

/** One statement's worth: the sweet spot of 50 to 100 rows (group marks), never a whole audience. */
const groupSize = 100;
/** How long an outcome is held while the database is away; then the engine gives up and the rows become in doubt. */
const settlePatienceMs = 60_000;

export type LedgerParts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPoint?: OnPoint | undefined;
  /** A write failed, and is tried again. */
  noteFailure(error: unknown): void;
};

/** All lanes of a campaign write through one ledger: what ten lanes have to write at a time costs one commit, not ten. */
export function createLedgers(parts: LedgerParts): (engine: Engine, campaignId: CampaignId) => Ledger {
  const ofEngine = new WeakMap<Engine, Map<CampaignId, Ledger>>();
  return (engine, campaignId) => {
    const ledgers = ofEngine.get(engine) ?? new Map<CampaignId, Ledger>();
    ofEngine.set(engine, ledgers);
    const ledger = ledgers.get(campaignId) ?? createLedger(parts, engine, campaignId);
    ledgers.set(campaignId, ledger);
    return ledger;
  };
}

function createLedger(parts: LedgerParts, engine: Engine, campaignId: CampaignId): Ledger {
  const { store, clock, log, onPoint } = parts;
  const turns = createGroup<Turn, MarkAnswer | Error>(async (rows) => {
    const settlements = rows.flatMap((row) => (row.kind === 'settle' ? [row.settlement] : []));
    // A lost engine marks nothing more, but what it knows it still tries to write.
    const marks = engine.lostSignal.aborted ? [] : rows.flatMap((row) => (row.kind === 'mark' ? [row.held] : []));
    const { settled, marked } = await advance(settlements, marks);
    if (settled.size < settlements.length) engine.lose(`${settlements.length - settled.size} outcomes were fenced`);
    const answerSettled = ({ subscriberId }: FencedRow): MarkAnswer => (settled.has(subscriberId) ? 'go' : 'fenced');
    if (marked instanceof Error) return rows.map((row) => (row.kind === 'settle' ? answerSettled(row.settlement) : marked));
    const refused = marks.filter((row) => !marked.has(row.subscriberId));
    if (refused.length > 0) onPoint?.('refused');
    const reasons = refused.length === 0 ? undefined : await explainRefusals(store, { campaignId, epoch: engine.epoch, rows: refused });
    const answerMarked = ({ subscriberId }: FencedRow): MarkAnswer => (marked.has(subscriberId) ? 'go' : reasons?.get(subscriberId) ?? 'fenced');
    return rows.map((row) => (row.kind === 'settle' ? answerSettled(row.settlement) : answerMarked(row.held)));
  }, groupSize);

  /** Outcomes are tried again while the database is away. Marks are not: whether one was written cannot be told, and the lane ends with it. */
  async function advance(settlements: readonly Settlement[], marks: readonly FencedRow[]): Promise<{ settled: Advanced['settled']; marked: Advanced['marked'] | Error }> {
    const write = (marking: readonly FencedRow[]): Promise<Advanced> => advanceDeliveries(store, { campaignId, epoch: engine.epoch, settlements, marks: marking });
    if (settlements.length + marks.length === 0) return { settled: new Set(), marked: new Set() };
    if (marks.length === 0) return keepTrying(() => write([]));
    try {
      return await write(marks);
    } catch (error) {
      const { settled } = settlements.length === 0 ? { settled: new Set<never>() } : await keepTrying(() => write([]));
      return { settled, marked: error instanceof Error ? error : new Error('marks could not be written', { cause: error }) };
    }
  }

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

  return {
    async mark(held) {
      const answer = await turns.add({ kind: 'mark', held });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    settle: async (settlement) => (await turns.add({ kind: 'settle', settlement })) === 'go',
  };
}
