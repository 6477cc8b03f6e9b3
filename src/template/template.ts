/**
 * A template: how an issue looks as mail, as web page and as text. `parseTemplate` makes one from the texts of its files; reading the
 * files is left to load.ts, what a template is given to print to edition/view.ts.
 */
import { z } from 'zod';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { UserError, UserErrors } from '../errors.js';
import { compileSources, type RenderPart, type TemplateFile } from './engine.js';

export type TemplateSources = {
  readonly name: string;
  readonly settings: TemplateFile;
  readonly theme: TemplateFile;
  readonly mail: TemplateFile;
  readonly web: TemplateFile;
  readonly text: TemplateFile;
  /** By the name that `{{> name}}` uses. */
  readonly partials: Readonly<Record<string, TemplateFile>>;
};

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'a colour is # and six hex digits in lower case');

const paletteSchema = z.strictObject({
  page: colour.describe('behind the sheet'),
  sheet: colour.describe('behind the text'),
  panel: colour.describe('behind boxes and table heads'),
  text: colour,
  muted: colour.describe('sources, dates, captions'),
  link: colour,
  accent: colour.describe('masthead rule, section titles, button'),
  onAccent: colour.describe('text on the button'),
  rule: colour.describe('hairlines'),
});

const themeSchema = z.strictObject({ light: paletteSchema, dark: paletteSchema });

const settingsSchema = z.strictObject({
  description: z.string(),
  itemHeading: z.union([z.literal(2), z.literal(3)]).describe('heading level of an item; its text goes on one below'),
});

export type Palette = z.infer<typeof paletteSchema>;
export type Theme = z.infer<typeof themeSchema>;
export type TemplateSettings = z.infer<typeof settingsSchema>;

export type Template = {
  readonly name: string;
  readonly settings: TemplateSettings;
  readonly theme: Theme;
  readonly parts: { readonly mail: RenderPart; readonly web: RenderPart; readonly text: RenderPart };
  /** Files that make the mail, for errors that MJML finds in what they rendered. */
  readonly mailFiles: readonly TemplateFile[];
};

function parseFile<Value>(source: TemplateFile, schema: z.ZodType<Value>): Value {
  const result = schema.safeParse(readYaml(source));
  if (result.success) return result.data;
  throw new UserErrors(result.error.issues.map((issue) => {
    const path = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return new UserError('template-invalid', `${source.file}: ${path}${issue.message}`, { at: { file: source.file, line: lineOfKey(source, issue.path), column: 1 } });
  }));
}

function readYaml(source: TemplateFile): unknown {
  try {
    return parseYaml(source.text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const at = { file: source.file, line: error.linePos?.[0].line ?? 1, column: error.linePos?.[0].col ?? 1 };
    throw new UserError('template-invalid', `${source.file}: ${error.message}`, { at, cause: error });
  }
}

/** These files are flat enough for the first line that begins with the last key of the path, below the keys before it. */
function lineOfKey(source: TemplateFile, path: readonly PropertyKey[]): number {
  const lines = source.text.split('\n');
  let from = 0;
  for (const key of path) {
    const found = lines.findIndex((line, index) => index >= from && line.trimStart().startsWith(`${String(key)}:`));
    if (found === -1) break;
    from = found;
  }
  return from + 1;
}

export function parseTemplate(sources: TemplateSources): Template {
  const settings = parseFile(sources.settings, settingsSchema);
  const theme = parseFile(sources.theme, themeSchema);
  const partials = sources.partials;
  const parts = {
    mail: compileSources({ main: sources.mail, partials, escaping: 'html' }),
    web: compileSources({ main: sources.web, partials, escaping: 'html' }),
    text: compileSources({ main: sources.text, partials, escaping: 'none' }),
  };
  return { name: sources.name, settings, theme, parts, mailFiles: [sources.mail, ...Object.values(partials)] };
}
