/** MJML tells the line of what Handlebars printed; a person wants the line of the template that printed it. */
import { UserError, type Place } from '../errors.js';
import type { Template } from '../template/template.js';

type MjmlFault = { readonly line: number; readonly message: string; readonly tagName: string };

function isFault(value: unknown): value is MjmlFault {
  return typeof value === 'object' && value !== null && 'line' in value && 'message' in value && 'tagName' in value;
}

/** The attribute a message names: `Attribute foo is illegal`, `Attribute width has invalid value`. */
function namedAttribute(message: string): string {
  return /Attribute (\S+)/.exec(message)?.[1] ?? '';
}

/** The first line of the template with the same tag and attribute; the printed line goes along as the frame. */
function placeOf(fault: MjmlFault, mjml: string, template: Template): Place {
  const printed = mjml.split('\n');
  const firstLine = Math.max(1, fault.line - 1);
  const context = { firstLine, lines: printed.slice(firstLine - 1, fault.line + 1).map((line) => line.slice(0, 200)) };
  const attribute = namedAttribute(fault.message);
  for (const file of template.mailFiles) {
    const lines = file.text.split('\n');
    const index = lines.findIndex((line) => line.includes(`<${fault.tagName}`) && line.includes(attribute));
    if (index !== -1) return { file: file.file, line: index + 1, column: (lines[index] ?? '').indexOf(`<${fault.tagName}`) + 1 };
  }
  return { file: `${template.mailFiles[0]?.file ?? template.name} (as printed)`, line: fault.line, column: 1, context };
}

/** Empty when the error is none that MJML's validation makes. */
export function toMjmlErrors(error: unknown, mjml: string, template: Template): readonly UserError[] {
  if (!(error instanceof Error)) return [];
  const faults = 'errors' in error && Array.isArray(error.errors) ? error.errors.filter(isFault) : [];
  if (faults.length > 0) {
    return faults.map((fault) => new UserError('template-mjml', `<${fault.tagName}>: ${fault.message}`, { at: placeOf(fault, mjml, template), cause: error }));
  }
  // The parser throws plain errors for broken markup: "Malformed MJML. Check that your structure is correct".
  if (!/malformed|parsing|unexpected/i.test(error.message)) return [];
  const at = { file: template.mailFiles[0]?.file ?? template.name, line: 1, column: 1 };
  return [new UserError('template-mjml', error.message, { at, cause: error })];
}
