/**
 * Handlebars behind a narrow door: strings only, helpers by an allow-list, own properties only, missing values are errors. A fault is
 * told with the template's file and line. The only file that touches Handlebars.
 */
import Handlebars from 'handlebars';
import { UserError, type Place } from '../errors.js';
import { knownHelpers, templateHelpers } from './helpers.js';

/** One file of a template. `file` is what an error shows. */
export type TemplateFile = { readonly file: string; readonly text: string };

/** Prints data through one part of a template. */
export type RenderPart = (data: Readonly<Record<string, unknown>>) => string;

export type PartSources = {
  readonly main: TemplateFile;
  readonly partials: Readonly<Record<string, TemplateFile>>;
  /** `none` is for the text part, where `&` is `&`. */
  readonly escaping: 'html' | 'none';
};

type Engine = ReturnType<typeof Handlebars.create>;
type Printer = Handlebars.TemplateDelegate;

function toNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Handlebars tells the place as fields of the error, in a parse error only as words. */
function placeOf(error: Error, source: TemplateFile): Place {
  const known = 'lineNumber' in error ? toNumber(error.lineNumber) : undefined;
  const column = 'column' in error ? toNumber(error.column) : undefined;
  const line = known ?? Number(/on line (\d+)/.exec(error.message)?.[1] ?? lineOfPartial(error, source));
  const lines = source.text.split('\n');
  const firstLine = Math.max(1, line - 2);
  return { file: source.file, line, column: (column ?? 0) + 1, context: { firstLine, lines: lines.slice(firstLine - 1, line + 2) } };
}

/** "The partial x could not be found" comes without a place. */
function lineOfPartial(error: Error, source: TemplateFile): number {
  const name = /The partial (\S+) could not be found/.exec(error.message)?.[1];
  if (name === undefined) return 1;
  const before = source.text.slice(0, Math.max(0, source.text.search(new RegExp(`\\{\\{~?#?>\\s*${name.replace(/[^\w-]/g, '\\$&')}`))));
  return before.split('\n').length;
}

/** Runs Handlebars on one file; whatever it throws is the fault of that file, unless an inner file has been blamed already. */
function blaming<Result>(source: TemplateFile, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || error instanceof RangeError) throw error;
    const reason = error.message.split('\n').at(error.message.startsWith('Parse error') ? -1 : 0) ?? error.message;
    throw new UserError('template-invalid', `${source.file}: ${reason}`, { at: placeOf(error, source), cause: error });
  }
}

function compileFile(engine: Engine, source: TemplateFile, escaping: PartSources['escaping']): Printer {
  if (typeof source.text !== 'string') throw new TypeError(`the template ${source.file} is no text`);
  const options = { knownHelpers: { ...knownHelpers }, knownHelpersOnly: true, strict: true, preventIndent: true, noEscape: escaping === 'none' };
  // Handlebars compiles at the first call; precompiling here finds syntax errors when the template is loaded.
  blaming(source, () => engine.precompile(source.text, options));
  const print = engine.compile(source.text, options);
  return (data: unknown, runtime) => blaming(source, () => print(data, runtime));
}

export function compileSources(sources: PartSources): RenderPart {
  const engine = Handlebars.create();
  engine.unregisterHelper('lookup');
  engine.unregisterHelper('log');
  // Without a prototype: a partial named `constructor` is not found rather than found in Object.prototype.
  const partials: Record<string, Printer> = Object.create(null);
  for (const [name, source] of Object.entries(sources.partials)) partials[name] = compileFile(engine, source, sources.escaping);
  const print = compileFile(engine, sources.main, sources.escaping);
  const runtime = { helpers: { ...templateHelpers }, partials, allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return (data) => print(data, runtime);
}
