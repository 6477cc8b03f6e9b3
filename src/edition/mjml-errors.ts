/** MJML tells the line of what Handlebars printed; a person wants the place in the template that printed it, and each fault once. */
import { UserError, type Place } from '../errors.js';
import { findNearest } from '../issue/spelling.js';
import type { Template } from '../template/template.js';
import { findStructureFault } from './mjml-structure.js';

type MjmlFault = { readonly line: number; readonly message: string; readonly tagName: string };

/** What may stand in a template; mj-include is read by nobody here. */
const knownTags = [
  'mj-accordion', 'mj-accordion-element', 'mj-accordion-text', 'mj-accordion-title', 'mj-all', 'mj-attributes', 'mj-body', 'mj-breakpoint', 'mj-button',
  'mj-carousel', 'mj-carousel-image', 'mj-class', 'mj-column', 'mj-divider', 'mj-font', 'mj-group', 'mj-head', 'mj-hero', 'mj-html-attributes', 'mj-image',
  'mj-navbar', 'mj-navbar-link', 'mj-preview', 'mj-raw', 'mj-section', 'mj-social', 'mj-social-element', 'mj-spacer', 'mj-style', 'mj-table', 'mj-text',
  'mj-title', 'mj-wrapper', 'mjml',
];

function isFault(value: unknown): value is MjmlFault {
  return typeof value === 'object' && value !== null && 'line' in value && 'message' in value && 'tagName' in value;
}

/** The attribute a message names: `Attribute foo is illegal`, `Attribute width has invalid value`. */
function namedAttribute(message: string): string | undefined {
  return /Attribute (\S+)/.exec(message)?.[1];
}

function isUnknownTag({ message }: MjmlFault): boolean {
  return /doesn't exist/.test(message);
}

/** Below an unknown tag MJML reads on as if everything there were a tag of its own: echoes of the one fault. */
function withoutEchoes(faults: readonly MjmlFault[]): readonly MjmlFault[] {
  const unknown = faults.filter((fault) => isUnknownTag(fault) && fault.tagName.startsWith('mj')).map((fault) => fault.tagName);
  if (unknown.length === 0) return faults;
  return faults.filter((fault) => fault.tagName.startsWith('mj') && !unknown.some((tag) => fault.message.includes(`inside ${tag}`)));
}

/** The words of a template line, in order, whatever its placeholders print: how many signs of the printed line they explain. */
function likeness(line: string, printed: string): number {
  let from = 0;
  let count = 0;
  for (const words of line.split(/\{\{[^}]*\}\}\}?/)) {
    const at = printed.indexOf(words, from);
    if (at < 0) return -1;
    from = at + words.length;
    count += words.length;
  }
  return count;
}

type Candidate = { readonly place: Place; readonly likeness: number };

/** Every place of the template with this tag, and this attribute on it. */
function findCandidates(fault: MjmlFault, printed: string, template: Template): readonly Candidate[] {
  const attribute = namedAttribute(fault.message);
  const tag = new RegExp(`<${fault.tagName}(?![\\w-])(?:[^>]*?\\s(${attribute ?? '$^'})(?=\\s*=))?`, 'g');
  return template.mailFiles.flatMap(({ file, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) => [...line.matchAll(tag)].flatMap((match): readonly Candidate[] => {
      if (attribute !== undefined && match[1] === undefined) return [];
      const marked = match[1] ?? match[0];
      const column = match.index + match[0].length - marked.length + 1;
      const firstLine = Math.max(1, index - 1);
      const context = { firstLine, lines: lines.slice(firstLine - 1, index + 3) };
      return [{ place: { file, line: index + 1, column, endColumn: column + marked.length, context }, likeness: likeness(line, printed) }];
    }));
  });
}

/** The place in the template; when nothing there looks like it, the printed line itself. */
function placeOf(fault: MjmlFault, mjml: string, template: Template): Place {
  const lines = mjml.split('\n');
  const printed = lines[fault.line - 1] ?? '';
  const [best] = findCandidates(fault, printed, template).toSorted((one, other) => other.likeness - one.likeness);
  if (best !== undefined) return best.place;
  const firstLine = Math.max(1, fault.line - 1);
  const context = { firstLine, lines: lines.slice(firstLine - 1, fault.line + 1).map((line) => line.slice(0, 200)) };
  return { file: `${template.mailFiles[0]?.file ?? template.name} (as printed)`, line: fault.line, column: 1, context };
}

function hintOf(fault: MjmlFault): string | undefined {
  if (!isUnknownTag(fault)) return undefined;
  const nearest = findNearest(fault.tagName, knownTags);
  if (nearest !== undefined) return `did you mean <${nearest}>?`;
  return fault.tagName.startsWith('mj') ? undefined : 'HTML stands inside of mj-text or mj-raw';
}

/** The place of a text that the template itself holds; undefined when the issue brought it. */
function placeOfText(text: string, template: Template): Place | undefined {
  for (const file of template.mailFiles) {
    const index = file.text.indexOf(text);
    if (index < 0) continue;
    const before = file.text.slice(0, index).split('\n');
    const firstLine = Math.max(1, before.length - 2);
    const column = (before.at(-1) ?? '').length + 1;
    return { file: file.file, line: before.length, column, context: { firstLine, lines: file.text.split('\n').slice(firstLine - 1, before.length + 2) } };
  }
  return undefined;
}

/** Asked before MJML is, which would say nothing. */
export function checkMjmlStructure(mjml: string, template: Template): readonly UserError[] {
  const fault = findStructureFault(mjml);
  // An unknown tag is the fault that MJML tells better.
  if (fault === undefined || !knownTags.includes(fault.tagName)) return [];
  const at = (fault.text === undefined ? undefined : placeOfText(fault.text, template)) ?? placeOf(fault, mjml, template);
  return [new UserError('template-mjml', fault.message, { at, hint: fault.text === undefined ? `every <${fault.tagName}> needs its </${fault.tagName}>` : 'put it into <mj-text>' })];
}

/** Empty when the error is none that MJML's validation makes. */
export function toMjmlErrors(error: unknown, mjml: string, template: Template): readonly UserError[] {
  if (!(error instanceof Error)) return [];
  const faults = 'errors' in error && Array.isArray(error.errors) ? error.errors.filter(isFault) : [];
  if (faults.length > 0) {
    const errors = withoutEchoes(faults).map((fault) => new UserError('template-mjml', `<${fault.tagName}>: ${fault.message}`, { at: placeOf(fault, mjml, template), hint: hintOf(fault), cause: error }));
    // A line in a loop is printed, and refused, once for each round.
    return [...new Map(errors.map((one) => [[one.message, one.at?.file, one.at?.line, one.at?.column].join('\0'), one])).values()];
  }
  // The parser throws plain errors for broken markup: "Malformed MJML. Check that your structure is correct".
  if (!/malformed|parsing|unexpected/i.test(error.message)) return [];
  const at = { file: template.mailFiles[0]?.file ?? template.name, line: 1, column: 1 };
  return [new UserError('template-mjml', error.message, { at, cause: error })];
}
