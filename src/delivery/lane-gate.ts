/** How many mails of a lane are under way at once in this process, over all campaigns: the provider behind the relay counts connections too. Who waits goes in turn. */
export type LaneGate = {
  /** False: the signal aborted first. */
  enter(signal: AbortSignal): Promise<boolean>;
  leave(): void;
};

/** Null: any number. */
export function createLaneGate(most: number | null): LaneGate {
  const waiting: (() => void)[] = [];
  let insideCount = 0;

  function wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(admit), 1);
        resolve(false);
      };
      waiting.push(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  return {
    async enter(signal) {
      if (signal.aborted) return false;
      if (insideCount >= (most ?? Infinity)) return wait(signal);
      insideCount += 1;
      return true;
    },
    leave() {
      // The place goes to who waits longest: the count stays.
      const next = waiting.shift();
      if (next) next();
      else insideCount -= 1;
    },
  };
}
