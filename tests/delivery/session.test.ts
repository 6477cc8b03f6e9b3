/** What a connection makes of time-outs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createSession } from '../../src/delivery/session.js';

async function openPair(t: TestContext): Promise<{ session: Awaited<ReturnType<typeof createSession>>; peer: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect(address.port, '127.0.0.1');
  const [peer] = await accepted;
  t.after(() => { socket.destroy(); peer.destroy(); });
  peer.once('data', () => peer.write('250 test\r\n'));
  return { session: await createSession(socket, 'client.example', 30_000), peer };
}

/** Nothing of this process runs meanwhile. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('a process that stood still reads what came meanwhile before it calls the server silent', async (t) => {
  const { session, peer } = await openPair(t);
  const reply = session.readReply(20);
  peer.write('250 2.0.0 taken\r\n');
  standStill(100);
  const said = await reply;
  assert.equal(typeof said === 'string' ? said : said.code, 250);
  assert.equal(session.isClosed, false);
});

test('a server that says nothing is left', async (t) => {
  const { session } = await openPair(t);
  assert.equal(await session.readReply(20), 'timeout');
  assert.equal(session.isClosed, true);
});
