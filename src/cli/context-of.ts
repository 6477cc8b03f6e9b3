/** The context of commands, made for one run of the program. */
import type { App } from '../app.js';
import { systemClock } from '../clock.js';
import type { Config } from '../config.js';
import { createLog, type Log } from '../log.js';
import type { CliContext } from './context.js';
import { readConfig } from './read-config.js';

export type Run = {
  readonly configFile: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly stopSignal: AbortSignal;
  setExitCode(code: 0 | 1 | 2 | 65 | 75): void;
  readonly setGraceSeconds?: (seconds: number) => void;
  readonly endSoon?: (reason: unknown) => void;
};

/** Commands talk to a person: of the log only what went wrong is shown; `start` raises it to the configured level. */
export function commandLog(level: Config['logLevel']): Log {
  return createLog({ level, write: (line) => void process.stderr.write(line), now: () => new Date() });
}

/** Loaded when a command wants it: what only reads files does not wait for database and queue. */
async function open(config: Config, log: Log): Promise<App> {
  const { openApp } = await import('../app.js');
  return openApp(config, { clock: systemClock, log });
}

export function createContext(run: Run): CliContext {
  const log = commandLog('error');
  const config = async (): Promise<Config> => {
    const settings = readConfig({ file: run.configFile, environment: run.environment });
    run.setGraceSeconds?.(settings.stopGraceSeconds);
    return settings;
  };
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    json: (value) => void process.stdout.write(JSON.stringify(value, undefined, 2) + '\n'),
    clock: systemClock,
    log,
    isTerminal: process.stdout.isTTY === true,
    columns: () => process.stdout.columns ?? 80,
    stopSignal: run.stopSignal,
    config,
    async withStore(work) {
      const settings = await config();
      const app = await open(settings, log);
      try {
        return await work(app.store, settings);
      } finally {
        await app.close();
      }
    },
    async withApp(work) {
      const app = await open(await config(), log);
      try {
        return await work(app);
      } finally {
        await app.close();
      }
    },
    setExitCode: (code) => run.setExitCode(code),
    endSoon: (reason) => run.endSoon?.(reason),
  };
}
