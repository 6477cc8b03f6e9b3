/** What the sender is held against besides itself: a bare loop over its mails and connections, the ordinary loop of nodemailer and Handlebars, and smtp-source. */
import Handlebars from 'handlebars';
import { createTransport } from 'nodemailer';
import { openSession } from '../../src/delivery/connect.js';
import { toRelay } from '../../src/delivery/relay.js';
import type { SmtpSession } from '../../src/delivery/session.js';
import { createSessionPool } from '../../src/delivery/session-pool.js';
import type { Mailing } from '../../src/delivery/transact.js';
import { transmit } from '../../src/delivery/transaction.js';
import type { Edition } from '../../src/edition/edition.js';
import { toClaimed } from './memory-ledger.js';
import { runSmtpSource, type Sink } from './sinks.js';
import { signingDomain, type BenchWorld, type Sent } from './world.js';

const patience = { commandMs: 60_000, replyMs: 60_000 };

async function timed(world: BenchWorld, sink: Sink, count: number, send: () => Promise<number>): Promise<Sent> {
  const { result, cpu } = await world.metered({ count, sinkPid: sink.pid }, async () => {
    const begunMs = performance.now();
    const acceptedCount = await send();
    return { acceptedCount, seconds: (performance.now() - begunMs) / 1000 };
  });
  return { ...result, cpu };
}

/** The same mails, connections and transactions, every mark answered at once: no lanes, no pace, no judging, nothing made ahead. */
export async function sendBare(world: BenchWorld, mailing: Mailing, sink: Sink, count: number): Promise<Sent> {
  const relay = toRelay(world.configFor(sink.port));
  if (!relay) throw new Error('no relay');
  const pool = createSessionPool(relay, (signal) => openSession(relay, signal));
  async function sendOne(session: SmtpSession, number: number): Promise<boolean> {
    const row = toClaimed(world.readerAt(number));
    let isHandedOn = false;
    const onBody = (): void => {
      isHandedOn = pool.mayFollow(session);
      if (isHandedOn) pool.release(session);
    };
    const outcome = await transmit(session, { ...(await mailing.make(row, session)), recipient: row.address, mark: async () => 'go', onBody }, patience);
    if (!isHandedOn) pool.release(session);
    return outcome.kind === 'accepted';
  }
  const sent = await timed(world, sink, count, async () => {
    const open: Promise<boolean>[] = [];
    for (let number = 1; number <= count; number += 1) {
      const session = await pool.acquire();
      if (session === undefined) throw new Error('the pool was closed');
      open.push(sendOne(session, number));
    }
    return (await Promise.all(open)).filter(Boolean).length;
  });
  await pool.close();
  return sent;
}

/** A template compiled once and rendered per person, nodemailer's pool with its DKIM. */
export async function sendOrdinarily(world: BenchWorld, edition: Edition, sink: Sink, count: number): Promise<Sent> {
  const toTemplate = (text: string) => Handlebars.compile(text.replaceAll('__C_READER_NAME__', '{{name}}').replaceAll('__C_UNSUBSCRIBE_URL__', '{{url}}'));
  const [html, text] = [toTemplate(edition.html), toTemplate(edition.text)];
  const transport = createTransport({ host: '127.0.0.1', port: sink.port, pool: true, maxConnections: world.configFor(sink.port).relayConnections, maxMessages: Infinity, ignoreTLS: true, allowInternalNetworkInterfaces: true, dkim: { domainName: signingDomain, keySelector: 'bench', privateKey: world.pem } } as Parameters<typeof createTransport>[0]);
  const sent = await timed(world, sink, count, async () => {
    const told = await Promise.all(Array.from({ length: count }, (_, index) => {
      const { address, name } = world.readerAt(index + 1);
      const values = { name, url: `https://news.example/u/${index}` };
      return transport.sendMail({
        from: `주간 편집부 <weekly@${signingDomain}>`, to: { name: name ?? '', address }, subject: edition.subject, html: html(values), text: text(values),
        headers: { 'List-Unsubscribe': `<${values.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      });
    }));
    return told.filter(({ accepted }) => accepted.length === 1).length;
  });
  transport.close();
  return sent;
}

/** Mails of as many octets that need no making. */
export function sendFromSource(world: BenchWorld, octets: number, sink: Sink, count: number): Promise<Sent> {
  return timed(world, sink, count, async () => {
    await runSmtpSource(sink.port, world.configFor(sink.port).relayConnections, count, octets);
    return count;
  });
}
