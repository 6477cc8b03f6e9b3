/** The pacers of this process, made of the limits in force: those are looked at again twice a second, so that a change acts without a restart. */
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { openLanes } from '../delivery/lane-limits.js';
import { createPacer, type Pacer, type SlotSource } from '../delivery/pacer.js';
import { findQuietEnd } from '../schedule/quiet.js';
import { openZone, toLocalDay } from '../schedule/zone.js';
import { readPaceState, type CampaignPaceRow, type OpenBreaker, type PaceState } from '../store/limits.js';
import { ensurePace, reserveSlots } from '../store/pace.js';
import type { Store } from '../store/store.js';
import { findLimits, keysOf, toBatch, toPaceLimits, type Flow } from './limits-in-force.js';

export type Pacers = {
  /** To be closed by who asked for it. */
  pacerOf(flow: Flow): Promise<Pacer>;
  /** The interval between mails, the widest of all limits. */
  intervalOf(flow: Flow): Promise<number>;
  /** The open breaker of a lane. */
  breakerOf(lane: string): Promise<OpenBreaker | undefined>;
};

const stateAgeMs = 400;
/** What was reserved by then is sent by then. */
const beforeQuietMs = 500;

export function createPacers(store: Store, config: Config, clock: Clock): Pacers {
  const settings = { lanes: openLanes(config), quotaZone: openZone(config.quotaTimeZone) };
  const ensured = new Set<string>();
  const common = new Map<string, { readonly pacer: Pacer; userCount: number }>();
  let state: { readAtMs: number; value: Promise<PaceState> } | undefined;

  function readState(): Promise<PaceState> {
    if (state === undefined || clock.monotonicMs() - state.readAtMs > stateAgeMs) {
      const value = readPaceState(store);
      state = { readAtMs: clock.monotonicMs(), value };
      value.catch(() => { state = undefined; });
    }
    return state.value;
  }

  async function ensure(flow: Flow): Promise<void> {
    const keys = keysOf(flow).filter((key) => !ensured.has(key));
    if (keys.length === 0) return;
    await ensurePace(store, keys);
    for (const key of keys) ensured.add(key);
  }

  function sourceOf(flow: Flow, isCommon: boolean): SlotSource {
    let lastDay = '';
    return {
      async reserve(wanted, unused) {
        const current = await readState();
        const isSending = maySend(current.campaigns.get(flow.campaignId), clock.now());
        if (!isSending && unused === 0) return { isGranted: false, waitMs: Infinity };
        const [now, day] = [clock.now(), toLocalDay(clock.now(), settings.quotaZone)];
        const limits = toPaceLimits(findLimits(current, settings, flow, now).filter(({ key }) => !isCommon || !key.startsWith('lane:')), now, day);
        const { intervalMs, most } = toBatch(limits);
        // Slots of yesterday are of no use to the quota of today.
        const reserved = await reserveSlots(store, limits, { count: isSending ? Math.min(wanted, most) : 0, unused: day === lastDay ? unused : 0 });
        lastDay = day;
        if (reserved.isGranted) return { ...reserved, intervalMs };
        return { isGranted: false, waitMs: reserved.isQuotaUsed || !isSending ? Infinity : reserved.waitMs };
      },
    };
  }

  /** Lanes without a limit of their own share one: a slot goes to whichever has a connection first. */
  function useCommon(flow: Flow): Pacer {
    const name = `${flow.campaignId} ${flow.relay.name}`;
    const shared = common.get(name) ?? { pacer: createPacer(sourceOf(flow, true), clock), userCount: 0 };
    common.set(name, shared);
    shared.userCount += 1;
    return {
      ...shared.pacer,
      async close() {
        shared.userCount -= 1;
        if (shared.userCount > 0) return;
        common.delete(name);
        await shared.pacer.close();
      },
    };
  }

  return {
    async pacerOf(flow) {
      await ensure(flow);
      const own = createPacer(sourceOf(flow, false), clock);
      const shared = useCommon(flow);
      let last = shared;
      const pacerIn = (current: PaceState): Pacer | undefined => {
        if (!flow.isProbe && current.breakers.has(`lane:${flow.lane}`)) return undefined;
        return findLimits(current, settings, flow, clock.now()).some(({ key }) => key.startsWith('lane:')) ? own : shared;
      };
      // Asked with each mail; the answer holds as long as the state does.
      let chosen: { readonly state: PaceState; readonly pacer: Pacer | undefined } | undefined;
      const choose = async (): Promise<Pacer | undefined> => {
        const current = await readState();
        if (chosen?.state !== current) chosen = { state: current, pacer: pacerIn(current) };
        last = chosen.pacer ?? last;
        return chosen.pacer;
      };
      return {
        turn: async (signal) => (await choose())?.turn(signal) ?? { waitMs: Infinity },
        giveBack: () => last.giveBack(),
        look: async () => (await choose())?.look() ?? Infinity,
        close: async () => void (await Promise.all([own.close(), shared.close()])),
      };
    },
    async intervalOf(flow) {
      const limits = findLimits(await readState(), settings, flow, clock.now());
      return toBatch(toPaceLimits(limits, clock.now(), '1970-01-01')).intervalMs;
    },
    breakerOf: async (lane) => (await readState()).breakers.get(`lane:${lane}`),
  };
}

/** Paused, cancelled, finished, or in the quiet hours of its list, also those that were set a moment ago: whoever rings next will know. */
function maySend(campaign: CampaignPaceRow | undefined, now: Date): boolean {
  return campaign !== undefined && findQuietEnd(campaign.quiet, new Date(now.getTime() + beforeQuietMs)) === null;
}
