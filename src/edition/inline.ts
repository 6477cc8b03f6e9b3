/**
 * For a mail that a template writes as HTML: its style sheet is written into the elements, before tokens are filled, because some
 * programs drop style sheets. Sheets marked `data-embed` stay as they are: dark mode, screens, Outlook. The only file that touches juice.
 */
import juice from 'juice';
import { UserError } from '../errors.js';
import type { Template } from '../template/template.js';

// Conditional rules stay in their sheets for the programs that read them, whatever a sheet is marked with.
const options = { removeStyleTags: false, applyWidthAttributes: true, applyAttributesTableElements: true, resolveCSSVariables: false } as const;

/**
 * juice writes `color: #222222; margin: 0;`, a tenth of a mail in blanks, and `alt` for `alt=""`, which not every program takes for the
 * same. Only in tags, and there only outside of what somebody wrote.
 */
function tightenTags(html: string): string {
  return html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/ style="([^"]*)"|"[^"]*"| alt(?=[\s>])/g, (part, style: string | undefined) => {
    if (style !== undefined) return ` style="${style.replace(/([:;])\s+/g, '$1').replace(/;$/, '')}"`;
    return part === ' alt' ? ' alt=""' : part;
  }));
}

export function inlineStyles(html: string, template: Template): string {
  try {
    return `${tightenTags(juice(html, options)).trim()}\n`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const file = template.mailFiles[0]?.file ?? template.name;
    throw new UserError('template-invalid', `${file}: the style sheet cannot be read: ${error.message}`, { at: { file, line: 1, column: 1 }, cause: error });
  }
}
