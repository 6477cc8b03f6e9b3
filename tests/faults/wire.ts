/**
 * The wire between sender and server, with faults: a TCP proxy that reads the SMTP it carries, so that a fault strikes at the phase it
 * is meant for. What it answers itself the server never sees; what the server was sent and said stands in the server's own log.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../../src/clock.js';
import { commandTimeoutMs, replyTimeoutMs } from './limits.js';
import type { WireFault, WirePhase } from './cards.js';
import type { Note } from './tally.js';

export type Wire = {
  readonly port: number;
  /** The next `count` times a connection comes to that phase; in `tls` once, after `count` pieces. */
  arm(phase: WirePhase, fault: WireFault, count: number): void;
  /** Something was ordered that has not happened. */
  isArmed(): boolean;
  /** People whose mail the server has, and whose answer was still on its way when a fault closed the connection: an envelope may follow a final dot. */
  readonly unanswered: ReadonlySet<string>;
  /** People for whom 354 was said, and whose body has not begun. What is encrypted nobody reads. */
  readonly offered: ReadonlySet<string>;
  /** From now on nothing is broken; what hangs is let go. */
  heal(): void;
  close(): Promise<void>;
};

type Armed = { phase: WirePhase; fault: WireFault; left: number; skip: number };
const replies: Partial<Record<WireFault, string>> = {
  '421': '421 4.7.0 try again later, closing connection\r\n', '451': '451 4.7.1 please try again later\r\n', '554': '554 5.7.1 refused by policy\r\n', 'garbage': '<html>502 Bad Gateway</html>\r\n',
};

export async function openWire(serverPort: number, onKill: () => void, note: Note): Promise<Wire> {
  const armed: Armed[] = [];
  const sockets = new Set<Socket>();
  const hanging = new Set<Socket>();
  const unanswered = new Set<string>();
  const offered = new Set<string>();
  const take = (phase: WirePhase): WireFault | undefined => {
    const found = armed.find((entry) => entry.phase === phase && entry.left > 0);
    if (found && found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    if (found) {
      found.left -= 1;
      note(`wire ${phase} ${found.fault}`);
    }
    return found?.fault;
  };
  const server: Server = createServer({ noDelay: true }, (client) => carry(client, serverPort, { take, onKill, offered, onUnanswered: (recipient) => unanswered.add(recipient), onHang: (socket) => hanging.add(socket), onSocket: (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => { sockets.delete(socket); hanging.delete(socket); });
  } }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port, unanswered, offered,
    arm: (phase, fault, count) => void armed.push(phase === 'tls' ? { phase, fault, left: 1, skip: count } : { phase, fault, left: count, skip: 0 }),
    isArmed: () => armed.some(({ left }) => left > 0),
    heal() {
      armed.length = 0;
      for (const socket of hanging) socket.destroy();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

type Carrier = { take(phase: WirePhase): WireFault | undefined; onKill(): void; readonly offered: Set<string>; onUnanswered(recipient: string): void; onHang(socket: Socket): void; onSocket(socket: Socket): void };
/** What the client is owed next: the server's next reply, after a while maybe, or one of ours. */
type Owed = { readonly verb: string; readonly own?: string; readonly isSlow?: boolean; /** Whose final dot it answers. */ readonly recipient?: string };
/** Longer than any sender waits here. */
const slowMs = Math.max(commandTimeoutMs, replyTimeoutMs) * 1.5;
const phaseOf: Readonly<Record<string, WirePhase>> = { EHLO: 'ehlo', HELO: 'ehlo', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data', STARTTLS: 'starttls' };

function carry(client: Socket, serverPort: number, carrier: Carrier): void {
  carrier.onSocket(client);
  const owed: Owed[] = [{ verb: 'greeting' }];
  let rest = '';
  let said = '';
  let recipient = '';
  let isBody = false;
  let isOpaque = false;
  let isDead = false;
  const greeting = carrier.take('greeting');
  if (greeting === 'close') return void client.destroy();
  if (greeting === 'hang') return carrier.onHang(client);
  if (greeting === 'slow') owed[0] = { verb: 'greeting', isSlow: true };
  else if (greeting !== undefined) return void client.end(replies[greeting] ?? '');
  const server = connect({ host: '127.0.0.1', port: serverPort, noDelay: true });
  carrier.onSocket(server);
  const drop = (): void => {
    for (const reply of owed) if (reply.recipient !== undefined) carrier.onUnanswered(reply.recipient);
    isDead = true;
    client.destroy();
    server.destroy();
  };
  client.on('close', () => {
    carrier.offered.delete(recipient);
    if (!isDead) server.end();
  });
  server.on('close', () => { if (!isDead) client.end(); });

  /** True: the fault has taken the connection. */
  function strike(fault: WireFault | undefined, verb: string): boolean {
    if (fault === 'close') { drop(); return true; }
    if (fault === 'hang') { isDead = true; carrier.onHang(client); server.destroy(); return true; }
    if (fault !== undefined && replies[fault] !== undefined) {
      owed.push({ verb, own: replies[fault] });
      flush();
      return true;
    }
    return false;
  }

  function flush(): void {
    while (owed[0]?.own !== undefined) {
      const own = owed.shift()?.own ?? '';
      client.write(own);
      if (own.startsWith('421')) { isDead = true; client.end(); server.destroy(); }
    }
  }

  client.on('data', (chunk: Buffer) => {
    if (isDead) return;
    if (isOpaque) return void (strike(carrier.take('tls'), 'tls') || server.write(chunk));
    rest += chunk.toString('latin1');
    while (rest !== '' && !isDead && !isOpaque) if (!(isBody ? carryBody() : carryCommand())) return;
  });

  function carryCommand(): boolean {
    const end = rest.indexOf('\r\n');
    if (end < 0) return false;
    const line = rest.slice(0, end + 2);
    rest = rest.slice(end + 2);
    const verb = (line.split(/[ \r]/)[0] ?? '').toUpperCase();
    if (verb === 'RCPT') recipient = /<(.*)>/.exec(line)?.[1] ?? '';
    const phase = phaseOf[verb];
    const fault = phase && carrier.take(phase);
    if (strike(fault, verb)) return true;
    owed.push({ verb, isSlow: fault === 'slow' });
    server.write(line, 'latin1');
    return true;
  }

  function carryBody(): boolean {
    carrier.offered.delete(recipient);
    const end = rest.startsWith('.\r\n') ? 0 : rest.indexOf('\r\n.\r\n') + 2;
    const fault = carrier.take('body');
    if (strike(fault === 'hang' ? fault : undefined, 'body')) return false;
    if (fault !== undefined) {
      server.write(rest.slice(0, Math.floor(rest.length / 2)), 'latin1', () => { if (fault === 'kill') carrier.onKill(); drop(); });
      isDead = true;
      return false;
    }
    if (end < 2 && !rest.startsWith('.\r\n')) {
      // The last bytes may be the beginning of the end.
      server.write(rest.slice(0, -4), 'latin1');
      rest = rest.slice(-4);
      return false;
    }
    isBody = false;
    const last = rest.slice(0, end + 3);
    rest = rest.slice(end + 3);
    const atDot = carrier.take('dot');
    owed.push({ verb: 'dot', isSlow: atDot === 'slow', recipient });
    server.write(last, 'latin1', () => { if (atDot === 'kill') carrier.onKill(); });
    if (atDot === 'lose-reply') {
      isDead = true;
      client.destroy();
      server.on('data', () => server.end());
      return false;
    }
    return true;
  }

  /** One after the other, also when one of them is held back. */
  let telling = Promise.resolve();
  server.on('data', (chunk: Buffer) => {
    if (isOpaque) return void (isDead || client.write(chunk));
    telling = telling.then(() => tell(chunk));
  });

  async function tell(chunk: Buffer): Promise<void> {
    said += chunk.toString('latin1');
    for (let end = said.indexOf('\n'); end >= 0 && !isDead; end = said.indexOf('\n')) {
      const line = said.slice(0, end + 1);
      said = said.slice(end + 1);
      if (owed[0]?.isSlow === true) await systemClock.sleep(slowMs);
      client.write(line, 'latin1');
      if (line[3] === '-') continue;
      const answered = owed.shift();
      if (answered?.verb === 'DATA' && line.startsWith('354')) {
        isBody = true;
        carrier.offered.add(recipient);
      }
      if (answered?.verb === 'STARTTLS' && line.startsWith('220')) isOpaque = true;
      flush();
    }
  }
}
