/**
 * Watches what comes of the mails: counts it per lane and per campaign, slows a lane whose provider asks for it, and stops a lane or a
 * campaign before harm is done. Who stops it tells the owner, once, whichever process it is.
 */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { findHarm, probeWaitMs, type OutcomeKind } from '../delivery/breaker.js';
import type { Judgement } from '../delivery/judge.js';
import { deafMs, slowDown } from '../delivery/throttle.js';
import { toCampaignId, type CampaignId } from '../ids.js';
import type { Log } from '../log.js';
import { addOutcomes, closeBreaker, findBreaker, listSuspects, openBreaker, takeProbe, type BreakerRow, type Counted } from '../store/breakers.js';
import { moveCampaign } from '../store/campaigns.js';
import { putThrottle, readPaceState } from '../store/limits.js';
import { noteForOwner } from '../notice/tell.js';
import type { Database, Store } from '../store/store.js';

export type Notice = { readonly kind: 'lane-stopped' | 'lane-goes-on' | 'campaign-stopped' | 'relay-down'; readonly key: string; readonly subject: string; readonly text: string };

export type WatchParts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Pick<Config, 'breakers' | 'breakerLimits' | 'breakerProbeSeconds' | 'laneRecoverySeconds'>;
  /** Something was written down to be told to the owner. */
  ringTeller(): void;
};

export type Watch = {
  /** After each mail. */
  note(campaignId: CampaignId, lane: string, judgement: Judgement, relayName: string): Promise<void>;
  /** What is counted and not written yet. */
  flush(): Promise<void>;
  /** May this lane send one mail through its open breaker? To whoever asks first. */
  takeProbe(lane: string): Promise<boolean>;
  /** What became of it. */
  endProbe(lane: string, kind: OutcomeKind | undefined): Promise<void>;
  /** What feedback counted since: a round of the reconciler. */
  look(): Promise<void>;
  /** Once, whoever finds it first. */
  tellOnce(notice: Notice): Promise<void>;
};

/** Good outcomes wait for others; a bad one is written at once, and with it those that wait. */
export const flushCount = 200;

export function createWatch(parts: WatchParts): Watch {
  const { store, clock, log, config } = parts;
  let waiting = new Map<string, Counted>();
  let waitingCount = 0;
  let writing: Promise<void> | undefined;
  let isAsked = false;

  function count(key: string, kind: OutcomeKind): void {
    const id = `${key} ${kind}`;
    waiting.set(id, { key, kind, count: (waiting.get(id)?.count ?? 0) + 1 });
    waitingCount += 1;
  }

  async function write(): Promise<void> {
    const counted = [...waiting.values()];
    waiting = new Map();
    waitingCount = 0;
    isAsked = false;
    if (counted.length === 0) return;
    for (const row of await addOutcomes(store, counted)) await judgeBreaker(parts, row);
  }

  /** What is counted while it writes waits for the next who asks: a fast campaign would write without a pause. */
  async function flush(): Promise<void> {
    isAsked = true;
    while (isAsked || writing !== undefined) {
      writing ??= write().finally(() => { writing = undefined; });
      await writing;
    }
  }

  async function slow(key: string, judgement: Judgement): Promise<void> {
    if (judgement.slowLane === undefined) return;
    const said = [judgement.settlement?.code, judgement.settlement?.enhanced, judgement.settlement?.text].filter(Boolean).join(' ').slice(0, 300);
    const before = (await readPaceState(store)).throttles.get(key);
    const throttle = slowDown(before, { key, slow: judgement.slowLane, said, at: clock.now(), recoveryMs: config.laneRecoverySeconds * 1000 });
    if (await putThrottle(store, throttle, deafMs(throttle.stepMs))) log.warn('slowed down', { key, share: throttle.share, trickleUntil: throttle.trickleUntil, said });
  }

  async function tellOnce(notice: Notice): Promise<void> {
    await noteOnce(parts, store, notice);
    parts.ringTeller();
  }

  return {
    flush,
    tellOnce,
    async look() {
      if (config.breakers === 'off') return;
      for (const row of await listSuspects(store)) await judgeBreaker(parts, row);
    },
    async note(campaignId, lane, judgement, relayName) {
      await slow(judgement.settlement?.phase === 'mail' ? `relay:${relayName}` : `lane:${lane}`, judgement);
      if (judgement.counts === undefined || config.breakers === 'off') return;
      count(`lane:${lane}`, judgement.counts);
      count(`campaign:${campaignId}`, judgement.counts);
      if (judgement.counts === 'policy' || judgement.counts === 'invalid' || waitingCount >= flushCount) await flush();
    },
    async takeProbe(lane) {
      const breaker = await findBreaker(store, `lane:${lane}`);
      if (breaker?.openedAt == null) return true;
      return takeProbe(store, breaker.key, new Date(clock.now().getTime() + probeWaitMs(config.breakerProbeSeconds * 1000, breaker.probeCount + 1)));
    },
    async endProbe(lane, kind) {
      if (kind !== 'accepted' || !(await closeBreaker(store, `lane:${lane}`))) return;
      log.info('the lane goes on: a probe was taken', { lane });
      await tellOnce({ kind: 'lane-goes-on', key: `lane:${lane} goes on ${clock.now().toISOString()}`, subject: `Mails to ${lane} go on`, text: `The mail that was tried was taken: ${lane} gets its mails again.\n` });
    },
  };
}

async function noteOnce({ log, clock }: Pick<WatchParts, 'log' | 'clock'>, database: Database, { kind, key, subject, text }: Notice): Promise<void> {
  await noteForOwner(database, log, { key, subject, text, fromAddress: null, about: { kind }, at: clock.now() });
}

/** Stops what does harm, and writes down in the same transaction that the owner is to be told. */
export async function judgeBreaker(parts: WatchParts, row: BreakerRow): Promise<void> {
  const harm = row.openedAt === null ? findHarm(row.counts, parts.config.breakerLimits) : undefined;
  if (harm === undefined) return;
  const isStopped = await parts.store.transaction((transaction) => stop(parts, transaction, row.key, harm));
  // Behind the commit: whoever tells must find it.
  if (isStopped) parts.ringTeller();
}

/** False: somebody else did. */
async function stop(parts: WatchParts, transaction: Database, key: string, harm: string): Promise<boolean> {
  const at = parts.clock.now();
  const [kind, name = ''] = key.split(':');
  const notice = kind === 'campaign' ? await stopCampaign(parts, transaction, toCampaignId(name), harm, at) : await stopLane(parts, transaction, name, harm, at);
  if (notice !== undefined) await noteOnce(parts, transaction, notice);
  return notice !== undefined;
}

async function stopCampaign({ log }: WatchParts, transaction: Database, id: CampaignId, harm: string, at: Date): Promise<Notice | undefined> {
  if (!(await moveCampaign(transaction, id, ['sending'], 'paused', `stopped by itself: ${harm}`))) return undefined;
  log.error('campaign stopped by its breaker', { campaignId: id, harm });
  return describeStopped(id, harm, at);
}

async function stopLane({ log, config }: WatchParts, transaction: Database, lane: string, harm: string, at: Date): Promise<Notice | undefined> {
  const probeAt = new Date(at.getTime() + config.breakerProbeSeconds * 1000);
  if (!(await openBreaker(transaction, { key: `lane:${lane}`, reason: harm, at, probeAt }))) return undefined;
  log.error('lane stopped by its breaker', { lane, harm, probeAt });
  const text = `Nothing is sent to ${lane}: ${harm}.\n\nOne mail is tried at ${probeAt.toISOString()}; the lane goes on by itself when it is taken.\nSee it with: courant lane show ${lane}\nGo on with: courant lane resume ${lane}\n`;
  return { kind: 'lane-stopped', key: `lane:${lane} ${at.toISOString()}`, subject: `Mails to ${lane} are stopped`, text };
}

/** What the owner is told of a campaign that stopped by itself. */
export function describeStopped(id: CampaignId, reason: string, at: Date): Notice {
  const text = `Campaign ${id} is paused: ${reason}.\n\nSee it with: courant campaign show ${id}\nGo on with: courant campaign resume ${id}\n`;
  return { kind: 'campaign-stopped', key: `campaign:${id} ${at.toISOString()}`, subject: `Campaign ${id} was stopped`, text };
}
