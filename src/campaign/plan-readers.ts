/**
 * The part of a plan that speaks of readers: which of them see what, who lacks a value, and how large the largest mail is. Changes nothing.
 */
import { toVariant } from '../edition/conditional.js';
import type { Edition } from '../edition/edition.js';
import { nameHeaviest } from '../edition/item-sizes.js';
import { personalise } from '../edition/personalise.js';
import { hardLimit, measureSizes } from '../edition/size.js';
import { UserError, UserErrors } from '../errors.js';
import type { Issue } from '../issue/issue.js';
import { audienceSql, type Choice } from '../store/audience.js';
import type { ListRow } from '../store/lists.js';
import { countPersonal, type PersonalCount, type PersonalNeeds } from '../store/personal.js';
import type { Database } from '../store/store.js';
import { findGaps, resolveReaders } from './readers.js';

/** `variants`: ids of the sections that readers see, and how many readers see just these. */
export type ReadersPlan = {
  readonly needs: PersonalNeeds;
  readonly count: PersonalCount;
  readonly variants: readonly { readonly sections: readonly string[]; readonly variant: number; readonly count: number }[];
};

/** Undefined when the edition is the same for all. Throws UserError(s): unknown fields, segments, values that are missing, mails too large. */
export async function planReaders(database: Database, list: ListRow, subject: { edition: Edition; issue?: Issue }, choice: Choice): Promise<ReadersPlan | undefined> {
  const { edition, issue } = subject;
  if (edition.fields === undefined && edition.conditionalSections === undefined) return undefined;
  const needs = await resolveReaders(database, list, edition, issue);
  const count = await countPersonal(database, audienceSql(choice), needs, choice);
  const faults = [...findGaps(edition, count, list, issue), ...findTooLarge(edition, count, issue)];
  if (faults.length > 0) throw faults.length === 1 ? faults[0] : new UserErrors(faults);
  return { needs, count, variants: count.variants.map((each) => ({ ...each, sections: sectionsOf(edition, each.variant) })) };
}

export function sectionsOf(edition: Edition, variant: number): readonly string[] {
  return (edition.conditionalSections ?? []).filter((_, index) => (variant & (1 << index)) !== 0).map(({ id }) => id);
}

/** More variants than this are alike enough. */
const measuredVariants = 32;

/** The edition was measured with its tokens; readers get values. */
function findTooLarge(edition: Edition, { longest, variants }: PersonalCount, issue: Issue | undefined): readonly UserError[] {
  const attributes = Object.fromEntries(Object.entries(longest).map(([name, value]) => [name, typeof value === 'object' ? value.date : value]));
  const masks = variants.length === 0 ? [toVariant(edition, 'all')] : variants.slice(0, measuredVariants).map(({ variant }) => variant);
  const sizes = masks.map((mask) => measureSizes(personalise(edition, { address: '', attributes }, new Set(sectionsOf(edition, mask)))).html);
  const largest = Math.max(0, ...sizes.flatMap(({ decoded, encoded }) => [decoded, encoded]));
  if (largest <= hardLimit) return [];
  const message = `With the longest values of the list the mail has ${largest.toLocaleString('en')} bytes; above ${hardLimit.toLocaleString('en')} Gmail cuts it off.`;
  return [new UserError('edition-too-large', message, { hint: ['Use mail: digest.', issue === undefined ? undefined : nameHeaviest(issue, edition.html)].filter((part) => part !== undefined).join(' ') })];
}
