/**
 * One SMTP transaction after the other: decides by the recipient (outcomes.ts), writes it down (mail-store.ts), then replies. Written
 * before replied: whatever a client was told stands in the log. Listening and closing are left to catcher.ts.
 */
import { createHash } from 'node:crypto';
import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { CatcherEntry } from './catcher-log.js';
import { decodeWords, findHeader, headerBlockOf } from './header-block.js';
import type { MailStore } from './mail-store.js';
import { type Act, type Answer, findOutcome, type Outcome } from './outcomes.js';

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
type Received = { readonly raw: Buffer; readonly size: number; readonly isComplete: boolean };

export function createReception(parts: ReceptionParts): Reception {
  const triesLeft = new Map<string, number>();
  const busy = new Map<string, Promise<void>>();
  const recipientReplies = new Set<Promise<void>>();
  const isDue = (outcome: Outcome, sender: string, recipient: string): boolean => {
    if (outcome.tries === undefined) return true;
    const key = [outcome.word, sender, recipient.toLowerCase()].join('\0');
    const left = triesLeft.get(key) ?? outcome.tries;
    triesLeft.set(key, left - 1);
    return left > 0;
  };
  /** Work that `settled` waits for; what it throws becomes a 451, as a server without disk space answers. */
  const guard = (work: Promise<void>, finish: Finish): Promise<void> =>
    work.catch((error: unknown) => {
      parts.log.error('the catcher cannot keep a mail', { error });
      finish(smtpError(451, '4.3.0', 'Error: queue file write error'));
    });

  return {
    handlers: {
      onAuth: (auth, _session, callback) => {
        const isRight = auth.username === parts.auth?.user && auth.password === parts.auth?.password;
        if (isRight) callback(null, { user: auth.username });
        else callback(smtpError(535, '5.7.8', 'Error: authentication failed'));
      },
      onRcptTo: (address, session, callback) => {
        const outcome = findOutcome(address.address, parts.rules);
        const act = outcome?.act;
        if (act?.at !== 'rcpt' || !isDue(outcome as Outcome, senderOf(session), address.address)) return callback();
        const work = guard(answerRecipient(parts, session, address.address, outcome as Outcome, act, callback), callback);
        recipientReplies.add(work);
        void work.then(() => recipientReplies.delete(work));
      },
      onData: (stream, session, callback) => {
        const acts = session.envelope.rcptTo.map(({ address }) => {
          const outcome = findOutcome(address, parts.rules);
          const isForced = outcome?.act !== undefined && outcome.act.at !== 'rcpt' && isDue(outcome, senderOf(session), address);
          return isForced ? outcome.act : undefined;
        });
        const work = guard(receive(parts, stream, session, acts.find((act) => act !== undefined), callback), callback);
        busy.set(session.id, work);
        // The next message of the connection may have begun already.
        void work.then(() => { if (busy.get(session.id) === work) busy.delete(session.id); });
      },
    },
    isBusy: (connection) => busy.has(connection),
    settled: async () => { await Promise.all([...busy.values(), ...recipientReplies]); },
  };
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
  const received = await collect(stream, parts.sizeLimit, act?.at === 'body' ? () => parts.wire.drop(session) : undefined);
  const reply = received.isComplete ? replyTo(received, session, act, parts.sizeLimit) : undefined;
  const isKept = received.isComplete && (reply === undefined || reply.code < 300);
  const entries = await parts.store.append(session.envelope.rcptTo.map(({ address: recipient }) => ({
    ...envelopeOf(parts, session, recipient), phase: 'data', bodyStartedAt,
    outcome: findOutcome(recipient, parts.rules)?.word ?? null, ...replyFields(reply), ...messageFields(received),
  })), isKept ? received.raw : null);
  if (!received.isComplete) return;
  await finish(parts, session, act, reply, callback);
  if (reply?.code === 250) for (const entry of entries) answerLater(parts, entry);
}

/** What the final dot is answered; undefined: nothing that is a reply. */
function replyTo(received: Received, session: SMTPServerSession, act: Act | undefined, sizeLimit: number): Reply | undefined {
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

/** The whole message; what is behind the limit is counted, not kept. Never rejects: a cut transfer is a result. */
function collect(stream: SMTPServerDataStream, sizeLimit: number, onFirstBytes?: () => void): Promise<Received> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (isComplete: boolean): void => resolve({ raw: Buffer.concat(chunks), size, isComplete });
    stream.on('data', (chunk: Buffer) => {
      if (size === 0) onFirstBytes?.();
      size += chunk.length;
      if (size <= sizeLimit) chunks.push(chunk);
    });
    // The drop of `onFirstBytes` may come with a message so short that its end is here already: it still counts as cut.
    stream.once('end', () => end(onFirstBytes === undefined));
    stream.once('error', () => end(false));
    stream.once('close', () => end(false));
  });
}

type Reply = { readonly code: number; readonly enhanced: string; readonly text: string };

function replyFields(reply: Reply | undefined): Pick<CatcherEntry, 'code' | 'reply'> {
  return reply === undefined ? { code: null, reply: '' } : { code: reply.code, reply: `${reply.enhanced} ${reply.text}` };
}

function messageFields({ raw, size, isComplete }: Received): Pick<CatcherEntry, 'messageId' | 'subject' | 'from' | 'sha256' | 'size' | 'isComplete'> {
  // RFC 6532 3.2: headers may carry UTF-8 as it is.
  const block = headerBlockOf(raw).toString('utf8');
  const words = (name: string): string | null => {
    const value = findHeader(block, name);
    return value === null ? null : decodeWords(value).slice(0, 300);
  };
  const messageId = findHeader(block, 'Message-ID')?.replace(/^<|>$/g, '') ?? null;
  const sha256 = isComplete ? createHash('sha256').update(raw).digest('hex') : null;
  return { messageId, subject: words('Subject'), from: words('From'), sha256, size, isComplete };
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
