/** The gate of a lane: so many at once over all processes, in turn, each process its share, and nobody waits longer than his signal. */
import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { createLaneGate, wideGate, type OpenGate } from '../../src/delivery/lane-gate.js';
import type { Places } from '../../src/delivery/lane-share.js';

const never = new AbortController().signal;
setMaxListeners(0, never); // everybody who waits here listens; each row of the product has its lane's
const settled = async (waits: Promise<boolean>): Promise<boolean | 'waits'> => Promise.race([waits, new Promise<'waits'>((resolve) => { setImmediate(() => resolve('waits')); })]);
const quietly = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** The table of places, as the processes of a test share it: each place names who holds it, and who asked for it. */
function createTable(most: number) {
  const rows = Array.from({ length: most }, (): { holder?: string; asker?: string } => ({}));
  const shareOf = (name: string): number => rows.filter(({ holder, asker }) => (asker ?? holder) === name).length;
  let isAway = false;
  const statement = <Result>(work: () => Result) => async (): Promise<Result> => {
    await Promise.resolve();
    if (isAway) throw new Error('the database is away');
    return work();
  };
  function give(name: string, count: number): void {
    const mine = rows.filter(({ holder }) => holder === name).toSorted((one, other) => Number(one.asker === undefined) - Number(other.asker === undefined));
    for (const row of mine.slice(0, count)) Object.assign(row, { holder: row.asker, asker: undefined });
  }
  const placesOf = (name: string): Places => ({
    count: statement(() => ({ heldCount: rows.filter(({ holder }) => holder === name).length, askedCount: rows.filter(({ holder, asker }) => holder === name && asker !== undefined).length })),
    take: (wanted) => statement(() => {
      const free = rows.filter(({ holder }) => holder === undefined).slice(0, wanted);
      for (const row of free) row.holder = name;
      return free.length;
    })(),
    ask: statement(() => {
      if (rows.some(({ asker }) => asker === name)) return true;
      const row = rows.find(({ holder, asker }) => holder !== undefined && asker === undefined && shareOf(holder) >= shareOf(name) + 2);
      if (row !== undefined) row.asker = name;
      return row !== undefined;
    }),
    give: (count) => statement(() => give(name, count))(),
    leave: statement(() => give(name, most)),
  });
  return { placesOf, heldBy: (name: string) => rows.filter(({ holder }) => holder === name).length, goAway: () => { isAway = true; } };
}

/** Gates of one table under a clock that only the test moves. */
function openGates(t: TestContext, most: number, ...names: readonly string[]) {
  const table = createTable(most);
  const sleepers: { untilMs: number; wake: () => void }[] = [];
  let nowMs = 0;
  const clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: (ms: number, signal?: AbortSignal) => new Promise<void>((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.push({ untilMs: nowMs + ms, wake });
      signal?.addEventListener('abort', wake);
    }),
  };
  const gates = names.map((name) => createLaneGate(table.placesOf(name), clock));
  t.after(async () => { await Promise.all(gates.map((gate) => gate.close().catch(() => undefined))); });
  /** Lets so many milliseconds pass, a beat of a gate at a time. */
  async function pass(ms: number): Promise<void> {
    for (const endMs = nowMs + ms; nowMs < endMs;) {
      nowMs += 50;
      for (const { wake } of sleepers.splice(0).filter((sleeper) => sleeper.untilMs <= nowMs || !sleepers.push(sleeper))) wake();
      await quietly();
    }
  }
  return { ...table, gates: gates as [OpenGate, OpenGate, OpenGate], pass };
}

test('so many are let in, the others in the order in which they came', async (t) => {
  const { gates: [gate] } = openGates(t, 2, 'one');
  const order: string[] = [];
  assert.deepEqual([await gate.enter(never), await gate.enter(never)], [true, true]);
  const third = gate.enter(never).then(() => order.push('third'));
  const fourth = gate.enter(never).then(() => order.push('fourth'));
  assert.equal(await settled(third.then(() => true)), 'waits');
  gate.leave();
  await third;
  gate.leave();
  await fourth;
  assert.deepEqual(order, ['third', 'fourth']);
});

test('who is stopped while he waits leaves his turn to the next', async (t) => {
  const { gates: [gate] } = openGates(t, 1, 'one');
  const stop = new AbortController();
  await gate.enter(never);
  const [stopped, next] = [gate.enter(stop.signal), gate.enter(never)];
  stop.abort();
  assert.equal(await stopped, false);
  assert.equal(await settled(next), 'waits');
  gate.leave();
  assert.equal(await next, true);
  gate.leave();
  assert.equal(await gate.enter(stop.signal), false, 'stopped before it asked');
  assert.equal(await gate.enter(never), true, 'nobody is left inside');
});

test('what one process holds another does not get; it gets its share as soon as a mail is done, and no more', async (t) => {
  const { gates: [one, two], pass, heldBy } = openGates(t, 2, 'one', 'two');
  await one.enter(never);
  await one.enter(never);
  const waits = [one.enter(never), two.enter(never), two.enter(never)] as const;
  await pass(1_000);
  assert.deepEqual([heldBy('one'), heldBy('two'), await settled(waits[1])], [2, 0, 'waits'], 'both mails are still under way');
  one.leave();
  await pass(1_000);
  assert.deepEqual([heldBy('one'), heldBy('two')], [1, 1]);
  assert.deepEqual([await settled(waits[0]), await settled(waits[1]), await settled(waits[2])], ['waits', true, 'waits']);
  one.leave();
  assert.equal(await waits[0], true);
  await pass(2_000);
  assert.deepEqual([heldBy('one'), heldBy('two')], [1, 1], 'nobody asks for the last one');
});

test('what a process does not use goes back, but for one', async (t) => {
  const { gates: [one, two], pass, heldBy } = openGates(t, 4, 'one', 'two');
  for (let count = 0; count < 4; count += 1) await one.enter(never);
  const refused = two.enter(never);
  for (let count = 0; count < 4; count += 1) one.leave();
  await pass(1_500);
  assert.equal(await refused, true);
  assert.equal(heldBy('one'), 1);
  for (let count = 0; count < 2; count += 1) assert.equal(await two.enter(never), true);
});

test('a gate that is closed leaves its places to the others', async (t) => {
  const { gates: [one, two], heldBy } = openGates(t, 2, 'one', 'two');
  for (let count = 0; count < 2; count += 1) await one.enter(never);
  await one.close();
  assert.deepEqual([heldBy('one'), await two.hasPlace(never)], [0, true]);
});

test('without a free place a process hears so, unless another hands one over', async (t) => {
  const { gates: [one, two, three], pass } = openGates(t, 2, 'one', 'two', 'three');
  assert.equal(await one.hasPlace(never), true);
  for (let count = 0; count < 2; count += 1) await one.enter(never);
  const handedOver = two.hasPlace(never);
  assert.equal(await three.hasPlace(never), false, 'who has one keeps it');
  one.leave();
  await pass(1_500);
  assert.equal(await handedOver, true);
});

test('without the database nobody gets in, and whoever waits is told', async (t) => {
  const { gates: [one], pass, goAway } = openGates(t, 1, 'one');
  await one.enter(never);
  const waits = one.enter(never);
  goAway();
  const told = assert.rejects(waits, /the database is away/);
  await pass(1_000);
  await told;
  await assert.rejects(one.enter(never), /the database is away/);
});

test('the time of mails is counted, not that of who left without one', async (t) => {
  const { gates: [one] } = openGates(t, 2, 'one');
  for (let count = 0; count < 2; count += 1) await one.enter(never);
  one.leave(40);
  one.leave();
  assert.deepEqual(one.times, { count: 1, sumMs: 40 });
});

test('without a number everybody is let in', async () => {
  for (let count = 0; count < 100; count += 1) assert.equal(await wideGate.enter(never), true);
});

type Deed = { readonly who: 0 | 1 | 2; readonly what: 'enter' | 'leave' | 'pass' };
const deeds = fc.array(fc.record({ who: fc.constantFrom<Deed['who'][]>(0, 1, 2), what: fc.constantFrom<Deed['what'][]>('enter', 'enter', 'leave', 'pass') }), { minLength: 10, maxLength: 60, size: 'max' });

test('whatever three processes do, no more are inside than there are places, and in the end everybody was', async (t) => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 5 }), deeds, async (most, program) => {
    const { gates, pass } = openGates(t, most, 'one', 'two', 'three');
    const states = gates.map((gate) => ({ gate, inside: 0, waiting: 0 }));
    const leave = (state: (typeof states)[number]): void => {
      if (state.inside === 0) return;
      state.inside -= 1;
      state.gate.leave();
    };
    const enter = async (state: (typeof states)[number]): Promise<void> => {
      state.waiting += 1;
      await state.gate.enter(never);
      state.waiting -= 1;
      state.inside += 1;
      const insideCount = states.reduce((sum, { inside }) => sum + inside, 0);
      if (insideCount > most) tooMany.push(insideCount);
    };
    const tooMany: number[] = [];
    for (const { who, what } of program) {
      const state = states[who];
      if (state === undefined) continue;
      if (what === 'leave') leave(state);
      else if (what === 'enter') void enter(state);
      else await pass(500);
      await quietly();
    }
    // One who has nothing more to send closes its gate: until then it keeps a place.
    for (let round = 0; round < 100 && states.some(({ waiting }) => waiting > 0); round += 1) {
      for (const state of states) leave(state);
      await pass(500);
      for (const { gate, inside, waiting } of states) if (inside + waiting === 0) await gate.close();
    }
    assert.deepEqual(states.map(({ waiting }) => waiting), [0, 0, 0]);
    assert.deepEqual(tooMany, []);
    for (const { gate } of states) await gate.close();
  }), { numRuns: 60 });
});
