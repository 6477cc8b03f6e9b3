/** What every long-running process does: logs to standard error, stops on the first SIGTERM or SIGINT, prints errors for people. */
import { createLog, type Log } from '../log.js';
import type { Config } from '../config.js';
import { renderThrown } from './print-error.js';

export type ProcessContext = {
  readonly log: (level: Config['logLevel']) => Log;
  readonly stopSignal: AbortSignal;
  /** Resolves when the process was asked to stop. */
  readonly stopped: Promise<void>;
  /** How long a stop may take before the process ends by force. */
  readonly setGraceSeconds: (seconds: number) => void;
  /** Stops as a signal would, for a reason that is told when it must end by force. */
  readonly endSoon: (reason: unknown) => void;
};

const lingerMs = 3_000;
/** A stop that takes longer waits for a server's reply or for a database that is away. */
const tellAfterMs = 5_000;

/** Until the configuration is read. */
const firstGraceSeconds = 30;

/**
 * Runs `work` and sets the exit status. A stop may take as long as the grace; then, or at a second signal, the process ends at once: the
 * ledger knows how to go on. A disk that is full or a server that is silent keeps nobody waiting for longer.
 */
export async function runProcess(work: (context: ProcessContext) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let graceSeconds = firstGraceSeconds;
  const force = (reason: unknown): void => {
    const text = reason === undefined ? '' : renderThrown(reason).text;
    process.stderr.write(`${text}What is open did not end within ${graceSeconds} seconds; ended by force. The ledger knows how to go on.\n`);
    process.exit(1);
  };
  const stopWith = (reason: unknown): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => void process.stderr.write('Finishing what is open. A second Ctrl-C ends at once; the ledger knows how to go on.\n'), tellAfterMs).unref();
    setTimeout(() => force(reason), graceSeconds * 1000).unref();
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    stopWith(undefined);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // A log on a full disk, or a reader that is gone: no reason to die in the middle of a send.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
  const log = (level: Config['logLevel']): Log => createLog({ level, write: (line) => void process.stderr.write(line), now: () => new Date() });
  try {
    await work({ log, stopSignal: stop.signal, stopped, setGraceSeconds: (seconds) => { graceSeconds = seconds; }, endSoon: stopWith });
  } catch (error) {
    const { text, exitCode } = renderThrown(error);
    process.stderr.write(text);
    process.exitCode = exitCode;
  } finally {
    process.removeListener('SIGTERM', onSignal);
    process.removeListener('SIGINT', onSignal);
    // Everything is closed by now. What still keeps the process is not ours to wait for: BullMQ's timers, when its Redis has gone for good.
    setTimeout(() => process.exit(), lingerMs).unref();
  }
}
