/**
 * Handlebars behind a narrow door: strings only, helpers by an allow-list, own properties only, missing values are errors. A fault is
 * told with the template's file and line. The only file that touches Handlebars.
 */
import Handlebars from 'handlebars';
import { UserError } from '../errors.js';
import { namesIn, toTemplateError, type KnownNames } from './handlebars-fault.js';
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

/** What `{{#each}}` prints around an entry that has it, for whoever cuts the entry out later. A symbol, so that no template sees it. */
export const borders: unique symbol = Symbol('borders');

export type Bordered = { readonly [borders]?: { readonly start: string; readonly end: string } };

type Engine = ReturnType<typeof Handlebars.create>;
type Printer = Handlebars.TemplateDelegate;
type CompileOptions = Parameters<typeof Handlebars.precompile>[1];

/** Runs Handlebars on one file; whatever it throws is the fault of that file, unless an inner file has been blamed already. */
function blaming<Result>(source: TemplateFile, known: () => KnownNames, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error) || error instanceof RangeError) throw error;
    throw toTemplateError(error, source, known());
  }
}

/** What is said of a file depends on the names around it only; text and HTML are escaped in the same grammar. */
type Surroundings = Pick<PartSources, 'escaping' | 'partials'>;

function optionsFor({ escaping }: Pick<Surroundings, 'escaping'>): CompileOptions {
  return { knownHelpers: { ...knownHelpers }, knownHelpersOnly: true, strict: true, preventIndent: true, noEscape: escaping === 'none' };
}

function knownTo(data: unknown, { partials }: Pick<Surroundings, 'partials'>): KnownNames {
  return { helpers: Object.keys(knownHelpers).filter((name) => knownHelpers[name] === true), partials: Object.keys(partials), values: namesIn(data) };
}

/** Handlebars compiles a file when it is first printed: this finds its faults when the template is loaded. Once for each file, since it takes long. */
export function checkSource(source: TemplateFile, partials: PartSources['partials']): void {
  if (typeof source.text !== 'string') throw new TypeError(`the template ${source.file} is no text`);
  blaming(source, () => knownTo(undefined, { partials }), () => Handlebars.precompile(source.text, optionsFor({ escaping: 'html' })));
}

function compileFile(engine: Engine, source: TemplateFile, around: Surroundings): Printer {
  const print = engine.compile(source.text, optionsFor(around));
  return (data: unknown, runtime) => blaming(source, () => knownTo(data, around), () => print(data, runtime));
}

/** Of sources that were checked. */
export function compileSources(sources: PartSources): RenderPart {
  const engine = Handlebars.create();
  engine.unregisterHelper('lookup');
  engine.unregisterHelper('log');
  placeBordersInEach(engine);
  // Without a prototype: a partial named `constructor` is not found rather than found in Object.prototype.
  const partials: Record<string, Printer> = Object.create(null);
  for (const [name, source] of Object.entries(sources.partials)) partials[name] = compileFile(engine, source, sources);
  const print = compileFile(engine, sources.main, sources);
  const runtime = { helpers: { ...templateHelpers }, partials, allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return (data) => print(data, runtime);
}

/** Handlebars' own `each`, with the borders of its entries: so any template that prints sections prints their borders, wherever. */
function placeBordersInEach(engine: Engine): void {
  const each = engine.helpers['each'];
  if (each === undefined) throw new Error('Handlebars has no each');
  engine.registerHelper('each', function (this: unknown, entries: unknown, options: Handlebars.HelperOptions): unknown {
    const print: Handlebars.TemplateDelegate = (entry: unknown, runtime) => {
      const around = bordersOf(entry);
      return `${around?.start ?? ''}${options.fn(entry, runtime)}${around?.end ?? ''}`;
    };
    return each.call(this, entries, { ...options, fn: print });
  });
}

function bordersOf(entry: unknown): Bordered[typeof borders] {
  return typeof entry === 'object' && entry !== null ? (entry as Bordered)[borders] : undefined;
}
