/**
 * The places of a lane that this process holds, of those that all processes share: it takes more when it needs them, gives back what it does
 * not use, and lets another process have its share. What is owed to others is given as soon as the mails in it are done.
 */

/** The places of one lane, as one process sees them. */
export type Places = {
  /** How many it holds, and how many of those others wait for. */
  count(): Promise<{ readonly heldCount: number; readonly askedCount: number }>;
  /** Up to `wanted` that are free; how many it got. */
  take(wanted: number): Promise<number>;
  /** Asks who has more for one. False: nobody has. */
  ask(): Promise<boolean>;
  give(count: number): Promise<void>;
  /** All of them, and what was asked for. */
  leave(): Promise<void>;
};

export type LaneShare = {
  /** Places that mails may be in. */
  usableCount(): number;
  isOwing(): boolean;
  /** As many more as are wanted once it is its turn, as far as they are free. */
  take(countWanted: () => number): Promise<void>;
  /** What others ask for, and what is more than is used, is owed from now on. */
  look(countUsed: () => number): Promise<void>;
  /** Gives what is owed, but for places with mails in them. */
  payBack(): Promise<void>;
  /** For one of who has more. False: nobody has, or others ask here. */
  ask(): Promise<boolean>;
  leave(): Promise<void>;
};

export function createLaneShare(places: Places, countInside: () => number): LaneShare {
  let heldCount = 0;
  let owedCount = 0;
  let lastTurn: Promise<unknown> = Promise.resolve();

  /** One statement after the other: what is held changes in them alone. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function giveOwed(): Promise<void> {
    const count = Math.min(owedCount, heldCount - countInside());
    if (count <= 0) return;
    heldCount -= count;
    owedCount -= count;
    await places.give(count);
  }

  return {
    usableCount: () => heldCount - owedCount,
    isOwing: () => owedCount > 0,
    take: (countWanted) => inTurn(async () => {
      const wanted = countWanted();
      if (wanted > 0) heldCount += await places.take(wanted);
    }),
    look: (countUsed) => inTurn(async () => {
      const { heldCount: held, askedCount } = await places.count();
      heldCount = held;
      owedCount = Math.max(askedCount, held - countUsed());
      await giveOwed();
    }),
    payBack: () => inTurn(giveOwed),
    ask: () => inTurn(async () => owedCount === 0 && places.ask()),
    leave: () => inTurn(() => places.leave()),
  };
}
