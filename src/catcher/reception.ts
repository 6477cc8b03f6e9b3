/**
 * One SMTP transaction after the other: decides by the recipient (outcomes.ts), writes it down (mail-store.ts), then replies. Written
 * before replied: whatever a client was told stands in the log. Listening and closing are left to catcher.ts.
 */
import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { needsSmtpUtf8 } from '../address/international.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { CatcherEntry } from './catcher-log.js';
import type { MailStore } from './mail-store.js';
import { type Act, type Answer, findOutcome, type Outcome } from './outcomes.js';
import { collectMessage, describeMessage, type ReceivedMessage } from './received-message.js';

/** What smtp-server gives its handlers no way to do. */
export type Wire = {
  drop(session: SMTPServerSession): void;
  say(session: SMTPServerSession, line: string): void;
};

export type ReceptionParts = {
  readonly store: MailStore;
  readonly rules: readonly Outcome[];
  readonly sizeLimit: number;
  readonly auth: { readonly user: string; readonly password: string } | undefined;
  readonly wire: Wire;
  readonly answer: (entry: CatcherEntry, answer: Answer) => void;
  readonly stopping: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
};

export type Reception = {
  readonly handlers: Pick<SMTPServerOptions, 'onAuth' | 'onRcptTo' | 'onData'>;
  /** Is a message of this connection coming in, or not answered yet? */
  isBusy(connection: string): boolean;
  /** Resolves when everything begun is written down. */
  settled(): Promise<void>;
};

type Finish = (error?: Error | null, message?: string) => void;

export function createReception(parts: ReceptionParts): Reception {
  const isDue = countTries();
  const busy = new Map<string, Promise<void>>();
  const recipientReplies = new Set<Promise<void>>();
  return {
    handlers: {
      onAuth: (auth, _session, callback) => {
        const isRight = auth.username === parts.auth?.user && auth.password === parts.auth?.password;
        if (isRight) callback(null, { user: auth.username });
        else callback(smtpError(535, '5.7.8', 'Error: authentication failed'));
      },
      onRcptTo: ({ address }, session, callback) => {
        // RFC 6531 3.5: who did not say SMTPUTF8 at MAIL gives no address beyond ASCII.
        if (needsSmtpUtf8(address) && session.envelope.smtpUtf8 !== true) return callback(smtpError(553, '5.6.7', 'Error: SMTPUTF8 was not asked for'));
        const outcome = findOutcome(address, parts.rules);
        const act = outcome?.act;
        if (outcome === undefined || act?.at !== 'rcpt' || !isDue(outcome, senderOf(session), address)) return callback();
        const work = guard(parts, answerRecipient(parts, session, address, outcome, act, callback), callback);
        recipientReplies.add(work);
        void work.then(() => recipientReplies.delete(work));
      },
      onData: (stream, session, callback) => {
        const due = session.envelope.rcptTo.map(({ address }) => findOutcome(address, parts.rules))
          .filter((outcome, index) => isForcedInData(outcome) && isDue(outcome, senderOf(session), session.envelope.rcptTo[index]?.address ?? ''));
        const work = guard(parts, receive(parts, stream, session, due[0]?.act, callback), callback);
        busy.set(session.id, work);
        // The next message of the connection may have begun already.
        void work.then(() => { if (busy.get(session.id) === work) busy.delete(session.id); });
      },
    },
    isBusy: (connection) => busy.has(connection),
    settled: async () => { await Promise.all([...busy.values(), ...recipientReplies]); },
  };
}

function isForcedInData(outcome: Outcome | undefined): outcome is Outcome {
  return outcome?.act !== undefined && outcome.act.at !== 'rcpt';
}

/** Is the act of an outcome still done, or have its tries been used up? Asking uses one. */
function countTries(): (outcome: Outcome, sender: string, recipient: string) => boolean {
  const triesLeft = new Map<string, number>();
  return (outcome, sender, recipient) => {
    if (outcome.tries === undefined) return true;
    const key = [outcome.word, sender, recipient.toLowerCase()].join('\0');
    const left = triesLeft.get(key) ?? outcome.tries;
    triesLeft.set(key, left - 1);
    return left > 0;
  };
}

/** What goes wrong on our side becomes a 451, as a server without disk space answers. */
function guard(parts: ReceptionParts, work: Promise<void>, finish: Finish): Promise<void> {
  return work.catch((error: unknown) => {
    parts.log.error('the catcher cannot keep a mail', { error });
    finish(smtpError(451, '4.3.0', 'Error: queue file write error'));
  });
}

async function answerRecipient(parts: ReceptionParts, session: SMTPServerSession, recipient: string, outcome: Outcome, act: Act, callback: Finish): Promise<void> {
  if (act.kind === 'delay') {
    await parts.clock.sleep(act.ms, parts.stopping);
    return callback();
  }
  const reply = act.kind === 'reply' ? { ...act, text: `<${recipient}>: Recipient address rejected: ${act.text}` } : undefined;
  await parts.store.append([{
    ...envelopeOf(parts, session, recipient), phase: 'rcpt', outcome: outcome.word, ...replyFields(reply), bodyStartedAt: null,
    isComplete: false, messageId: null, subject: null, from: null, sha256: null, size: 0,
  }], null);
  if (reply !== undefined) callback(smtpError(reply.code, reply.enhanced, reply.text));
  if (act.kind === 'close') parts.wire.drop(session);
}

async function receive(parts: ReceptionParts, stream: SMTPServerDataStream, session: SMTPServerSession, act: Act | undefined, callback: Finish): Promise<void> {
  const bodyStartedAt = parts.clock.now().getTime();
  const received = await collectMessage(stream, parts.sizeLimit, act?.at === 'body' ? () => parts.wire.drop(session) : undefined);
  const reply = received.isComplete ? replyTo(received, session, act, parts.sizeLimit) : undefined;
  const isKept = received.isComplete && (reply === undefined || reply.code < 300);
  const entries = await parts.store.append(session.envelope.rcptTo.map(({ address: recipient }) => ({
    ...envelopeOf(parts, session, recipient), phase: 'data', bodyStartedAt,
    outcome: findOutcome(recipient, parts.rules)?.word ?? null, ...replyFields(reply), ...describeMessage(received),
  })), isKept ? received.raw : null);
  if (!received.isComplete) return;
  await finish(parts, session, act, reply, callback);
  if (reply?.code === 250) for (const entry of entries) answerLater(parts, entry);
}

/** What the final dot is answered; undefined: nothing that is a reply. */
function replyTo(received: ReceivedMessage, session: SMTPServerSession, act: Act | undefined, sizeLimit: number): Reply | undefined {
  // RFC 1870 6.3: 552 when the message turns out larger than the server takes.
  if (received.size > sizeLimit) return { code: 552, enhanced: '5.3.4', text: 'Error: message file too big' };
  if (act?.kind === 'reply') return act;
  if (act?.kind === 'close' || act?.kind === 'hang' || act?.kind === 'garbage') return undefined;
  return { code: 250, enhanced: '2.0.0', text: `Ok: queued as ${session.id.slice(0, 8)}-${session.transaction}` };
}

async function finish(parts: ReceptionParts, session: SMTPServerSession, act: Act | undefined, reply: Reply | undefined, callback: Finish): Promise<void> {
  if (act?.kind === 'delay') await parts.clock.sleep(act.ms, parts.stopping);
  if (reply !== undefined) {
    if (reply.code === 250) callback(null, `${reply.enhanced} ${reply.text}`);
    else callback(smtpError(reply.code, reply.enhanced, reply.text));
  } else if (act?.kind === 'close') parts.wire.drop(session);
  else if (act?.kind === 'garbage') parts.wire.say(session, act.text);
  // Nothing for 'hang': the callback is never called, and smtp-server waits with the client.
}

function answerLater(parts: ReceptionParts, entry: CatcherEntry): void {
  const answer = findOutcome(entry.recipient, parts.rules)?.answer;
  // RFC 5321 4.5.5, RFC 3834 2: nothing is ever sent to the null sender.
  if (answer !== undefined && entry.sender !== '') parts.answer(entry, answer);
}

type Reply = { readonly code: number; readonly enhanced: string; readonly text: string };

function replyFields(reply: Reply | undefined): Pick<CatcherEntry, 'code' | 'reply'> {
  return reply === undefined ? { code: null, reply: '' } : { code: reply.code, reply: `${reply.enhanced} ${reply.text}` };
}

function envelopeOf(parts: ReceptionParts, session: SMTPServerSession, recipient: string): Pick<CatcherEntry, 'at' | 'connection' | 'transaction' | 'sender' | 'recipient'> {
  return { at: parts.clock.now().getTime(), connection: session.id, transaction: session.transaction, sender: senderOf(session), recipient };
}

function senderOf(session: SMTPServerSession): string {
  return session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
}

function smtpError(responseCode: number, enhanced: string, text: string): Error {
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode });
}
