/** `readers:` of a section: the segment of those who see it. What it means is checked against a list, when one is named. */
import { addError } from './findings.js';
import type { SectionReaders } from './issue.js';
import { refuseFields } from './reader-field.js';
import { placeIn } from './source.js';
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
  return { segment: text.value, at: placeOf(value), positions };
}
