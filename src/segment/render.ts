/** Writes a segment as the language has it, in one form; read again it is the same. */
import { nameOf, type Condition, type Segment, type Value } from './segment.js';

export function renderSegment(segment: Pick<Segment, 'where'>): string {
  return render(segment.where);
}

function render(condition: Condition): string {
  switch (condition.kind) {
    case 'or': return condition.parts.map(render).join(' or ');
    case 'and': return condition.parts.map((part) => (part.kind === 'or' ? `(${render(part)})` : render(part))).join(' and ');
    case 'not': return condition.part.kind === 'and' || condition.part.kind === 'or' ? `not (${render(condition.part)})` : `not ${render(condition.part)}`;
    case 'among': return renderAmong(condition);
    case 'order': return `${nameOf(condition.field)} ${condition.order} ${renderValue(condition.value)}`;
    case 'part': return `${nameOf(condition.field)} ${condition.test} ${renderValue(condition.value)}`;
    case 'known': return `${nameOf(condition.field)} is ${condition.isKnown ? 'set' : 'missing'}`;
    case 'has': return `${nameOf(condition.field)} has ${renderValue(condition.value)}`;
    case 'outcome': return `${condition.outcome} ${'id' in condition.campaigns ? `campaign ${condition.campaigns.id}` : `in last ${condition.campaigns.last} campaigns`}`;
    case 'sample': return `sample ${condition.percent}%${condition.seed === '' ? '' : ` seed ${renderValue(condition.seed)}`}`;
  }
}

/** One value is written with a sign; PostgreSQL and people both read it faster. */
function renderAmong({ field, values, isNegated }: Extract<Condition, { kind: 'among' }>): string {
  const [only] = values;
  if (only !== undefined && values.length === 1) return `${nameOf(field)} ${isNegated ? '!=' : '='} ${renderValue(only)}`;
  return `${nameOf(field)} ${isNegated ? 'not in' : 'in'} (${values.map(renderValue).join(', ')})`;
}

function renderValue(value: Value): string {
  if (typeof value === 'string') return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
  if (typeof value !== 'object') return String(value);
  if ('day' in value) return value.day;
  return value.ago === 0 && value.unit === 'days' ? 'today' : `${value.ago} ${value.unit} ago`;
}
