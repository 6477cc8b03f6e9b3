/**
 * A template: how an issue looks as mail, as web page and as text. `parseTemplate` makes one from the texts of its files; reading the
 * files is left to load.ts, what a template is given to print to edition/view.ts.
 */
import { z } from 'zod';
import type { Asset } from '../issue/issue.js';
import { checkSource, compileSources, type RenderPart, type TemplateFile } from './engine.js';
import { parseTheme, type Theme } from './theme.js';
import { checkYamlFile, readYamlFile } from './yaml-file.js';

/** A picture of the theme, with the size it is shown in. */
export type Logo = { readonly light: Asset; readonly dark?: Asset; readonly width: number; readonly height: number };

export type MailKind = 'mjml' | 'html';

export type TemplateSources = {
  readonly name: string;
  readonly settings: TemplateFile;
  readonly theme: TemplateFile;
  /** Laid over the theme, the last one wins. */
  readonly themeOverrides?: readonly TemplateFile[];
  readonly logo?: Logo | undefined;
  /** `mail.mjml.hbs` makes MJML; `mail.html.hbs` makes HTML, and its style sheet is written into the elements. */
  readonly mailKind?: MailKind;
  readonly mail: TemplateFile;
  readonly web: TemplateFile;
  readonly text: TemplateFile;
  /** By the name that `{{> name}}` uses. */
  readonly partials: Readonly<Record<string, TemplateFile>>;
  /** By whoever has something to show before: `check` of the template finds the faults of its files. */
  readonly isCheckedLater?: boolean | undefined;
};

const settingsSchema = z.strictObject({
  description: z.string(),
  itemHeading: z.union([z.literal(2), z.literal(3)]).describe('heading level of an item; its text goes on one below'),
  webPadding: z.number().min(0).max(20).default(8).describe('rem between the edges of the sheet and the text on a wide screen, both sides together; pictures are made to fit what is left'),
});

export type TemplateSettings = z.infer<typeof settingsSchema>;

export type Template = {
  readonly name: string;
  readonly settings: TemplateSettings;
  readonly theme: Theme;
  readonly logo: Logo | undefined;
  /** Pictures of the theme; published with those of the issue. */
  readonly assets: readonly Asset[];
  readonly mailKind: MailKind;
  readonly parts: { readonly mail: RenderPart; readonly web: RenderPart; readonly text: RenderPart };
  /** Files that make the mail, for errors that MJML finds in what they rendered. */
  readonly mailFiles: readonly TemplateFile[];
  /** These, and those of the text part and the looks: where something in the mail may come from. */
  readonly files: readonly TemplateFile[];
  /** Throws UserError for a fault in any of its files, printed or not. Looks once. */
  check(): void;
};

export function parseTemplate(sources: TemplateSources): Template {
  const settings = checkYamlFile(readYamlFile(sources.settings), settingsSchema);
  const theme = parseTheme(sources.theme, sources.themeOverrides);
  const { partials, mail, web, text } = sources;
  let isChecked = false;
  const check = (): void => {
    if (!isChecked) for (const file of [mail, web, text, ...Object.values(partials)]) checkSource(file, partials);
    isChecked = true;
  };
  if (sources.isCheckedLater !== true) check();
  const parts = {
    mail: compileSources({ main: mail, partials, escaping: 'html' }),
    web: compileSources({ main: web, partials, escaping: 'html' }),
    text: compileSources({ main: text, partials, escaping: 'none' }),
  };
  const { logo } = sources;
  const assets = [logo?.light, logo?.dark].filter((asset) => asset !== undefined);
  const mailFiles = [mail, ...Object.values(partials)];
  const files = [...mailFiles, text, ...(sources.themeOverrides ?? []).toReversed(), sources.theme];
  return { name: sources.name, settings, theme, logo, assets, mailKind: sources.mailKind ?? 'mjml', parts, mailFiles, files, check };
}

/** Padding of the text in a mail on a wide screen, both sides together, in px. */
export const mailPadding = 80;

/** Of a picture beside an item's text in the mail; a third of the column. */
export const thumbnailWidth = 168;

/** The widest that the template shows a picture, in px: in the mail's column, or on the web page. A rem has 16 px. */
export function columnWidthOf({ theme, settings }: Pick<Template, 'theme' | 'settings'>): number {
  return Math.max(theme.widths.mail - mailPadding, Math.round((theme.widths.web - settings.webPadding) * 16));
}

/** Whether the mail asks for the small pictures of items at all. */
export function showsThumbnails({ mailFiles }: Pick<Template, 'mailFiles'>): boolean {
  return mailFiles.some(({ text }) => text.includes('thumbnail'));
}
