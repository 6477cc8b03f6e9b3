/** The gates of this process, one for each lane that is worked on: opened by the first campaign that wants it, closed behind the last one. */
import type { Clock } from '../clock.js';
import { askForPlace, countPlaces, ensurePlaces, givePlaces, leavePlaces, takePlaces } from '../store/lane-places.js';
import { noteLaneTime } from '../store/lane-times.js';
import type { Store } from '../store/store.js';
import { createLaneGate, wideGate, type OpenGate } from './lane-gate.js';
import type { Lanes } from './lane-limits.js';
import type { Places } from './lane-share.js';

export type LaneGates = {
  /** To be closed by who asked for it. `epoch`: of the engine whose mails go through it; its places are free when it is lost. */
  open(lane: string, epoch: string): Promise<OpenGate>;
};

type Shared = { readonly gate: OpenGate; userCount: number };

export function createLaneGates(store: Store, lanes: Pick<Lanes, 'connectionsOf'>, clock: Clock): LaneGates {
  const opened = new Map<string, Shared>();
  const closing = new Map<string, Promise<void>>();

  async function close(key: string, lane: string, gate: OpenGate): Promise<void> {
    opened.delete(key);
    const closed = gate.close().finally(() => closing.delete(key));
    closing.set(key, closed);
    await closed;
    if (gate.times.count > 0) await noteLaneTime(store, { lane, sumMs: gate.times.sumMs, count: gate.times.count, at: clock.now() });
  }

  return {
    async open(lane, epoch) {
      const most = lanes.connectionsOf(lane);
      if (most === null) return wideGate;
      const key = `${epoch} ${lane}`;
      // What is closed gives back all places of the lane: not those of a gate that was opened meanwhile.
      for (let last = closing.get(key); last !== undefined; last = closing.get(key)) await last.catch(() => undefined);
      const shared = opened.get(key) ?? { gate: createLaneGate(placesOf(store, lane, epoch, most), clock), userCount: 0 };
      opened.set(key, shared);
      shared.userCount += 1;
      return {
        ...shared.gate,
        async close() {
          shared.userCount -= 1;
          if (shared.userCount === 0) await close(key, lane, shared.gate);
        },
      };
    },
  };
}

function placesOf(store: Store, lane: string, epoch: string, most: number): Places {
  const holder = { lane, epoch };
  let isEnsured = false;
  return {
    count: () => countPlaces(store, holder),
    async take(wanted) {
      if (!isEnsured) await ensurePlaces(store, lane, most);
      isEnsured = true;
      return takePlaces(store, holder, wanted, most);
    },
    ask: () => askForPlace(store, holder),
    give: (count) => givePlaces(store, holder, count),
    leave: () => leavePlaces(store, holder),
  };
}
