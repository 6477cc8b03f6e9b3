/** What the preflight may know of the list an issue goes to. */
import { loadDkim, type DkimSetup } from '../message/dkim/load-keys.js';
import type { FieldValues } from '../message/field-text.js';
import type { ListRow } from '../store/lists.js';
import type { ExamineOptions } from './examine.js';
import { readHistory } from './history.js';
import type { PlanParts } from './plan-issue.js';
import type { Prepared } from './prepare.js';

/** What the rules may know about an issue and the list it goes to; also for `plan` and `send`. */
export async function optionsFor(parts: PlanParts, { edition }: Pick<Prepared, 'edition'>, list: ListRow, about: { readonly isAgain?: boolean; readonly longest?: FieldValues | undefined } = {}): Promise<ExamineOptions & { readonly dkim: DkimSetup }> {
  const { isAgain = false, longest } = about;
  const now = parts.clock.now();
  return { config: parts.config, now, list, longest, keys: parts.keys, dkim: await loadDkim(parts.config), history: await readHistory(parts.store, { edition, list, now, isAgain }) };
}
