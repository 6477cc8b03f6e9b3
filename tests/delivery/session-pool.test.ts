/** Connections of a process: how many, for how long, and who gets one that is busy behind a final dot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configSchema, type Config } from '../../src/config.js';
import { toRelay } from '../../src/delivery/relay.js';
import { createSessionPool, type SessionPool } from '../../src/delivery/session-pool.js';
import type { SmtpSession } from '../../src/delivery/session.js';

/** A connection without a server: its pool asks it no more than this. */
type Stub = { -readonly [Key in keyof SmtpSession]: SmtpSession[Key] } & { hasQuit: boolean };

function stub(): Stub {
  return {
    extensions: new Map(), hasPipelining: true, has8BitMime: true, hasSmtpUtf8: true, hasSize: true, isClosed: false, isQuiet: true, hasStrayReply: false, openedAtMs: performance.now(), messageCount: 0, isInDoubt: false, settled: Promise.resolve(), hasQuit: false,
    write: () => undefined, cork: () => undefined, uncork: () => undefined, readReply: async () => 'close', resetTransaction: async () => undefined, destroy: () => undefined,
    async quit() { this.hasQuit = true; },
  };
}

function makePool(config: Partial<Config>, open?: (count: number) => Promise<SmtpSession>): { pool: SessionPool; opened: Stub[] } {
  const relay = toRelay(configSchema.parse({ relayUrl: 'smtp://127.0.0.1:1', relayConnections: 2, ...config }));
  assert.ok(relay);
  const opened: Stub[] = [];
  let count = 0;
  const pool = createSessionPool(relay, async () => {
    count += 1;
    if (open) return open(count);
    const session = stub();
    opened.push(session);
    return session;
  });
  return { pool, opened };
}

async function take(pool: SessionPool): Promise<SmtpSession> {
  const session = await pool.acquire();
  assert.ok(session);
  return session;
}

/** Handed on behind its final dot: a reply is owed. */
function trail(pool: SessionPool, session: SmtpSession): void {
  Object.assign(session, { isQuiet: false });
  pool.release(session);
}

test('never more connections than the relay allows; who comes too late gets the first that is free', async () => {
  const { pool, opened } = makePool({});
  const [first] = [await take(pool), await take(pool)];
  const waiting = pool.acquire();
  assert.equal(opened.length, 2);
  pool.release(first);
  assert.equal(await waiting, first);
});

test('a connection that owes a reply is used when there is no other, and more are opened all the same', async () => {
  const { pool, opened } = makePool({});
  const first = await take(pool);
  trail(pool, first);
  assert.equal(await take(pool), first, 'nobody waits for a connection to be opened');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(opened.length, 2);
  trail(pool, first);
  assert.equal(await take(pool), opened[1], 'the quiet one first');
});

test('a connection is closed after its share of messages, at its age, and when it is lost; and replaced', async () => {
  const { pool, opened } = makePool({ relayConnections: 1, relayMessagesPerConnection: 2, relayConnectionSeconds: 60 });
  const ends: ((session: Stub) => void)[] = [
    (session) => { session.messageCount = 1; },
    (session) => { session.openedAtMs -= 61_000; },
    (session) => { session.isClosed = true; },
  ];
  for (const end of ends) {
    const session = await take(pool);
    const waiting = pool.acquire();
    end(session as Stub);
    pool.release(session);
    assert.equal((session as Stub).hasQuit, true);
    const next = await waiting;
    assert.ok(next);
    assert.notEqual(next, session);
    pool.giveBack(next);
  }
  assert.equal(opened.length, 4);
});

test('the last message of a connection is not followed', async () => {
  const { pool } = makePool({ relayMessagesPerConnection: 2 });
  const session = await take(pool);
  assert.equal(pool.mayFollow(session), true);
  session.messageCount = 1;
  assert.equal(pool.mayFollow(session), false);
});

test('the setting, a relay out of step, or three hang-ups in a row end the following', async () => {
  const setting = makePool({ relayPipelining: false });
  assert.equal(setting.pool.mayFollow(await take(setting.pool)), false);
  const cases: readonly [faults: readonly ('cut-off' | 'out-of-step' | undefined)[], isTrusted: boolean][] = [
    [['out-of-step'], false], [['cut-off', 'cut-off'], true], [['cut-off', 'cut-off', undefined, 'cut-off', 'cut-off'], true], [['cut-off', 'cut-off', 'cut-off', undefined], false],
  ];
  for (const [faults, isTrusted] of cases) {
    const { pool } = makePool({});
    const told = faults.map((fault) => pool.noteBehindDot(fault)).filter((isNews) => isNews);
    assert.equal(pool.mayFollow(await take(pool)), isTrusted, faults.join());
    assert.equal(told.length, isTrusted ? 0 : 1, 'told once');
  }
});

test('a connection that cannot be had is told to those who wait only when no other serves them', async () => {
  const refused = new Error('too many connections');
  const { pool } = makePool({}, async (count) => {
    if (count !== 2) return stub();
    throw refused;
  });
  const first = await take(pool);
  const waiting = pool.acquire();
  await new Promise((resolve) => setImmediate(resolve));
  pool.release(first);
  assert.equal(await waiting, first);
  const none = makePool({}, async () => { throw refused; });
  await assert.rejects(none.pool.acquire(), refused);
  await assert.rejects(none.pool.acquire(), refused, 'and asked again');
});

test('closing ends what is idle, and what is in use when it comes back', async () => {
  const { pool, opened } = makePool({});
  const first = await take(pool);
  const second = await take(pool);
  pool.release(second);
  await pool.close();
  assert.equal((second as Stub).hasQuit, true);
  assert.equal((first as Stub).hasQuit, false);
  pool.release(first);
  assert.equal((first as Stub).hasQuit, true);
  assert.equal(opened.length, 2);
});

test('nobody waits for a connection any more once told to stop, and none is opened for a pool that is closed', async () => {
  const closing: AbortSignal[] = [];
  const relay = toRelay(configSchema.parse({ relayUrl: 'smtp://127.0.0.1:1', relayConnections: 1 }));
  assert.ok(relay);
  const pool = createSessionPool(relay, async (signal) => {
    closing.push(signal);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))));
  });
  const stop = new AbortController();
  const [stopped, closed] = [pool.acquire(stop.signal), pool.acquire()];
  stop.abort();
  assert.equal(await stopped, undefined);
  assert.equal(await pool.acquire(stop.signal), undefined, 'nor later');
  await pool.close();
  assert.equal(await closed, undefined);
  assert.equal(await pool.acquire(), undefined);
  assert.deepEqual(closing.map(({ aborted }) => aborted), [true], 'the one that was being opened is given up');
});

test('thirty connections that are opened at once are no leak: nothing is said of too many listeners', async (t) => {
  const heard: string[] = [];
  const hear = (warning: Error): void => void heard.push(warning.name);
  process.on('warning', hear);
  t.after(() => process.off('warning', hear));
  const opening: ((session: SmtpSession) => void)[] = [];
  const relay = toRelay(configSchema.parse({ relayUrl: 'smtp://127.0.0.1:1', relayConnections: 30 }));
  assert.ok(relay);
  const pool = createSessionPool(relay, (signal) => new Promise((resolve) => {
    signal.addEventListener('abort', () => undefined, { once: true });
    opening.push(resolve);
  }));
  const waiting = Array.from({ length: 30 }, () => pool.acquire());
  assert.equal(opening.length, 30);
  for (const open of opening) open(stub());
  await Promise.all(waiting);
  // What Node has to say it says in a later turn.
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual(heard, []);
});
