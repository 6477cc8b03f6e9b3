/**
 * What a person did wrong, or can mend: a stable code, one sentence, the place, a hint. The command line prints these without a
 * stack. Everything else that is thrown is a bug or an outage. Delivery results are values, not exceptions.
 */

/** Exit status per code: 2 wrong usage or bad input, 1 a finding or a failure of something outside. The meaning goes into the docs. */
export const errorCodes = {
  // usage and configuration
  'usage': { exit: 2, meaning: 'The command was called with words it does not know.' },
  'config-invalid': { exit: 2, meaning: 'The configuration has faults; all are listed.' },
  'config-file': { exit: 2, meaning: 'The configuration file cannot be read.' },
  'not-found': { exit: 2, meaning: 'What the command names does not exist.' },
  'already-exists': { exit: 2, meaning: 'What the command would make exists already.' },
  'refused': { exit: 1, meaning: 'The state of things does not allow the command.' },
} as const satisfies Record<string, { exit: 1 | 2; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** A place in a file a person wrote. Line and column count from 1, columns in UTF-16 code units. `text` is the line, for the frame. */
export type Place = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Column behind the last marked one, on the same line. */
  readonly endColumn?: number;
  /** Lines around the place, for a code frame; the first has number `firstLine`. */
  readonly context?: { readonly firstLine: number; readonly lines: readonly string[] };
};

export class UserError extends Error {
  readonly code: ErrorCode;
  readonly at: Place | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { at?: Place | undefined; hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.at = options.at;
    this.hint = options.hint;
  }
}

/** Several faults found in one go: a person mends them all before trying again. */
export class UserErrors extends Error {
  readonly errors: readonly UserError[];

  constructor(errors: readonly UserError[]) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'UserErrors';
    this.errors = errors;
  }
}

/** The user errors inside a thrown value; empty when it is a bug or an outage. */
export function toUserErrors(thrown: unknown): readonly UserError[] {
  if (thrown instanceof UserError) return [thrown];
  if (thrown instanceof UserErrors) return thrown.errors;
  return [];
}
