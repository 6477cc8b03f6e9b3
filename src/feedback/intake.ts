/**
 * The SMTP listener of the bounce domain (RFC 5321): takes every mail for it, keeps the raw message before it answers 250, and lets the
 * sender try again when it cannot. Relays nothing.
 */
import { once } from 'node:events';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { UserError } from '../errors.js';
import type { Log } from '../log.js';

export type Intake = { readonly port: number; close(): Promise<void> };

export type IntakeOptions = {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** Keeps and applies one message for one recipient; when it throws the sender is told to try again. */
  receive(message: { raw: Buffer; envelopeRecipient: string }): Promise<void>;
};

/** A bounce quotes at most the mail it is about; more is not a report. */
const maxBytes = 10 * 1024 * 1024;

class TooBig extends Error {
  readonly responseCode = 552;
}

export async function startIntake(options: IntakeOptions): Promise<Intake> {
  const server = new SMTPServer({
    name: 'feedback.courant',
    banner: 'Courant takes bounces and complaints',
    size: maxBytes,
    logger: false,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 3_000,
    onData(stream, session, callback) {
      void take(options, session, stream).then((refusal) => (refusal ? callback(refusal) : callback(null, 'kept')));
    },
  });
  server.on('error', (error) => options.log.debug('feedback connection', { error }));
  const listener = server.listen(options.port, options.host);
  try {
    await once(listener, 'listening');
  } catch (error) {
    throw new UserError('port-busy', `The feedback listener cannot listen on ${options.host}:${options.port}: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Choose another feedbackPort, or stop the program that uses it.', cause: error,
    });
  }
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    // Read to the end all the same: an answer in mid-message is lost on most senders.
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new TooBig('too big for a report');
  return Buffer.concat(chunks);
}

/** Undefined when the message is kept for every recipient. */
async function take(options: IntakeOptions, session: SMTPServerSession, stream: AsyncIterable<Buffer>): Promise<Error | undefined> {
  try {
    const raw = await readAll(stream);
    for (const { address } of session.envelope.rcptTo) await options.receive({ raw, envelopeRecipient: address });
    return undefined;
  } catch (error) {
    return toReply(error, options.log);
  }
}

function toReply(error: unknown, log: Log): Error {
  if (error instanceof TooBig) return error;
  log.error('feedback could not be kept', { error });
  return Object.assign(new Error('cannot keep it now, try again later'), { responseCode: 451 });
}
