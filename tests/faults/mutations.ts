/**
 * Faults put into the program itself, to see that the random programs find them: each takes away one thing that exactness rests on. `seed` is
 * an ordinary one of the first two hundred that found it. They are written into the compiled code as it is loaded; `npm run faults -- --mutations` tries all.
 */
export type Mutation = {
  readonly name: string;
  readonly seed: number;
  /** Of the compiled program, below dist/src. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly text: string;
  readonly instead: string;
};

export const mutations: readonly Mutation[] = [
  { name: 'mark-unfenced', seed: 22, file: 'store/deliveries.js', text: `and d.state = 'claimed' and d.epoch + 0 = $2 and d.fence = held.fence`, instead: `and d.state = 'claimed'` },
  { name: 'claim-of-the-dead', seed: 49, file: 'store/deliveries.js', text: `where e.n = $3 and e.ended_at is null for share`, instead: `where e.n = $3` },
  { name: 'suppression-guessed', seed: 66, file: 'store/deliveries.js', text: `else 'paused' end as refusal`, instead: `else 'suppression' end as refusal` },
  { name: 'leavers-marked', seed: 16, file: 'store/deliveries.js', text: `and s.id = d.subscriber_id\n         and \${isSubscribed}`, instead: 'and s.id = d.subscriber_id' },
  { name: 'doubt-sent-again', seed: 1, file: 'store/deliveries.js', text: `case when held.state = 'transmitting' then 'in_doubt' when`, instead: 'case when' },
  { name: 'database-connection-lost', seed: 19, file: 'delivery/engine.js', text: 'releaseForGood(client);\n        throw error;', instead: 'throw error;' },
  { name: 'relay-connection-lost', seed: 28, file: 'delivery/routes.js', text: 'pool.giveBack(session);\n            throw error;', instead: 'throw error;' },
  { name: 'engine-not-replaced', seed: 95, file: 'delivery/worker.js', text: `opened.lostSignal.addEventListener('abort', () => void replace(opening))`, instead: 'undefined' },
  { name: 'timeout-sent-again', seed: 4, file: 'delivery/judge.js', text: `from: 'transmitting', to: 'in_doubt', cause: outcome.cause,`, instead: `from: 'transmitting', ...(outcome.cause === 'timeout' && held.attempts === 0 ? { to: 'deferred', retryAfterSeconds: 0.1 } : { to: 'in_doubt' }), cause: outcome.cause,` },
  { name: 'settle-unfenced', seed: 22, file: 'store/deliveries.js', text: `d.state = i.from_state and d.epoch + 0 = $2 and d.fence = i.fence`, instead: 'd.state = i.from_state' },
  { name: 'dead-not-recovered', seed: 6, file: 'delivery/engine.js', text: 'of await lockDeadEpochs(transaction)', instead: 'of []' },
  { name: 'mark-before-outcome', seed: 9, file: 'delivery/ledger.js', text: 'return await write(marks);', instead: 'const { marked } = await advanceDeliveries(store, { campaignId, epoch: engine.epoch, settlements: [], marks }); return { marked, settled: (await write([])).settled };' },
  { name: 'pace-not-kept', seed: 150, file: 'delivery/pacer.js', text: 'const slot = await takeSlot();', instead: 'const slot = clock.monotonicMs();' },
  { name: 'pace-not-shared', seed: 184, file: 'campaign/pacers.js', text: 'const reserved = await reserveSlots(store, limits, {', instead: 'const own = limits.map((limit) => ({ ...limit, key: `${limit.key} of ${process.pid}` })); await ensurePace(store, own.map(({ key }) => key)); const reserved = await reserveSlots(store, own, {' },
  { name: 'mark-not-waiting', seed: 69, file: 'delivery/lane.js', text: 'await transactions.run(row, seat, inFront)', instead: 'await transactions.run(row, seat, Promise.resolve()).then(async (judgement) => { await clock.sleep(20); return judgement; })' },
];
