/** Structured logs: one JSON object a line on a stream. Addresses and tokens never go in: the caller logs ids. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;
export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields added to every line. */
  with(fields: LogFields): Log;
};

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Errors do not survive JSON.stringify; a log without the cause is no use at night. */
function toLoggable(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause === undefined ? undefined : toLoggable(value.cause) };
}

export function createLog(options: { level: LogLevel | 'silent'; write: (line: string) => void; now: () => Date }, fields: LogFields = {}): Log {
  const threshold = options.level === 'silent' ? levels.length : levels.indexOf(options.level);
  const at = (level: LogLevel) => (message: string, more: LogFields = {}): void => {
    if (levels.indexOf(level) < threshold) return;
    const entry: Record<string, unknown> = { time: options.now().toISOString(), level, message };
    for (const [key, value] of Object.entries({ ...fields, ...more })) entry[key] = toLoggable(value);
    options.write(JSON.stringify(entry) + '\n');
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (more) => createLog(options, { ...fields, ...more }),
  };
}

export const silentLog: Log = createLog({ level: 'silent', write: () => undefined, now: () => new Date(0) });
