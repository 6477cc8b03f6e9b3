/**
 * The SMTP listener of the bounce domain (RFC 5321), or the same as LMTP (RFC 2033) behind a mail server: takes mail for addresses that are
 * ours, keeps the raw message before it answers 250, and lets the sender try again when it cannot. Relays nothing.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { UserError } from '../../errors.js';
import type { Log } from '../../log.js';

export type Intake = { readonly port: number; close(): Promise<void> };

export type IntakeOptions = {
  readonly host: string;
  /** A number, or the path of a Unix socket. */
  readonly port: number | string;
  readonly protocol: 'smtp' | 'lmtp';
  readonly maxBytes: number;
  readonly log: Log;
  /** Does mail for this address concern us? All other is refused at RCPT. */
  isWanted(address: string): boolean;
  /** Keeps and applies one message for one recipient; when it throws the sender is told to try again. */
  receive(message: { raw: Buffer; envelopeRecipient: string }): Promise<void>;
};

/** A bounce has one recipient. More than a few are somebody who tries addresses. */
const maxRecipients = 20;

class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, sentence: string) {
    super(sentence);
    this.responseCode = responseCode;
  }
}

export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const server = new SMTPServer({
    name: 'feedback.courant',
    banner: 'Courant takes bounces and complaints',
    lmtp: options.protocol === 'lmtp',
    size: options.maxBytes,
    maxClients: 200,
    logger: false,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 3_000,
    onRcptTo: ({ address }, session, callback) => callback(refuseRecipient(options, address, session)),
    onData(stream, session, callback) {
      void take(options, session, stream).then((refusal) => (refusal ? callback(refusal) : callback(null, 'kept')));
    },
  });
  server.on('error', (error) => options.log.debug('feedback connection', { error }));
  // A killed process leaves its socket behind. Two that live on one path: the newer one has it.
  if (typeof options.port === 'string') await rm(options.port, { force: true });
  const listener = typeof options.port === 'string' ? server.listen(options.port) : server.listen(options.port, options.host);
  try {
    await once(listener, 'listening');
  } catch (error) {
    throw new UserError('port-busy', `The feedback listener cannot listen on ${typeof options.port === 'string' ? '' : `${options.host}:`}${options.port}: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Choose another feedbackPort or feedbackLmtp, or stop the program that uses it.', cause: error,
    });
  }
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** RFC 5321 4.5.1: postmaster is always somebody. */
function refuseRecipient(options: IntakeOptions, address: string, session: SMTPServerSession): Error | null {
  if (session.envelope.rcptTo.length >= maxRecipients) return new Refusal(452, '4.5.3 too many recipients');
  if (options.isWanted(address) || /^postmaster(?:@|$)/i.test(address)) return null;
  return new Refusal(550, '5.1.1 no such mailbox here');
}

async function readAll(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    // Read to the end all the same: an answer in mid-message is lost on most senders.
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new Refusal(552, '5.3.4 too big for a report');
  return Buffer.concat(chunks);
}

/**
 * Undefined when the message is kept for every recipient. LMTP answers for each recipient (RFC 2033 4.2), and all get the same: whoever
 * was kept before is known again when the sender comes back.
 */
async function take(options: IntakeOptions, session: SMTPServerSession, stream: AsyncIterable<Buffer>): Promise<Error | undefined> {
  try {
    const raw = await readAll(stream, options.maxBytes);
    for (const { address } of session.envelope.rcptTo) await options.receive({ raw, envelopeRecipient: address });
    return undefined;
  } catch (error) {
    return toReply(error, options.log);
  }
}

function toReply(error: unknown, log: Log): Error {
  if (error instanceof Refusal) return error;
  log.error('feedback could not be kept', { error });
  return new Refusal(451, '4.3.0 cannot keep it now, try again later');
}
