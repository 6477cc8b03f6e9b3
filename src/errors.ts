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
  'port-busy': { exit: 1, meaning: 'Another program listens on the port already.' },
  'port-refused': { exit: 1, meaning: 'The system does not allow listening on that address or port.' },
  'relay-missing': { exit: 2, meaning: 'No SMTP account is set.' },
  'relay-unreachable': { exit: 1, meaning: 'The SMTP account cannot be used: no connection, no TLS, or the login was refused.' },
  'mailbox-unreachable': { exit: 1, meaning: 'An IMAP account of feedbackImap cannot be read: no connection, no TLS, the login was refused, or a mailbox is missing.' },
  'dkim-key': { exit: 2, meaning: 'A DKIM key cannot be read, or is none that signs mail.' },
  'redis-unreachable': { exit: 1, meaning: 'REDIS_URL names no Redis that answers.' },
  'already-sent': { exit: 1, meaning: 'The issue went to this list before.' },
  'preflight-errors': { exit: 1, meaning: 'The preflight found errors, so nothing was sent.' },
  'audience-empty': { exit: 1, meaning: 'Nobody is left to send to.' },
  'refused': { exit: 1, meaning: 'The state of things does not allow the command.' },
  // schedules
  'schedule-cron': { exit: 2, meaning: 'A cron expression cannot be read, is due on a day that never comes, or more than once an hour.' },
  'schedule-invalid': { exit: 2, meaning: 'A value of a schedule cannot be used; the reason is given.' },
  'schedule-overlap': { exit: 2, meaning: 'Another schedule writes to the same list within an hour.' },
  'schedule-issues': { exit: 2, meaning: 'The pattern of a schedule names no newsletter below issuesDir.' },
  'schedule-changed': { exit: 1, meaning: 'A schedule was edited, or its due time done by another process, in the same moment.' },
  'zone-unknown': { exit: 2, meaning: 'The tz database has no such time zone.' },
  'duration-invalid': { exit: 2, meaning: 'A duration is not written as 90m, 6h, 2d or 1h30m.' },
  'quiet-hours': { exit: 2, meaning: 'Quiet hours are not written as 21:00-08:00 Asia/Seoul.' },
  'local-time': { exit: 2, meaning: 'A local time is not written as 2026-11-25T08:00, or clocks never show it.' },
  // audience
  'address-invalid': { exit: 2, meaning: 'What should be an address is none; the reason is given.' },
  'list-attributes': { exit: 2, meaning: 'A declared attribute of a list cannot be as it is written; the reason is given.' },
  'list-invalid': { exit: 2, meaning: 'A value of a list cannot be used; the reason is given.' },
  'import-file': { exit: 2, meaning: 'The file to import cannot be read, or holds nothing.' },
  'import-header': { exit: 2, meaning: 'The first line of the file does not tell which column holds the addresses.' },
  'import-encoding': { exit: 2, meaning: 'The characters of the file are in an encoding that is not known.' },
  'policy-invalid': { exit: 2, meaning: 'The policy of a list for what comes back cannot be as it is written; the reason is given.' },
  // segments
  'segment-field': { exit: 2, meaning: 'A segment asks for something that the list does not know of its people.' },
  'segment-not-tracked': { exit: 2, meaning: 'A segment asks for clicks or opens, which the list does not count by person.' },
  'segment-operator': { exit: 2, meaning: 'A segment compares something in a way it cannot be compared.' },
  'segment-size': { exit: 2, meaning: 'A segment is too long, or nested too deep.' },
  'segment-syntax': { exit: 2, meaning: 'A segment is not written as segments are.' },
  'segment-value': { exit: 2, meaning: 'A segment compares with a value that cannot be right.' },
  // the database
  'data-unwritable': { exit: 1, meaning: 'The data folder cannot be made, entered or written.' },
  'data-version': { exit: 1, meaning: 'The data folder belongs to another version of PostgreSQL.' },
  'database-unreachable': { exit: 1, meaning: 'The PostgreSQL that DATABASE_URL names cannot be used.' },
  'disk-full': { exit: 1, meaning: 'No room is left on the disk of the data folder.' },
  'postgres-as-root': { exit: 1, meaning: 'The embedded PostgreSQL does not run as root, and no way out of root works here.' },
  'postgres-failed': { exit: 1, meaning: 'The embedded PostgreSQL did not start.' },
  'postgres-missing': { exit: 1, meaning: 'No embedded PostgreSQL comes along for this platform.' },
  'schema-changed': { exit: 1, meaning: 'A migration that the database has already was changed afterwards.' },
  'schema-newer': { exit: 1, meaning: 'A newer Courant has used this database.' },
  // message
  'header-unsafe': { exit: 2, meaning: 'A header field would hold a line break or another character that no mail header may have.' },
  'token-unknown': { exit: 2, meaning: 'The edition holds a token that nothing fills.' },
  'token-place': { exit: 2, meaning: 'The edition holds a token where no value can be put safely.' },
  'mail-faulty': { exit: 1, meaning: 'A mail that was looked at before sending has a fault; nothing was sent.' },
  'reader-field-missing': { exit: 1, meaning: 'A mail cannot be made because a personal field has no value for this reader.' },
  // issue
  'attachment-file': { exit: 2, meaning: 'A file that a text offers is missing or too large.' },
  'attachment-refused': { exit: 2, meaning: 'A text offers a file of a kind that readers should not get, such as a program or an archive.' },
  'issue-file': { exit: 2, meaning: 'A file of the issue is missing, too large, or not UTF-8.' },
  'issue-folder': { exit: 2, meaning: 'The folder of the issue or of its newsletter has a name that cannot stand in a URL.' },
  'issue-id': { exit: 2, meaning: 'Two parts of the issue have the same id.' },
  'issue-key-missing': { exit: 2, meaning: 'A required key of the issue or the newsletter is missing.' },
  'issue-key-unknown': { exit: 2, meaning: 'The issue format has no such key.' },
  'issue-readers': { exit: 2, meaning: 'The readers that a section names cannot be told: no segment, or more than 16 such sections.' },
  'issue-subject': { exit: 2, meaning: 'The subject has a placeholder that nothing fills.' },
  'issue-topic': { exit: 2, meaning: 'The issue is of a topic that the list does not declare.' },
  'issue-value': { exit: 2, meaning: 'A value in the issue or the newsletter is not what its key takes.' },
  'issue-yaml': { exit: 2, meaning: 'The file is not the YAML it should be.' },
  'link-fragment': { exit: 2, meaning: 'A link inside the issue leads to nothing (a warning).' },
  'link-refused': { exit: 2, meaning: 'A link or picture has an address that no reader should get, such as javascript: or data:.' },
  'link-relative': { exit: 2, meaning: 'A link names a file or a path instead of a whole address.' },
  'markdown-contact': { exit: 2, meaning: 'A line of a contact block is not "label: value".' },
  'markdown-depth': { exit: 2, meaning: 'Markdown or YAML is nested deeper than any reader could see.' },
  'markdown-footnote': { exit: 2, meaning: 'A footnote is never called, or is there twice, so its text would be lost.' },
  'markdown-heading': { exit: 2, meaning: 'A heading stands in an intro or a summary; it is shown as bold text (a warning).' },
  'markdown-html': { exit: 2, meaning: 'Raw HTML is not allowed and was dropped (a warning), or a comment is never closed.' },
  'markdown-marks': { exit: 2, meaning: 'A paragraph has so many marks of emphasis that they cannot be meant.' },
  'picture-alt': { exit: 2, meaning: 'A picture has neither an alt text nor the mark "decorative".' },
  'picture-animated': { exit: 2, meaning: 'A picture moves, and some readers see only how it begins (a warning).' },
  'picture-file': { exit: 2, meaning: 'A picture is missing, too large, broken, or of a kind that mail programs do not show.' },
  'picture-program': { exit: 1, meaning: 'The library that shrinks pictures does not run on this machine.' },
  'picture-weight': { exit: 2, meaning: 'A picture, or all of them together, are so heavy that readers wait (a warning).' },
  'reader-field': { exit: 2, meaning: 'A field such as {{reader.name default="…"}} is not written as it should be.' },
  'reader-field-literal': { exit: 2, meaning: 'A text holds braces that look like a field and are printed as they stand (a warning).' },
  'reader-field-no-default': { exit: 1, meaning: 'A field has no default, and some readers of the list have no value for it.' },
  'reader-field-place': { exit: 2, meaning: 'A field stands where no value of a reader may stand, such as the host of a link.' },
  'reader-field-unknown': { exit: 2, meaning: 'The list declares no attribute of the name that a field asks for.' },
  'table-file': { exit: 2, meaning: 'The CSV file of a table is missing, cannot be read, or the table has no caption.' },
  'text-character': { exit: 2, meaning: 'A text holds a control character or a character that stands for a broken one.' },
  'text-token': { exit: 2, meaning: 'A text holds what the program would take for one of its own tokens.' },
  // template and edition
  'template-not-found': { exit: 2, meaning: 'There is no template of this name.' },
  'template-invalid': { exit: 2, meaning: 'A file of the template has a fault.' },
  'template-mjml': { exit: 2, meaning: 'What the template makes is not valid MJML.' },
  'edition-text-lost': { exit: 2, meaning: 'The template leaves out something the issue says.' },
  'edition-markup': { exit: 2, meaning: 'The compiled mail has markup that breaks in some mail programs.' },
  'edition-character': { exit: 2, meaning: 'The compiled edition holds a character that makes mail programs cut or garble it.' },
  'edition-placeholder': { exit: 2, meaning: 'The compiled edition holds a placeholder that nothing fills.' },
  'edition-too-large': { exit: 1, meaning: 'The mail is so large that mail programs cut it off.' },
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
