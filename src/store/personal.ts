/**
 * What an edition asks of its readers, in SQL: the values of its fields and the sections each reader sees. The plan counts with the same
 * pieces that the freeze writes with. Names of attributes and all that segments hold are parameters.
 */
import type { ListId } from '../ids.js';
import type { FieldValue, FieldValues } from '../message/field-text.js';
import type { Segment } from '../segment/segment.js';
import { segmentToSql, type Sql } from '../segment/sql.js';
import type { Database } from './store.js';

/** Where a field's value is found: with the person, or among the attributes in the form of their type. */
export type FieldKind = 'name' | 'address' | 'lang' | 'text' | 'number' | 'date';

/** Resolved against a list. */
export type PersonalNeeds = {
  /** Each name once. */
  readonly fields: readonly { readonly name: string; readonly kind: FieldKind }[];
  /** In the order of the edition's conditional sections. */
  readonly sections: readonly Segment[];
};

type Place = { readonly firstParameter: number; readonly listId: ListId; readonly now: Date };

/** A value that is not of its type any more stays the text it is. Blanks are no value. */
const valueOfField = `case f.kind
  when 'name' then to_jsonb(nullif(btrim(s.name), ''))
  when 'address' then to_jsonb(s.address)
  when 'lang' then to_jsonb(nullif(btrim(s.lang), ''))
  when 'number' then case when length(s.attributes ->> f.name) <= 15 and s.attributes ->> f.name ~ '^-?[0-9]+([.][0-9]+)?$'
    then to_jsonb((s.attributes ->> f.name)::numeric) else to_jsonb(nullif(btrim(s.attributes ->> f.name), '')) end
  when 'date' then case when s.attributes ->> f.name ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    then jsonb_build_object('date', s.attributes ->> f.name) else to_jsonb(nullif(btrim(s.attributes ->> f.name), '')) end
  else to_jsonb(nullif(btrim(s.attributes ->> f.name), '')) end`;

/** Two expressions over `s` (subscribers) and `n` (subscriptions): `fields` jsonb and `variant` int, each null when nothing is asked. */
export function personalToSql(needs: PersonalNeeds, { firstParameter, listId, now }: Place): { readonly fields: string; readonly variant: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const variants: string[] = [];
  for (const [index, segment] of needs.sections.entries()) {
    const sql: Sql = segmentToSql(segment, { subscriber: 's', subscription: 'n', firstParameter: firstParameter + values.length, listId, now });
    values.push(...sql.values);
    variants.push(`case when (${sql.text}) is true then ${2 ** index} else 0 end`);
  }
  if (needs.fields.length === 0) return { fields: 'null::jsonb', variant: variantOf(variants), values };
  const names = firstParameter + values.length;
  values.push(needs.fields.map(({ name }) => name), needs.fields.map(({ kind }) => kind));
  const fields = `(select jsonb_object_agg(f.name, ${valueOfField}) filter (where ${valueOfField} is not null)
    from unnest($${names}::text[], $${names + 1}::text[]) as f (name, kind))`;
  return { fields, variant: variantOf(variants), values };
}

function variantOf(variants: readonly string[]): string {
  return variants.length === 0 ? 'null::int' : `(${variants.join(' + ')})`;
}

export type PersonalCount = {
  /** Per field: people of the audience without a value. */
  readonly missing: Readonly<Record<string, number>>;
  /** Per field: the longest value of the audience. */
  readonly longest: FieldValues;
  /** People per variant, most frequent first; empty when there are no conditional sections. */
  readonly variants: readonly { readonly variant: number; readonly count: number }[];
};

/** `audience` selects `subscriber_id` of everybody who is in; its parameters come first, and `$1` is the list. */
export async function countPersonal(database: Database, audience: Sql, needs: PersonalNeeds, place: Omit<Place, 'firstParameter'>): Promise<PersonalCount> {
  const personal = personalToSql(needs, { ...place, firstParameter: audience.values.length + 1 });
  const people = `with people as materialized (
    select ${personal.fields} as fields, ${personal.variant} as variant
    from (${audience.text}) a join subscribers s on s.id = a.subscriber_id join subscriptions n on n.subscriber_id = s.id and n.list_id = $1)`;
  const values = [...audience.values, ...personal.values];
  // One round: both halves must speak of the same people.
  const rows = await database.query<{ name: string | null; missing: number | null; longest: FieldValue | null; variant: number | null; count: number | null }>(
    `${people}
     select f.name, count(*) filter (where p.fields -> f.name is null)::int as missing,
       (array_agg(p.fields -> f.name order by octet_length(p.fields ->> f.name) desc nulls last))[1] as longest, null::int as variant, null::int as count
     from people p cross join unnest($${values.length + 1}::text[]) as f (name) group by f.name
     union all
     select null, null, null, variant, count(*)::int from people where variant is not null group by variant`,
    [...values, needs.fields.map(({ name }) => name)]);
  const fields = rows.flatMap(({ name, missing, longest }) => (name === null ? [] : [{ name, missing: missing ?? 0, longest }]));
  return {
    missing: Object.fromEntries(fields.map(({ name, missing }) => [name, missing])),
    longest: Object.fromEntries(fields.flatMap(({ name, longest }) => (longest === null ? [] : [[name, longest] as const]))),
    variants: rows.flatMap(({ variant, count }) => (variant === null ? [] : [{ variant, count: count ?? 0 }])).toSorted((one, other) => other.count - one.count),
  };
}
