/** The way to a relay for one mail that is no delivery, a test or a mail of the program's own: one connection, one transaction. */
import { needsSmtpUtf8 } from '../address/international.js';
import { toWire } from '../message/wire.js';
import { openSession } from './connect.js';
import type { Outcome } from './outcome.js';
import type { Relay } from './relay.js';
import { transmit } from './transaction.js';

/** Enough for a slow relay; somebody is waiting. */
const timeoutMs = 30_000;

export type SingleMail = { readonly from: string; readonly to: string; readonly raw: Buffer };

/** `not-offered`: the address needs SMTPUTF8, and the relay does not offer it; another one may. */
export type HandedOver =
  | { readonly outcome: 'accepted'; readonly said: string }
  | { readonly outcome: 'permanent' | 'temporary' | 'not-offered'; readonly reason: string };

/** Throws RelayUnavailable when there is no connection. */
export async function handOverOne(relay: Relay, { from, to, raw }: SingleMail): Promise<HandedOver> {
  const session = await openSession({ ...relay, commandTimeoutMs: timeoutMs });
  try {
    if (needsSmtpUtf8(to) && !session.hasSmtpUtf8) return { outcome: 'not-offered', reason: `the address needs SMTPUTF8, which the relay ${relay.name} does not offer` };
    const mail = { envelopeSender: from, recipient: to, wire: [toWire(raw)], is8Bit: false, mark: () => Promise.resolve('go' as const) };
    return tellOutcome(await transmit(session, mail, { commandMs: timeoutMs, replyMs: timeoutMs }));
  } finally {
    await session.quit();
  }
}

function tellOutcome(outcome: Outcome): HandedOver {
  switch (outcome.kind) {
    case 'accepted': return { outcome: 'accepted', said: wordsOf(outcome.reply) };
    case 'refused': return { outcome: outcome.reply.code >= 500 ? 'permanent' : 'temporary', reason: wordsOf(outcome.reply) };
    case 'withheld': return { outcome: 'temporary', reason: outcome.refusal };
    default: return { outcome: 'temporary', reason: outcome.detail };
  }
}

function wordsOf({ code, enhanced, text }: { readonly code: number; readonly enhanced: string; readonly text: string }): string {
  return [code, enhanced, text].filter(Boolean).join(' ');
}
