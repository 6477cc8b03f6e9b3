/**
 * One mail transaction on an open connection: envelope, 354, mark, body, final dot (RFC 5321 3.3). The envelope goes out in one group
 * where the server pipelines, and may follow the final dot of the mail before (RFC 2920 3.1: message content may be the first of a group,
 * DATA must be its last command). The order that exactness rests on: nothing of the body is written before `mark` has answered "go", and
 * from then on silence is doubt, never a retry.
 */
import { needsSmtpUtf8 } from '../address/international.js';
import { countOctets, endsWithLineEnd } from '../message/wire.js';
import type { BehindDot, MarkAnswer, Outcome } from './outcome.js';
import type { SmtpPhase, SmtpReply } from './reply.js';
import type { SmtpSession } from './session.js';

export type Transmission = {
  readonly envelopeSender: string;
  /** Beyond ASCII only where the session takes it: such a mail says SMTPUTF8. */
  readonly recipient: string;
  /** The message as it goes over the wire, in pieces: CRLF, dots stuffed, without the final dot. */
  readonly wire: readonly Uint8Array[];
  readonly is8Bit: boolean;
  /** Writes the durable mark; called once, after 354. */
  readonly mark: () => Promise<MarkAnswer>;
  /** Called once the body and its final dot are written: the next envelope may follow now, before the reply has come. */
  readonly onBody?: () => void;
  /** Called when the envelope followed a final dot, with what became of it; undefined: it was understood. */
  readonly onBehindDot?: (fault: BehindDot | undefined) => void;
};

export type Patience = {
  /** For the replies to MAIL, RCPT and DATA: RFC 5321 4.5.3.2.2 to 4.5.3.2.4 ask for 300, 300 and 120 s. */
  readonly commandMs: number;
  /** For the reply to the final dot: 600 s, RFC 5321 4.5.3.2.6. */
  readonly replyMs: number;
};

const finalDot = Buffer.from('\r\n.\r\n');
const finalDotAfterLineEnd = Buffer.from('.\r\n');

export async function transmit(session: SmtpSession, transmission: Transmission, patience: Patience): Promise<Outcome> {
  const refusal = session.hasPipelining ? await offerPipelined(session, transmission, patience) : await offerStepwise(session, transmission, patience);
  if (refusal) {
    // What said 421, or nothing sensible, is not asked again.
    if (refusal.kind === 'not_offered') session.destroy();
    return refusal;
  }
  // A reply too many: what is read behind the dot would be another's.
  if (session.hasStrayReply) {
    session.destroy();
    return { kind: 'not_offered', phase: 'data', detail: 'the server said more than it was asked' };
  }
  const answer = await transmission.mark();
  if (answer !== 'go') {
    // After 354 a transaction cannot be taken back but by closing: an ended body would be a mail.
    session.destroy();
    return { kind: 'withheld', refusal: answer };
  }
  return sendBody(session, transmission, patience.replyMs);
}

function envelopeCommands(session: SmtpSession, transmission: Transmission): readonly [SmtpPhase & ('mail' | 'rcpt' | 'data'), string][] {
  const size = session.hasSize ? ` SIZE=${countOctets(transmission.wire)}` : ''; // RFC 1870
  // RFC 6531 3.4: only a mail that needs it says so, or it could not be passed on to a server without it.
  const utf8 = needsSmtpUtf8(transmission.recipient) ? ' SMTPUTF8' : '';
  const body = (transmission.is8Bit || utf8 !== '') && session.has8BitMime ? ' BODY=8BITMIME' : ''; // RFC 6152, RFC 6531 3.6
  return [
    ['mail', `MAIL FROM:<${transmission.envelopeSender}>${size}${body}${utf8}\r\n`],
    ['rcpt', `RCPT TO:<${transmission.recipient}>\r\n`],
    ['data', 'DATA\r\n'],
  ];
}

async function offerStepwise(session: SmtpSession, transmission: Transmission, patience: Patience): Promise<Outcome | undefined> {
  for (const [phase, command] of envelopeCommands(session, transmission)) {
    session.write(command);
    const reply = await session.readReply(patience.commandMs);
    const refusal = judgeOffer(phase, reply);
    if (!refusal) continue;
    if (refusal.kind === 'refused' && !session.isClosed) await session.resetTransaction();
    return refusal;
  }
  return undefined;
}

/** Behind a final dot silence to MAIL says that the envelope was thrown away: nothing was offered, so little patience costs nothing. */
const behindDotMs = 30_000;

/** RFC 2920 3.1: all three replies are read, whatever the first says; a 354 after a refusal is answered by an empty body. */
async function offerPipelined(session: SmtpSession, transmission: Transmission, patience: Patience): Promise<Outcome | undefined> {
  const commands = envelopeCommands(session, transmission);
  const isBehindDot = !session.isQuiet;
  // As octets: a string among buffers makes the socket look at each of them.
  session.write(Buffer.from(commands.map(([, command]) => command).join('')));
  let first: Outcome | undefined;
  for (const [phase] of commands) {
    const reply = await session.readReply(isBehindDot ? Math.min(behindDotMs, patience.commandMs) : patience.commandMs);
    const refusal = judgeOffer(phase, reply);
    if (isBehindDot && phase === 'mail') {
      const behindDot = judgeBehindDot(reply);
      if (!session.isInDoubt) transmission.onBehindDot?.(behindDot);
      if (behindDot !== undefined) return { kind: 'not_offered', phase, detail: describe(reply), behindDot };
    }
    if (first === undefined) first = refusal;
    else if (phase === 'data' && typeof reply !== 'string' && reply.code === 354) session.destroy(); // it would take an empty mail: leave instead
    if (session.isClosed) break;
  }
  if (first?.kind === 'refused' && !session.isClosed) await session.resetTransaction();
  return first;
}

/** RFC 5321 4.3.2: 500 to 503 speak of the command and its place, here ours, never of sender or recipient. */
function judgeBehindDot(reply: SmtpReply | 'timeout' | 'close'): BehindDot | undefined {
  if (reply === 'close') return 'cut-off';
  if (reply === 'timeout') return 'out-of-step';
  if (reply.code === 421) return 'cut-off';
  return reply.code < 200 || (reply.code >= 300 && reply.code < 400) || (reply.code >= 500 && reply.code <= 503) ? 'out-of-step' : undefined;
}

function describe(reply: SmtpReply | 'timeout' | 'close'): string {
  return typeof reply === 'string' ? reply : `${reply.code} ${reply.text}`;
}

/** Undefined: go on. 421 means the server is about to close (RFC 5321 3.8): not this recipient's fault, whatever the phase. */
function judgeOffer(phase: 'mail' | 'rcpt' | 'data', reply: SmtpReply | 'timeout' | 'close'): Outcome | undefined {
  if (typeof reply === 'string') return { kind: 'not_offered', phase, detail: reply };
  if (phase === 'data' ? reply.code === 354 : Math.floor(reply.code / 100) === 2) return undefined;
  if (reply.code === 421) return { kind: 'not_offered', phase, detail: `421 ${reply.text}` };
  if (reply.code < 400) return { kind: 'not_offered', phase, detail: `unexpected reply ${reply.code} ${reply.text}` };
  return { kind: 'refused', phase, reply, wasOffered: false };
}

async function sendBody(session: SmtpSession, { wire, onBody }: Transmission, replyTimeoutMs: number): Promise<Outcome> {
  session.cork();
  for (const piece of wire) session.write(piece);
  session.write(endsWithLineEnd(wire) ? finalDotAfterLineEnd : finalDot);
  // An envelope that is ready behind the dot goes out in the same write.
  process.nextTick(() => session.uncork());
  // Waits first, hands over then: replies go to those who wait in the order in which they began to.
  const reading = session.readReply(replyTimeoutMs);
  onBody?.();
  const reply = await reading;
  // Whoever waits behind is told after us, and finds this said.
  session.isInDoubt = typeof reply === 'string' || reply.code < 200 || (reply.code >= 300 && reply.code < 400);
  if (typeof reply === 'string') return { kind: 'in_doubt', cause: reply, detail: `no reply to the final dot: ${reply}` };
  const family = Math.floor(reply.code / 100);
  if (family === 2) return { kind: 'accepted', reply };
  if (family === 4 || family === 5) return { kind: 'refused', phase: 'dot', reply, wasOffered: true };
  session.destroy();
  return { kind: 'in_doubt', cause: 'garbage', detail: `reply to the final dot: ${reply.code} ${reply.text}` };
}
