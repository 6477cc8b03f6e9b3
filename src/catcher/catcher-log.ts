/**
 * The catcher's log: one JSON line per recipient of a transaction, in the order in which things were decided, written before the
 * reply goes out. It is the oracle of the delivery tests: what the server really got, whatever the sender believes.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export type CatcherEntry = {
  /** Place in the log, from 1; also the id of the mail. */
  readonly n: number;
  /** Milliseconds since 1970: when the end was decided, just before the reply was written. */
  readonly at: number;
  /** When 354 was given; null when it never came to that. */
  readonly bodyStartedAt: number | null;
  readonly connection: string;
  /** Transactions of the connection count from 1. */
  readonly transaction: number;
  /** Where it ended: at RCPT, or in or after the message. */
  readonly phase: 'rcpt' | 'data';
  readonly sender: string;
  readonly recipient: string;
  /** The word of the outcome that was forced, if any. */
  readonly outcome: string | null;
  /** Reply code; null when there was none, or nothing that is one. */
  readonly code: number | null;
  readonly reply: string;
  /** The final dot came: the server has the whole message. */
  readonly isComplete: boolean;
  readonly messageId: string | null;
  /** Decoded, for people. */
  readonly subject: string | null;
  readonly from: string | null;
  /** Of the message as received, headers and body, dots unstuffed, hex; null when it is not complete or too large. */
  readonly sha256: string | null;
  /** Bytes received of the message. */
  readonly size: number;
  /** Where the message is kept in the data file, deflated; null when it was not taken. */
  readonly kept: { readonly offset: number; readonly length: number } | null;
};

/** What became of it, in the words of the pages. */
export type Verdict = 'accepted' | 'deferred' | 'refused' | 'unanswered';

export const verdicts: readonly Verdict[] = ['accepted', 'deferred', 'refused', 'unanswered'];

export function verdictOf(entry: CatcherEntry): Verdict {
  if (entry.code === null) return 'unanswered';
  if (entry.code < 300) return 'accepted';
  return entry.code < 500 ? 'deferred' : 'refused';
}

/** The log line by line, for logs larger than memory. A last line without its end (a killed process) is no line. */
export async function* streamCatcherLog(path: string): AsyncGenerator<CatcherEntry> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const line of lines) {
    const entry = parseEntry(line);
    if (entry !== undefined) yield entry;
  }
}

export async function readCatcherLog(path: string): Promise<CatcherEntry[]> {
  const entries: CatcherEntry[] = [];
  for await (const entry of streamCatcherLog(path)) entries.push(entry);
  return entries;
}

/** The log is ours, so a parsed line is trusted; a torn one does not parse. */
function parseEntry(line: string): CatcherEntry | undefined {
  if (!line.startsWith('{') || !line.endsWith('}')) return undefined;
  try {
    return JSON.parse(line) as CatcherEntry;
  } catch {
    return undefined;
  }
}
