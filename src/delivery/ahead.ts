/**
 * Mails made before their connection is free: when it is, there are only octets to write. Making one waits for its signature, and so
 * would the connection.
 */

/** As many as relays commonly allow connections. What is fixed in them is shared: each has a few KB of its own. */
const depth = 16;

export type Ahead<Row, Made> = {
  /** Begins to make the mails from `from` on, as many as are kept ready. */
  prepare(rows: readonly Row[], from: number): void;
  /** The mail as this connection takes it: the one made ahead, or one made now. */
  take(row: Row, has8BitMime: boolean): Promise<Made>;
};

export function createAhead<Row extends object, Made>(make: (row: Row, has8BitMime: boolean) => Promise<Made>): Ahead<Row, Made> {
  const begun = new WeakMap<Row, { readonly has8BitMime: boolean; readonly made: Promise<Made> }>();
  // What the last connection took: another to the same relay takes the same.
  let expected: boolean | undefined;

  function begin(row: Row, has8BitMime: boolean): void {
    if (begun.has(row)) return;
    const made = make(row, has8BitMime);
    // Told to whoever takes it; a row that is given back is taken by nobody.
    made.catch(() => undefined);
    begun.set(row, { has8BitMime, made });
  }

  return {
    prepare(rows, from) {
      if (expected === undefined) return;
      for (const row of rows.slice(from, from + depth)) begin(row, expected);
    },
    take(row, has8BitMime) {
      expected = has8BitMime;
      const ready = begun.get(row);
      return ready?.has8BitMime === has8BitMime ? ready.made : make(row, has8BitMime);
    },
  };
}
