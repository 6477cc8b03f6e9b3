/** What a command is given: where to print, how to reach the parts. Commands build no part themselves. */
import type { App } from '../app.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';

export type CliContext = {
  /** Standard output; the text brings its own line ends. */
  out(text: string): void;
  /** Standard error. */
  err(text: string): void;
  /** One JSON document and a line end on standard output. */
  json(value: unknown): void;
  readonly clock: Clock;
  readonly log: Log;
  /** Standard output is a terminal: colours and moving lines are welcome. */
  readonly isTerminal: boolean;
  /** Columns of that terminal, as wide as it is now. */
  columns(): number;
  /** Aborts on the first SIGINT or SIGTERM. */
  readonly stopSignal: AbortSignal;
  config(): Promise<Config>;
  /** Stops as Ctrl-C would, in a bounded time: something outside makes going on senseless. */
  readonly endSoon?: (reason: unknown) => void;
  /** Opens the store (embedded or external), migrates, runs the work, closes whatever happens. */
  withStore<Result>(work: (store: Store, config: Config) => Promise<Result>): Promise<Result>;
  /** The same with all parts. */
  withApp<Result>(work: (app: App) => Promise<Result>): Promise<Result>;
  /** What the process ends with when nothing was thrown; 0 unless set. 65 and 75: sysexits.h, for a mail server. */
  setExitCode(code: 0 | 1 | 2 | 65 | 75): void;
};
