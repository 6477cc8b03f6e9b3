/** One condition: a field and what is asked of it, an outcome of campaigns, or a sample. */
import { expectWord, faultAt, isWord, next, peek, skipSign, skipWord, type Cursor } from './cursor.js';
import { nearestHint } from './fault.js';
import type { Token } from './lex.js';
import { canMiss, kindOf, nameOf, type Condition, type Field, type Order, type PartTest } from './segment.js';
import { readSlug, readValue, readValues } from './values.js';
import { aliases, builtInNames, maxCampaignCount, operatorsOf, outcomes, untracked, type Outcome } from './words.js';

export function readCondition(cursor: Cursor): Condition {
  const token = next(cursor);
  if (token.kind !== 'word') throw faultAt(cursor, 'segment-syntax', 'a condition begins with what it asks for', 'like: country = "KR"', token);
  const attribute = cursor.attributes.find(({ name }) => name === token.value);
  if (attribute !== undefined) return readAsked(cursor, { attribute }, token);
  const word = token.value.toLowerCase();
  if (word === 'sample') return readSample(cursor, token);
  const outcome = outcomes.find((one) => one === word);
  if (outcome !== undefined) return readOutcome(cursor, outcome, token);
  const builtIn = Object.hasOwn(aliases, word) ? aliases[word] : builtInNames.find((name) => name === word);
  if (builtIn === undefined) throw unknownField(cursor, token);
  return readAsked(cursor, { builtIn }, token);
}

function unknownField(cursor: Cursor, token: Token): Error {
  const declared = cursor.attributes.map(({ name }) => name);
  const words = [...declared, ...builtInNames, ...outcomes, 'sample', 'not'];
  const sameLetters = words.find((word) => word.toLowerCase() === token.value.toLowerCase());
  const otherwise = declared.length === 0
    ? 'the list declares no attributes; declare them with: courant list edit SLUG --attribute country:text'
    : `there are: ${[...declared, ...builtInNames].join(', ')}`;
  const hint = sameLetters === undefined ? nearestHint(token.value, words, otherwise) : `did you mean ${sameLetters}?`;
  return faultAt(cursor, 'segment-field', `the list knows no "${token.value.slice(0, 60)}" of its people`, hint, token);
}

const orders: readonly string[] = ['<', '<=', '>', '>='] satisfies readonly Order[];

function readAsked(cursor: Cursor, field: Field, token: Token): Condition {
  const operator = peekOperator(cursor);
  if (operator === 'is') return readKnown(cursor, field, token);
  if (operator === undefined && kindOf(field) === 'boolean') return { kind: 'among', field, values: [true], isNegated: false };
  const allowed = operatorsOf[kindOf(field)];
  if (operator === undefined) throw faultAt(cursor, 'segment-syntax', `what is asked of ${nameOf(field)}?`, `it goes with ${allowed.join(', ')}${canMiss(field) ? ', is set, is missing' : ''}`);
  if (!allowed.includes(operator)) throw wrongOperator(cursor, field, operator, allowed);
  cursor.at += operator.split(' ').length;
  if (operator === 'in' || operator === 'not in') return { kind: 'among', field, values: readValues(cursor, field), isNegated: operator === 'not in' };
  if (operator === '=' || operator === '!=') return { kind: 'among', field, values: [readValue(cursor, field)], isNegated: operator === '!=' };
  if (orders.includes(operator)) return { kind: 'order', field, order: operator as Order, value: readValue(cursor, field) };
  if (operator === 'has') return { kind: 'has', field, value: readSlug(cursor, field) };
  return readPart(cursor, field, operator as PartTest);
}

const wordOperators: readonly string[] = ['is', 'in', 'has', 'contains', 'not in', 'starts with', 'ends with'];

function peekOperator(cursor: Cursor): string | undefined {
  const token = peek(cursor);
  if (token.kind === 'sign' && /^[=<>!]/.test(token.value)) return token.value;
  return wordOperators.find((operator) => operator.split(' ').every((word, ahead) => isWord(cursor, word, ahead)));
}

function wrongOperator(cursor: Cursor, field: Field, operator: string, allowed: readonly string[]): Error {
  const span = { start: peek(cursor).start, end: peek(cursor, operator.split(' ').length - 1).end };
  return faultAt(cursor, 'segment-operator', `${nameOf(field)} (${kindOf(field)}) cannot be asked with "${operator}"`, `it goes with ${allowed.join(', ')}`, span);
}

function readPart(cursor: Cursor, field: Field, test: PartTest): Condition {
  const token = peek(cursor);
  const value = readValue(cursor, field, test);
  if (typeof value !== 'string' || value === '') throw faultAt(cursor, 'segment-value', `nothing ${test} an empty text`, undefined, token);
  return { kind: 'part', field, test, value };
}

function readKnown(cursor: Cursor, field: Field, token: Token): Condition {
  next(cursor);
  const isNegated = skipWord(cursor, 'not');
  const isSet = isWord(cursor, 'set');
  expectWord(cursor, ['set', 'missing'], `write ${nameOf(field)} is set, or ${nameOf(field)} is missing`);
  if (!canMiss(field)) throw faultAt(cursor, 'segment-operator', `everybody has ${nameOf(field)}`, undefined, token);
  return { kind: 'known', field, isKnown: isSet !== isNegated };
}

function readOutcome(cursor: Cursor, outcome: Outcome, token: Token): Condition {
  if (untracked.includes(outcome) && cursor.known.counted?.includes(outcome) !== true) {
    throw faultAt(cursor, 'segment-not-tracked', `the list does not count who ${outcome}, so nobody can be chosen by it`, `received, bounced and complained are known; ${outcome} with: courant list tracking SLUG --clicks person${outcome === 'opened' ? ' --opens on' : ''}`, token);
  }
  const form = `write ${outcome} in last 5 campaigns, or ${outcome} campaign 12`;
  if (skipWord(cursor, 'campaign')) return { kind: 'outcome', outcome, campaigns: { id: String(readWhole(cursor, Number.MAX_SAFE_INTEGER, form)) } };
  expectWord(cursor, ['in'], form);
  expectWord(cursor, ['last'], form);
  const last = readWhole(cursor, maxCampaignCount, form);
  expectWord(cursor, ['campaigns', 'campaign'], form);
  return { kind: 'outcome', outcome, campaigns: { last } };
}

function readWhole(cursor: Cursor, most: number, form: string): number {
  const token = next(cursor);
  if (token.kind !== 'number') throw faultAt(cursor, 'segment-syntax', 'a number is missing here', form, token);
  const count = Number(token.value);
  if (!Number.isSafeInteger(count) || count < 1 || count > most) throw faultAt(cursor, 'segment-value', `${token.value.slice(0, 30)} is no whole number from 1 to ${most}`, undefined, token);
  return count;
}

/** At most three decimals: what the threshold of four bytes can tell apart. */
function readSample(cursor: Cursor, from: Token): Condition {
  const form = 'write sample 10%, or sample 10% seed "spring"';
  const token = next(cursor);
  if (token.kind !== 'number') throw faultAt(cursor, 'segment-syntax', 'how many percent?', form, token.kind === 'end' ? from : token);
  const percent = Number(token.value);
  if (!/^\d{1,3}(?:\.\d{1,3})?$/.test(token.value) || percent <= 0 || percent > 100) throw faultAt(cursor, 'segment-value', `${token.value.slice(0, 30)} is no share from 0.001 to 100`, form, token);
  if (!skipSign(cursor, '%')) throw faultAt(cursor, 'segment-syntax', '% is missing here', form);
  if (!skipWord(cursor, 'seed')) return { kind: 'sample', percent, seed: '' };
  const seed = next(cursor);
  if (seed.kind !== 'text' || seed.value === '') throw faultAt(cursor, 'segment-syntax', 'a text is missing here', form, seed);
  return { kind: 'sample', percent, seed: seed.value };
}
