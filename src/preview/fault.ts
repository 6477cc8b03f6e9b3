/** A fault as the preview shows it: the sentence, the place with a code frame, the hint, and the address that opens the text editor there. */
import { renderCodeFrame } from '../code-frame.js';
import { toUserErrors, type ErrorCode, type Place, type UserError } from '../errors.js';

export type FaultView = {
  readonly code: ErrorCode | 'internal';
  readonly message: string;
  readonly hint: string | undefined;
  readonly place: FaultPlace | undefined;
};

export type FaultPlace = {
  /** As the fault names it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly frame: string;
};

/** Finds the file that a fault names: issues are named from where the program runs, templates from their own folder. */
export type Locate = (file: string) => string;

export function toFaultPlace(at: Place, locate: Locate): FaultPlace {
  return { file: at.file, path: locate(at.file), line: at.line, column: at.column, frame: renderCodeFrame(at) };
}

export function toFaultView({ code, message, hint, at }: UserError, locate: Locate): FaultView {
  return { code, message, hint, place: at === undefined ? undefined : toFaultPlace(at, locate) };
}

/** A fault that is nobody's writing is told too: the preview goes on. */
export function toFaultViews(thrown: unknown, locate: Locate): readonly FaultView[] {
  const errors = toUserErrors(thrown);
  if (errors.length > 0) return errors.map((error) => toFaultView(error, locate));
  const message = thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown);
  return [{ code: 'internal', message: `This is a fault of Courant or of something below it, not of yours:\n${message}`, hint: undefined, place: undefined }];
}

/** What VS Code and its relatives listen to. */
export function toEditorUrl({ path, line, column }: FaultPlace): string {
  const slashed = path.replaceAll('\\', '/');
  const encoded = slashed.split('/').map((part) => encodeURIComponent(part).replaceAll('%3A', ':')).join('/');
  return `vscode://file${encoded.startsWith('/') ? '' : '/'}${encoded}:${line}:${column}`;
}
