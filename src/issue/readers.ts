/** `readers:` of a section: the segment of those who see it. What it means is checked against a list, when one is named. */
import { UserError } from '../errors.js';
import { parseSegment } from '../segment/parse.js';
import { addError } from './findings.js';
import type { SectionReaders } from './issue.js';
import { refuseFields } from './reader-field.js';
import { placeIn, type SourceText } from './source.js';
import { checkText } from './text.js';
import type { Workshop } from './workshop.js';
import { placeOf, textOf, type YamlValue } from './yaml.js';

/** A variant of the mail is a bit mask, and more kinds of one mail than these sixteen bits give nobody can look at. */
export const mostConditionalSections = 16;

export function readReaders(value: YamlValue | undefined, shop: Workshop): SectionReaders | undefined {
  const text = textOf(value);
  if (value === undefined || text === undefined) return undefined;
  checkText(text, shop.findings);
  refuseFields(text, shop.findings);
  shop.conditional.count += 1;
  if (shop.conditional.count === mostConditionalSections + 1) {
    const message = `an issue may have ${mostConditionalSections} sections for some readers only`;
    addError(shop.findings, { code: 'issue-readers', message, hint: 'join sections that have the same readers' }, placeOf(value));
  }
  // The place of every character: YAML may have folded and unquoted the text.
  const positions = Array.from({ length: text.value.length + 1 }, (_, index) => placeIn(text, index)).map(({ line, column }) => ({ line, column }));
  reportSyntax(text, shop);
  return { segment: text.value, at: placeOf(value), positions };
}

/** A word alone is the name of a segment. What a list declares is not known here; how a condition is written is. */
function reportSyntax(text: SourceText, { findings }: Workshop): void {
  if (/^\s*[a-z][a-z0-9-]*\s*$/.test(text.value)) return;
  try {
    parseSegment(text.value, []);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'segment-field' || error.at === undefined) return;
    const { line, column, endColumn = column + 1 } = error.at;
    const start = text.value.split('\n').slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
    const fault = { code: error.code, message: `readers: ${error.message}`, ...(error.hint === undefined ? {} : { hint: error.hint }) };
    addError(findings, fault, placeIn(text, start, start + endColumn - column));
  }
}
