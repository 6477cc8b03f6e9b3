/**
 * What `npm test` shows of the events of node:test: a line per file, what was skipped and why, failures in full as they happen and in
 * short once more at the end, where whoever reads the log of a machine looks first. Pure; test-reporter.ts hands it the events.
 */
import { renderEnd, renderFailure, renderFile, type FileReport } from './render-report.js';

/** Of an event of node:test (Node 20 to 26) as much as is read here. */
export type TestEvent = {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly nesting?: number;
    readonly file?: string | undefined;
    /** Which file was run; `file` is where the test is written. Not known to Node 20 and 22. */
    readonly entryFile?: string | undefined;
    readonly line?: number;
    readonly column?: number;
    readonly skip?: string | boolean | undefined;
    readonly todo?: string | boolean | undefined;
    readonly message?: string;
    readonly details?: { readonly duration_ms?: number; readonly type?: string | undefined; readonly error?: unknown };
  };
};

type Data = TestEvent['data'];

export type TestReport = {
  /** The text that the event gives rise to, often none. */
  take(event: TestEvent): string;
  /** What comes last. */
  end(): string;
};

export function createTestReport(): TestReport {
  const files = new Map<string, FileReport>();
  const done: FileReport[] = [];
  /** The tests that the one that is told is part of. */
  const above: string[] = [];
  let current: FileReport | undefined;
  let totalMs = 0;

  function reportOf(path: string): FileReport {
    const report = files.get(path) ?? { path, testCount: 0, skips: [], failures: [], notes: [], output: '', ms: undefined };
    files.set(path, report);
    return report;
  }

  function finish(): string {
    if (current === undefined) return '';
    const told = current;
    current = undefined;
    done.push(told);
    return renderFile(told);
  }

  /** Files are told one after the other, in the order in which they were enqueued. A test that is written elsewhere belongs to the one that is being told. */
  function turnTo({ entryFile, file }: Data): string {
    const path = entryFile ?? (file !== undefined && files.has(file) ? file : current?.path ?? [...files.keys()][0]);
    if (path === undefined || path === current?.path) return '';
    const text = finish();
    current = reportOf(path);
    return text;
  }

  /** A failure is told at once: whatever hangs behind it may keep its file from ever ending. */
  function noteEnd(type: string, data: Data): string {
    if (current === undefined) return '';
    const name = [...above.slice(0, data.nesting ?? 0), data.name ?? ''].join(' > ');
    const isFailed = type === 'test:fail' && !isSet(data.todo);
    const isWhole = isFileItself(data) || isNamedAsFile(data);
    if (!isWhole && data.details?.type !== 'suite') current.testCount += 1;
    if (isSet(data.skip)) current.skips.push(typeof data.skip === 'string' && data.skip !== '' ? `${name}: ${data.skip}` : name);
    if (!isFailed || failureTypeOf(data.details?.error) === 'subtestsFailed') return '';
    const failure = { file: current.path, name: isWhole ? 'the file as a whole' : name, error: data.details?.error };
    current.failures.push(failure);
    return renderFailure(failure);
  }

  function noteMessage({ message = '', file, nesting }: Data): void {
    const [, duration] = /^duration_ms ([0-9.]+)$/.exec(message) ?? [];
    if (file === undefined && nesting === 0 && isTotal.test(message)) totalMs = duration === undefined ? totalMs : Number(duration);
    else current?.notes.push(message);
  }

  function takeOutput({ file, message = '' }: Data): string {
    // Since Node 22 the file is named without its folder here.
    const report = [...files.values()].find(({ path }) => path === file || path.endsWith(`/${file}`)) ?? current;
    if (report === undefined || done.includes(report)) return message;
    report.output += message;
    return '';
  }

  return {
    take({ type, data }) {
      switch (type) {
        case 'test:enqueue':
          if (isFileItself(data) && data.file !== undefined) reportOf(data.file);
          return '';
        case 'test:complete':
          if (isFileItself(data) && data.file !== undefined) reportOf(data.file).ms = data.details?.duration_ms;
          return '';
        case 'test:start': {
          const text = turnTo(data);
          above.splice(data.nesting ?? 0, Infinity, data.name ?? '');
          return text;
        }
        case 'test:pass':
        case 'test:fail': {
          const text = turnTo(data);
          return text + noteEnd(type, data);
        }
        case 'test:diagnostic':
          noteMessage(data);
          return '';
        case 'test:stdout':
        case 'test:stderr': return takeOutput(data);
        default: return '';
      }
    },
    end: () => finish() + renderEnd(done, totalMs),
  };
}

/** What the runner says of all files together. */
const isTotal = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [0-9.]+$/;

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

/** A file is a test to its runner: it fails by itself when it cannot be loaded, hangs, or ends with an exit code. */
function isFileItself(data: Data): boolean {
  return isNamedAsFile(data) && data.line === 1 && data.column === 1;
}

/** So are the hooks of a file. */
function isNamedAsFile({ nesting, file, name }: Data): boolean {
  return nesting === 0 && name !== undefined && name !== '' && file?.endsWith(name) === true;
}

function failureTypeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'failureType' in error ? error.failureType : undefined;
}
