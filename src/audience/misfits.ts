/** Who subscribes and no longer fits what a list declares: told after a change of declarations, which changes no value that people have. */
import type { Condition, Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import { countSegment } from '../store/segments.js';
import type { Database } from '../store/store.js';
import { pageMembers } from '../store/subscriptions.js';
import type { AttributeDeclaration } from './attributes.js';

export type Misfit = {
  readonly attribute: string;
  /** They have a value that is none of the declared type: no segment finds them by it. */
  readonly unfitCount: number;
  /** The first of them. */
  readonly unfit: readonly { readonly address: string; readonly value: string }[];
  /** They have none, and forms ask for it; 0 where it is not required. */
  readonly missingCount: number;
};

const shownCount = 5;

/** Of the declarations that are given, those that somebody does not fit. */
export async function findMisfits(database: Database, list: ListRow, declarations: readonly AttributeDeclaration[], now: Date): Promise<readonly Misfit[]> {
  const found: Misfit[] = [];
  for (const declared of declarations) {
    const unfit = toSegment({ kind: 'and', parts: [isKnown({ ...declared, type: 'text' }, true), isKnown(declared, false)] });
    const unfitCount = await countSegment(database, list.id, unfit, now);
    const members = unfitCount === 0 ? [] : await pageMembers(database, list.id, { after: null, limit: shownCount, choice: { segment: unfit, now } });
    const missingCount = declared.required ? await countSegment(database, list.id, toSegment(isKnown({ ...declared, type: 'text' }, false)), now) : 0;
    if (unfitCount + missingCount === 0) continue;
    found.push({ attribute: declared.name, unfitCount, unfit: members.map(({ address, attributes }) => ({ address, value: attributes[declared.name] ?? '' })), missingCount });
  }
  return found;
}

function isKnown(attribute: AttributeDeclaration, known: boolean): Condition {
  return { kind: 'known', field: { attribute }, isKnown: known };
}

function toSegment(where: Condition): Segment {
  return { text: '', where };
}
