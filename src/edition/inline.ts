/**
 * For a mail that a template writes as HTML: its style sheet is written into the elements, before tokens are filled, because some
 * programs drop style sheets. Sheets marked `data-embed` stay as they are: dark mode, screens, Outlook. The only file that touches juice.
 */
import juice from 'juice';
import { UserError } from '../errors.js';
import type { Template } from '../template/template.js';

// Conditional rules stay in their sheets for the programs that read them, whatever a sheet is marked with.
const options = { removeStyleTags: false, applyWidthAttributes: true, applyAttributesTableElements: true, resolveCSSVariables: false } as const;

/** juice prints the void elements and the quotes of its HTML parser: the shortest it knows, so nothing is left to minify. */
export function inlineStyles(html: string, template: Template): string {
  try {
    return `${juice(html, options).trim()}\n`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const file = template.mailFiles[0]?.file ?? template.name;
    throw new UserError('template-invalid', `${file}: the style sheet cannot be read: ${error.message}`, { at: { file, line: 1, column: 1 }, cause: error });
  }
}
