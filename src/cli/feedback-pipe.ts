/**
 * `courant feedback ingest -`: one message on the standard input, as a mail server's pipe hands it over. Ends with the statuses of
 * sysexits.h, as Postfix's pipe(8) reads them: 0 it is kept, 75 try again later, 65 it can never be taken (the mail is returned).
 */
import type { CliContext } from './context.js';
import { renderThrown } from './print-error.js';

const dataError = 65; // EX_DATAERR
const tryAgain = 75; // EX_TEMPFAIL

export async function ingestPipe(context: CliContext, recipient: string | undefined): Promise<void> {
  try {
    const { feedbackMaxBytes } = await context.config();
    const raw = await readInput(process.stdin, feedbackMaxBytes);
    if (raw === undefined) return refuse(context, `The message is larger than ${feedbackMaxBytes} octets (feedbackMaxBytes).`);
    if (raw.length === 0) return refuse(context, 'There is no message on the standard input.');
    await context.withApp((app) => app.applyFeedback({ raw: withoutMailboxLine(raw), source: 'pipe', envelopeRecipient: recipient }));
  } catch (error) {
    // Whatever it is, settings and database included: the mail server keeps the mail and tries again.
    context.err(renderThrown(error).text);
    context.setExitCode(tryAgain);
  }
}

function refuse(context: CliContext, sentence: string): void {
  context.err(`${sentence}\n`);
  context.setExitCode(dataError);
}

/** Undefined when there is more than the limit; read to the end all the same, or the mail server sees a broken pipe. */
export async function readInput(input: AsyncIterable<unknown>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= maxBytes) chunks.push(bytes);
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks);
}

/** Postfix's pipe with the flag F, and procmail, put an mbox line in front. */
function withoutMailboxLine(raw: Buffer): Buffer {
  if (!raw.subarray(0, 5).equals(Buffer.from('From '))) return raw;
  const end = raw.indexOf(0x0a);
  return end < 0 ? raw : raw.subarray(end + 1);
}
