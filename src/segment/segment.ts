/** What a segment is once it is read: a tree of conditions over one person on one list. The language is told in docs/segments.md. */
import type { AttributeDeclaration } from '../audience/attributes.js';
import { builtIns, type BuiltIn, type Kind, type Outcome, type Unit } from './words.js';

export type Segment = {
  /** As it was written. */
  readonly text: string;
  readonly where: Condition;
};

/** A calendar day in UTC, fixed or counted back from the day of asking. */
export type Day = { readonly day: string } | { readonly ago: number; readonly unit: Unit };

export type Value = string | number | boolean | Day;

export type Field = { readonly builtIn: BuiltIn } | { readonly attribute: AttributeDeclaration };

export type Order = '<' | '<=' | '>' | '>=';
export type PartTest = 'contains' | 'starts with' | 'ends with';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  /** `=`, `!=`, `in`, `not in`. */
  | { readonly kind: 'among'; readonly field: Field; readonly values: readonly Value[]; readonly isNegated: boolean }
  | { readonly kind: 'order'; readonly field: Field; readonly order: Order; readonly value: Value }
  | { readonly kind: 'part'; readonly field: Field; readonly test: PartTest; readonly value: string }
  | { readonly kind: 'known'; readonly field: Field; readonly isKnown: boolean }
  | { readonly kind: 'has'; readonly field: Field; readonly value: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly campaigns: { readonly last: number } | { readonly id: string } }
  | { readonly kind: 'sample'; readonly percent: number; readonly seed: string };

export function nameOf(field: Field): string {
  return 'builtIn' in field ? field.builtIn : field.attribute.name;
}

export function kindOf(field: Field): Kind {
  return 'builtIn' in field ? builtIns[field.builtIn].kind : field.attribute.type;
}

export function canMiss(field: Field): boolean {
  return 'attribute' in field || builtIns[field.builtIn].canMiss;
}
