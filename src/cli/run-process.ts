/** What every long-running process does: logs to standard error, stops on the first SIGTERM or SIGINT, prints errors for people. */
import { createLog, type Log } from '../log.js';
import type { Config } from '../config.js';
import { renderThrown } from './print-error.js';

export type ProcessContext = {
  readonly log: (level: Config['logLevel']) => Log;
  readonly stopSignal: AbortSignal;
  /** Resolves when the process was asked to stop. */
  readonly stopped: Promise<void>;
};

const lingerMs = 3_000;
/** A stop that takes longer waits for a server's reply or for a database that is away. */
const tellAfterMs = 5_000;

/** Runs `work` and sets the exit status. A second signal ends at once: the ledger knows how to go on. */
export async function runProcess(work: (context: ProcessContext) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    stop.abort(signal);
    setTimeout(() => void process.stderr.write('Finishing what is open. A second Ctrl-C ends at once; the ledger knows how to go on.\n'), tellAfterMs).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
  const log = (level: Config['logLevel']): Log => createLog({ level, write: (line) => void process.stderr.write(line), now: () => new Date() });
  try {
    await work({ log, stopSignal: stop.signal, stopped });
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
