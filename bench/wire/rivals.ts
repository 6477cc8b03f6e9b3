/** What the sender is held against: itself without database and queue, and the ordinary loop of nodemailer and Handlebars. */
import Handlebars from 'handlebars';
import { createTransport } from 'nodemailer';
import { configSchema } from '../../src/config.js';
import { openSession } from '../../src/delivery/connect.js';
import type { Mailing } from '../../src/delivery/transact.js';
import { toRelay } from '../../src/delivery/relay.js';
import { createSessionPool } from '../../src/delivery/session-pool.js';
import { transmit } from '../../src/delivery/transaction.js';
import type { Edition } from '../../src/edition/edition.js';
import { toSubscriberId } from '../../src/ids.js';
import { connectionCount, signingDomain } from './world.js';

const patience = { commandMs: 60_000, replyMs: 60_000 };

/** Seconds for `count` mails: the same mails, connections and transactions, every mark answered at once. */
export async function sendBare(mailing: Mailing, port: number, count: number): Promise<number> {
  const relay = toRelay(configSchema.parse({ relayUrl: `smtp://127.0.0.1:${port}`, relayConnections: connectionCount, relayMessagesPerConnection: 1_000_000 }));
  if (!relay) throw new Error('no relay');
  const pool = createSessionPool(relay, (signal) => openSession(relay, signal));
  const begun = performance.now();
  const open: Promise<void>[] = [];
  for (let number = 1; number <= count; number += 1) {
    const session = await pool.acquire();
    if (session === undefined) throw new Error('the pool was closed');
    open.push((async () => {
      let isHandedOn = false;
      const row = { subscriberId: toSubscriberId(String(number)), address: `reader${number}@mail.example`, name: `독자 ${number}`, canonical: null, fence: 1, attempts: 0, firstAttemptAt: null };
      const mail = await mailing.make(row as Parameters<Mailing['make']>[0], session);
      const outcome = await transmit(session, {
        ...mail, recipient: row.address, mark: async () => 'go',
        onBody: () => { isHandedOn = pool.mayFollow(session); if (isHandedOn) pool.release(session); },
      }, patience);
      if (!isHandedOn) pool.release(session);
      if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
    })());
  }
  await Promise.all(open);
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return seconds;
}

/** Seconds for `count` mails: a template compiled once and rendered per person, nodemailer's pool with its DKIM. */
export async function sendOrdinarily(edition: Edition, pem: string, port: number, count: number): Promise<number> {
  const toTemplate = (text: string) => Handlebars.compile(text.replaceAll('__C_READER_NAME__', '{{name}}').replaceAll('__C_UNSUBSCRIBE_URL__', '{{url}}'));
  const [html, text] = [toTemplate(edition.html), toTemplate(edition.text)];
  const transport = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: connectionCount, maxMessages: Infinity, ignoreTLS: true, allowInternalNetworkInterfaces: true, dkim: { domainName: signingDomain, keySelector: 'bench', privateKey: pem } } as Parameters<typeof createTransport>[0]);
  const begun = performance.now();
  await Promise.all(Array.from({ length: count }, (_, number) => {
    const values = { name: `독자 ${number}`, url: `https://news.example/u/${number}` };
    return transport.sendMail({
      from: `주간 편집부 <weekly@${signingDomain}>`, to: { name: values.name, address: `reader${number}@mail.example` }, subject: edition.subject, html: html(values), text: text(values),
      headers: { 'List-Unsubscribe': `<${values.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    });
  }));
  const seconds = (performance.now() - begun) / 1000;
  transport.close();
  return seconds;
}
