/**
 * Group commit: what arrives while a statement runs goes into the next one. One connection waiting costs one statement; forty
 * waiting cost one too. Nothing waits for a timer.
 */
export type Group<Item, Answer> = { add(item: Item): Promise<Answer> };

type Waiting<Item, Answer> = { item: Item; resolve: (answer: Answer) => void; reject: (error: unknown) => void };

/** `flush` gets the items and returns their answers in the same order; when it throws, every item of that flush is rejected. */
export function createGroup<Item, Answer>(flush: (items: readonly Item[]) => Promise<readonly Answer[]>, maxSize: number): Group<Item, Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let isFlushing = false;

  async function flushAll(): Promise<void> {
    isFlushing = true;
    while (waiting.length > 0) {
      // Everybody who is ready in this turn of the event loop, on whatever connection, rides along.
      await new Promise((resolve) => { setImmediate(resolve); });
      const batch = waiting.slice(0, maxSize);
      waiting = waiting.slice(maxSize);
      await flushBatch(batch);
    }
    isFlushing = false;
  }

  async function flushBatch(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await flush(batch.map((entry) => entry.item));
      if (answers.length !== batch.length) throw new Error(`a group of ${batch.length} got ${answers.length} answers`);
      batch.forEach((entry, index) => entry.resolve(answers[index] as Answer));
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }

  return {
    add: (item) => new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!isFlushing) void flushAll();
    }),
  };
}
