/**
 * A segment as a condition of SQL. Whatever the admin wrote, names of attributes too, goes in as a parameter; the text is made of
 * the pieces below alone. A value that is missing makes its comparison null, which counts as false, and `not` asks `is not true`:
 * so the SQL and the reader in memory (match.ts) mean the same.
 */
import { laneRule } from '../address/provider.js';
import type { AttributeDeclaration } from '../audience/attributes.js';
import { everyIssue } from '../audience/frequency.js';
import type { ListId } from '../ids.js';
import { nextDay, resolveDay, startOfDay } from './days.js';
import { outcomeToSql } from './outcome-sql.js';
import { isEverybody, toThreshold } from './sample.js';
import { kindOf, type Condition, type Day, type Field, type Segment } from './segment.js';
import type { BuiltIn } from './words.js';

/** Where the condition will stand. The names are the program's own words, never anybody's input. */
export type SqlPlace = {
  /** Name of the subscribers and subscriptions in the statement around. */
  readonly subscriber: string;
  readonly subscription: string;
  /** Number of the first parameter that is free. */
  readonly firstParameter: number;
  /** Whose campaigns `last 5 campaigns` are. */
  readonly listId: ListId;
  /** What `90 days ago` is counted from. */
  readonly now: Date;
};

export type Sql = { readonly text: string; readonly values: readonly unknown[] };

/** `asksSubscriber` false: the subscriptions alone can answer, and a join less halves the time. */
export type SegmentSql = Sql & { readonly asksSubscriber: boolean };

type Writer = Omit<SqlPlace, 'subscriber'> & { readonly values: unknown[]; readonly subscriber: () => string };

/** True, or false or null for those who are not in it: ask `is true`, `is not true`. */
export function segmentToSql(segment: Segment, place: SqlPlace): SegmentSql {
  let asksSubscriber = false;
  const subscriber = (): string => {
    asksSubscriber = true;
    return place.subscriber;
  };
  const writer: Writer = { ...place, subscriber, values: [] };
  const text = write(writer, segment.where);
  return { text, values: writer.values, asksSubscriber };
}

type Cast = 'text' | 'text[]' | 'float8' | 'float8[]' | 'timestamptz' | 'bytea' | 'bigint' | 'int';

function bind(writer: Writer, value: unknown, cast: Cast): string {
  writer.values.push(value);
  return `$${writer.firstParameter + writer.values.length - 1}::${cast}`;
}

function write(writer: Writer, condition: Condition): string {
  switch (condition.kind) {
    case 'and': return `(${condition.parts.map((part) => write(writer, part)).join(' and ')})`;
    case 'or': return `(${condition.parts.map((part) => write(writer, part)).join(' or ')})`;
    case 'not': return `(${write(writer, condition.part)} is not true)`;
    case 'among': return writeAmong(writer, condition);
    case 'order': return writeOrder(writer, condition);
    case 'part': return writePart(writer, condition);
    case 'known': return `(${valueOf(writer, condition.field)} is ${condition.isKnown ? 'not ' : ''}null)`;
    case 'has': return writeHas(writer, condition);
    case 'outcome': return writeOutcome(writer, condition);
    case 'sample': return writeSample(writer, condition);
  }
}

type Of<Kind extends Condition['kind']> = Extract<Condition, { kind: Kind }>;

const columns: Readonly<Record<Exclude<BuiltIn, 'lists'>, (writer: Writer) => string>> = {
  name: ({ subscriber }) => `nullif(${subscriber()}.name, '')`,
  address: ({ subscriber }) => `${subscriber()}.address`,
  domain: ({ subscriber }) => `${subscriber()}.domain`,
  provider: ({ subscriber }) => `${subscriber()}.domain`,
  lang: ({ subscriber }) => `nullif(${subscriber()}.lang, '')`,
  joined: ({ subscription }) => `${subscription}.joined_at`,
  source: ({ subscription }) => `${subscription}.source`,
  frequency: ({ subscription }) => `coalesce(${subscription}.frequency, '${everyIssue}')`,
  topics: ({ subscription }) => `${subscription}.topics`,
};

/** Of the type that is compared; null when the person has none, or one that is not of the declared type. */
function valueOf(writer: Writer, field: Field): string {
  if ('attribute' in field) return attributeOf(writer, field.attribute);
  if (field.builtIn === 'lists') throw new Error('lists have no single value');
  return columns[field.builtIn](writer);
}

/** What is kept, as text; null when there is nothing. */
function keptOf(writer: Writer, name: string): string {
  return `(${writer.subscriber()}.attributes ->> ${bind(writer, name, 'text')})`;
}

/** The CASE keeps a text that is no number from being read as one. */
function attributeOf(writer: Writer, { name, type, choices = [] }: AttributeDeclaration): string {
  const kept = keptOf(writer, name);
  switch (type) {
    case 'text': return `nullif(${kept}, '')`;
    case 'number': return `case when length(${kept}) <= 15 and ${kept} ~ '^-?[0-9]+([.][0-9]+)?$' then ${kept}::float8 end`;
    case 'date': return `case when ${isDay(kept)} then ${kept} end collate "C"`;
    case 'boolean': return `case when ${kept} in ('true', 'false') then ${kept} end`;
    case 'choice': return `case when ${kept} = any(${bind(writer, choices, 'text[]')}) then ${kept} end`;
  }
}

/** Four digits, two, two: asked without a pattern, which would take twice the time. */
function isDay(kept: string): string {
  return `${kept} like '____-__-__' and translate(${kept}, '0123456789', '') = '--'`;
}

/** Capital letters of ASCII do not count; beyond it PostgreSQL and JavaScript would each fold in their own way. */
function folded(text: string): string {
  return `lower((${text}) collate "C")`;
}

export function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function writeAmong(writer: Writer, { field, values, isNegated }: Of<'among'>): string {
  const texts = values.flatMap((value) => (typeof value === 'object' ? [] : [String(value)]));
  if ('attribute' in field && (field.attribute.type === 'choice' || field.attribute.type === 'boolean')) return writeChosen(writer, field.attribute, texts, isNegated);
  switch (kindOf(field)) {
    case 'text': return `(${folded(valueOf(writer, field))} ${oneOf(writer, texts.map(foldAscii), 'text', isNegated)})`;
    case 'number': return `(${valueOf(writer, field)} ${oneOf(writer, texts, 'float8', isNegated)})`;
    case 'date': return writeDays(writer, field, values as readonly Day[], isNegated);
    case 'lang': return writeLang(writer, field, texts, isNegated);
    case 'provider': return `((${texts.map((lane) => writeLane(writer, lane)).join(' or ')}) = ${isNegated ? 'false' : 'true'})`;
    default: return `(${valueOf(writer, field)} ${oneOf(writer, texts, 'text', isNegated)})`;
  }
}

function oneOf(writer: Writer, values: readonly string[], cast: 'text' | 'float8', isNegated: boolean): string {
  if (values.length === 1) return `${isNegated ? '<>' : '='} ${bind(writer, values[0], cast)}`;
  return `${isNegated ? '<> all' : '= any'}(${bind(writer, values, `${cast}[]`)})`;
}

/** What may be kept is known, so that not to be one of them is to be one of the others, and nothing else need be asked. */
function writeChosen(writer: Writer, { name, type, choices = [] }: AttributeDeclaration, values: readonly string[], isNegated: boolean): string {
  const all = type === 'choice' ? choices : ['true', 'false'];
  const wanted = all.filter((choice) => values.includes(choice) !== isNegated);
  return `(${keptOf(writer, name)} ${oneOf(writer, wanted, 'text', false)})`;
}

/** RFC 4647 3.3.1: `zh` is also who reads zh-Hant. */
function writeLang(writer: Writer, field: Field, tags: readonly string[], isNegated: boolean): string {
  const lang = folded(valueOf(writer, field));
  const parts = tags.map((tag) => `${lang} = ${bind(writer, foldAscii(tag), 'text')} or starts_with(${lang}, ${bind(writer, `${foldAscii(tag)}-`, 'text')})`);
  return `((${parts.join(' or ')}) = ${isNegated ? 'false' : 'true'})`;
}

function writeLane(writer: Writer, lane: string): string {
  const { domains, pattern, except } = laneRule(lane);
  const domain = `${writer.subscriber()}.domain`;
  const byName = pattern === null ? '' : ` or ${domain} ~ ${bind(writer, pattern, 'text')}`;
  const isNamed = `(${domain} = any(${bind(writer, domains, 'text[]')})${byName}) and ${domain} <> all(${bind(writer, except, 'text[]')})`;
  return lane === 'rest' ? `((${isNamed}) = false)` : `(${isNamed})`;
}

function writeDays(writer: Writer, field: Field, values: readonly Day[], isNegated: boolean): string {
  const days = values.map((value) => resolveDay(value, writer.now));
  if ('attribute' in field) return `(${valueOf(writer, field)} ${oneOf(writer, days, 'text', isNegated)})`;
  const moment = valueOf(writer, field);
  const parts = days.map((day) => `${moment} >= ${bind(writer, startOfDay(day), 'timestamptz')} and ${moment} < ${bind(writer, startOfDay(nextDay(day)), 'timestamptz')}`);
  return `((${parts.join(' or ')}) = ${isNegated ? 'false' : 'true'})`;
}

function writeOrder(writer: Writer, { field, order, value }: Of<'order'>): string {
  if (typeof value !== 'object') return `(${valueOf(writer, field)} ${order} ${bind(writer, String(value), 'float8')})`;
  const day = resolveDay(value, writer.now);
  if ('attribute' in field) {
    const kept = keptOf(writer, field.attribute.name);
    return `(${kept} collate "C" ${order} ${bind(writer, day, 'text')} and ${isDay(kept)})`;
  }
  // A day is all its hours: after it is from the next one on.
  const isAfterDay = order === '<=' || order === '>';
  const edge = startOfDay(isAfterDay ? nextDay(day) : day);
  return `(${valueOf(writer, field)} ${order === '<' || order === '<=' ? '<' : '>='} ${bind(writer, edge, 'timestamptz')})`;
}

function writePart(writer: Writer, { field, test, value }: Of<'part'>): string {
  const text = folded(valueOf(writer, field));
  const part = bind(writer, foldAscii(value), 'text');
  switch (test) {
    case 'contains': return `(strpos(${text}, ${part}) > 0)`;
    case 'starts with': return `starts_with(${text}, ${part})`;
    case 'ends with': return `(right(${text}, length(${part})) = ${part})`;
  }
}

function writeHas(writer: Writer, { field, value }: Of<'has'>): string {
  if ('builtIn' in field && field.builtIn === 'topics') return `(${bind(writer, value, 'text')} = any(${valueOf(writer, field)}))`;
  return `exists (select from subscriptions m where m.subscriber_id = ${writer.subscription}.subscriber_id and m.status = 'subscribed'
    and m.list_id = (select l.id from lists l where l.slug = ${bind(writer, value, 'text')}))`;
}

/** `last 5 campaigns`: those of the list that have begun. One that is frozen just now does not count itself. */
function writeOutcome(writer: Writer, { outcome, campaigns }: Of<'outcome'>): string {
  const ids = 'id' in campaigns
    ? `select ${bind(writer, campaigns.id, 'bigint')}`
    : `select c.id from campaigns c where c.list_id = ${bind(writer, writer.listId, 'bigint')} and c.started_at is not null order by c.id desc limit ${bind(writer, campaigns.last, 'int')}`;
  return outcomeToSql(outcome, ids, `${writer.subscription}.subscriber_id`);
}

function writeSample(writer: Writer, { percent, seed }: Of<'sample'>): string {
  if (isEverybody(percent)) return 'true';
  return `(substr(sha256(convert_to(${bind(writer, seed, 'text')} || ':' || ${writer.subscription}.subscriber_id::text, 'UTF8')), 1, 4) < ${bind(writer, toThreshold(percent), 'bytea')})`;
}

