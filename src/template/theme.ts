/**
 * The theme: colours in light and dark, fonts, a logo, widths. A newsletter's own theme.yaml is laid over the template's; what comes out
 * is checked for contrast, because a colour that nobody can read is a fault like any other. Files are read by load.ts.
 */
import { z } from 'zod';
import { UserError, UserErrors } from '../errors.js';
import { contrastRatio } from './contrast.js';
import type { TemplateFile } from './engine.js';
import { checkYamlFile, readYamlFile, type YamlFile } from './yaml-file.js';

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'must be # and six hex digits in lower case, in quotes');

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

// The stack is printed into style attributes: names, commas, blanks and hyphens, so that nothing can close one.
const fontStack = z.string().regex(/^[\p{L}\p{N} ,-]+$/u, 'must be font names without quotes, with commas between them');

const fontsSchema = z.strictObject({
  body: fontStack.describe('stack for the text; without it the one of the language'),
  heading: fontStack.describe('stack for masthead and section titles'),
  outlook: z.string().regex(/^[\p{L}\p{N} -]+$/u, 'must be one font name').describe('the one face that Outlook for Windows is told'),
});

const logoSchema = z.strictObject({
  src: z.string().min(1).describe('picture beside theme.yaml: PNG, JPEG or GIF; shown above the name, which stays text'),
  dark: z.string().min(1).optional().describe('picture for dark mode, of the same size'),
  width: z.number().int().min(16).max(520).describe('width it is shown with, in pixels; the file should have twice as many'),
});

const mailWidth = z.number().int().min(480).max(680).describe('width of the sheet in the mail, in pixels');
const webWidth = z.number().int().min(28).max(60).describe('width of the sheet on the web page, in rem');
const widthsSchema = z.strictObject({ mail: mailWidth.default(600), web: webWidth.default(46) });

export const themeSchema = z.strictObject({
  light: paletteSchema,
  dark: paletteSchema,
  fonts: fontsSchema.partial().default({}),
  logo: logoSchema.optional(),
  widths: widthsSchema.prefault({}),
});

/** What a newsletter's own theme.yaml may say: any part of it. */
export const themeOverrideSchema = z.strictObject({
  extends: z.string().optional().describe('a package or a folder whose theme.yaml comes in between'),
  light: paletteSchema.partial().optional(),
  dark: paletteSchema.partial().optional(),
  fonts: fontsSchema.partial().optional(),
  logo: logoSchema.optional(),
  widths: z.strictObject({ mail: mailWidth.optional(), web: webWidth.optional() }).optional(),
});

export type Palette = z.infer<typeof paletteSchema>;
export type Theme = z.infer<typeof themeSchema>;
type ThemeOverride = z.infer<typeof themeOverrideSchema>;

/** WCAG 2.2, 1.4.3. */
const leastContrast = 4.5;

/** Every text with every background it stands on. */
export const textPairs: readonly (readonly [text: keyof Palette, background: keyof Palette])[] = [
  ['text', 'sheet'], ['text', 'page'], ['text', 'panel'], ['muted', 'sheet'], ['muted', 'page'], ['muted', 'panel'],
  ['link', 'sheet'], ['link', 'page'], ['link', 'panel'], ['accent', 'sheet'], ['accent', 'page'], ['onAccent', 'accent'],
];

/** The file that says a colour last, which is the one to mend: the text's if it says it, otherwise the background's. */
function blame(files: readonly YamlFile[], mode: 'light' | 'dark', names: readonly (keyof Palette)[]): { readonly file: YamlFile; readonly name: keyof Palette } | undefined {
  for (const file of files.toReversed()) {
    const palette = z.looseObject({ [mode]: z.looseObject({}).optional() }).safeParse(file.content).data?.[mode];
    const name = names.find((each) => palette !== undefined && Object.hasOwn(palette, each));
    if (name !== undefined) return { file, name };
  }
  return undefined;
}

function checkContrast(theme: Theme, files: readonly YamlFile[]): void {
  const faults: UserError[] = [];
  for (const mode of ['light', 'dark'] as const) {
    for (const [text, background] of textPairs) {
      const ratio = contrastRatio(theme[mode][text], theme[mode][background]);
      if (ratio >= leastContrast) continue;
      const said = blame(files, mode, [text, background]);
      // Rounded down: 4.499 must not read as 4.50.
      const told = (Math.floor(ratio * 100) / 100).toFixed(2);
      const message = `${mode}: ${text} ${theme[mode][text]} on ${background} ${theme[mode][background]} has a contrast of ${told}; readers need ${leastContrast}.`;
      faults.push(new UserError('template-invalid', `${said?.file.source.file ?? 'theme.yaml'}: ${message}`, { at: said?.file.placeOf([mode, said.name]) }));
    }
  }
  if (faults.length > 0) throw new UserErrors(faults);
}

/** `undefined` in the override leaves what is below. */
function defined<Values extends object>(values: Values | undefined): Partial<Values> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as Partial<Values>;
}

function lay(theme: Theme, over: ThemeOverride): Theme {
  const logo = over.logo ?? theme.logo;
  return {
    light: { ...theme.light, ...defined(over.light) } as Palette,
    dark: { ...theme.dark, ...defined(over.dark) } as Palette,
    fonts: { ...theme.fonts, ...defined(over.fonts) },
    widths: { ...theme.widths, ...defined(over.widths) } as Theme['widths'],
    ...(logo === undefined ? {} : { logo }),
  };
}

/** The template's own file first, then those laid over it. Throws UserErrors with line, column and, for a contrast, the ratio. */
export function parseTheme(base: TemplateFile, overrides: readonly TemplateFile[] = []): Theme {
  const first = readYamlFile(base);
  const others = overrides.map(readYamlFile);
  const theme = others.reduce((below, file) => lay(below, checkYamlFile(file, themeOverrideSchema)), checkYamlFile(first, themeSchema));
  checkContrast(theme, [first, ...others]);
  return theme;
}
