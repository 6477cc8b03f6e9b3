/** Who sends in `npm run bench -- wire`, each in one line. */
import { simpleParser } from 'mailparser';
import type { Edition } from '../../src/edition/edition.js';
import { countOctets } from '../../src/message/wire.js';
import type { Send } from './counted.js';
import { toClaimed } from './memory-ledger.js';
import { sendBare, sendFromSource, sendOrdinarily } from './rivals.js';
import { sendWithoutDatabase } from './without-database.js';
import type { BenchWorld } from './world.js';

export const contenderNames = ['courant', 'without database', 'bare loop', 'smtp-source', 'ordinary loop'] as const;
export type ContenderName = (typeof contenderNames)[number];

export type Contender = {
  readonly name: ContenderName;
  readonly what: string;
  /** Of the mails that courant gets: a slow one would make the rounds long. */
  readonly share: number;
  /** Its mails are whole, so that Message-IDs and signatures can be checked. */
  readonly isWhole: boolean;
  readonly send: Send;
};

/** `octets`: of one mail on the wire. `raw`: of what its reader gets, page and text with all holes filled, as UTF-8. */
export async function openContenders(world: BenchWorld, edition: Edition): Promise<{ readonly contenders: readonly Contender[]; readonly octets: number; readonly raw: number }> {
  const mailing = world.mailing(edition);
  const { wire } = await mailing.make(toClaimed(world.readerAt(1)), { has8BitMime: true });
  const octets = countOctets(wire);
  const { html, text } = await simpleParser(Buffer.concat(wire));
  return {
    octets, raw: Buffer.byteLength(html || '') + Buffer.byteLength(text ?? ''),
    contenders: [
      { name: 'courant', what: 'the product: DKIM, ledger and queue on', share: 1, isWhole: true, send: (sink, count) => world.send(edition, sink, count) },
      { name: 'without database', what: 'its own loop, lanes, pace, judging, connections and DKIM threads over a ledger in memory, no queue', share: 1, isWhole: true, send: (sink, count) => sendWithoutDatabase(world, edition, sink, count) },
      { name: 'bare loop', what: 'its mails, connections, transactions and DKIM threads; no ledger, lanes, pace, judging, nothing made ahead', share: 1, isWhole: true, send: (sink, count) => sendBare(world, mailing, sink, count) },
      { name: 'smtp-source', what: 'Postfix\'s: as many octets over as many connections, nothing made or signed', share: 1, isWhole: false, send: (sink, count) => sendFromSource(world, octets, sink, count) },
      { name: 'ordinary loop', what: 'nodemailer\'s pool with its DKIM and a Handlebars template compiled once', share: 0.1, isWhole: true, send: (sink, count) => sendOrdinarily(world, edition, sink, count) },
    ],
  };
}
