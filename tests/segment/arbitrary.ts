/** Made-up lists, people and conditions for property tests. Values are few, so that random people and random conditions meet. */
import fc from 'fast-check';
import { frequencies, frequencyWords } from '../../src/audience/frequency.js';
import type { AttributeDeclaration, AttributeType } from '../../src/audience/attributes.js';
import type { SegmentSubject } from '../../src/segment/match.js';
import type { Condition, Day, Field, Value } from '../../src/segment/segment.js';
import { kindOf } from '../../src/segment/segment.js';
import { builtIns, units, type Outcome } from '../../src/segment/words.js';
import { lanes } from '../../src/address/provider.js';

const declare = (name: string, type: AttributeType, choices?: readonly string[]): AttributeDeclaration =>
  ({ name, type, required: false, isShown: true, labels: {}, ...(choices === undefined ? {} : { choices }) });

export const declared: readonly AttributeDeclaration[] = [
  declare('city', 'text'), declare('age', 'number'), declare('birthday', 'date'), declare('vip', 'boolean'), declare('country', 'choice', ['KR', 'US', '대한민국', `it's "so"`]),
];
export const now = new Date('2026-03-31T10:00:00Z');
export const campaignIds = ['1', '2', '3'] as const;
export const listSlugs = ['weekly', 'vip'] as const;

const texts = ['Seoul', 'seoul', 'SEOUL City', 'É', 'é', 'İstanbul', '서울', 'a"b\\c', '😀x', "'; drop table lists; --", '$1', '%', 'true', '12'] as const;
const numbers = ['0', '-1.5', '42', '42.000001', '007', '123456789012345', 'nan', '1e5', '1234567890123456', ''] as const;
const days = ['2026-01-31', '2026-02-28', '1990-12-01', '2026-99-99', 'soon', '2026-1-5'] as const;
const domains = ['gmail.com', 'naver.com', 'hotmail.co.uk', 'live.somebody.com', 'yahoo.co.jp', 'yahoo.fr', 'qq.example', 'xn--3e0b707e.example', 'company.example'] as const;
const tags = ['ko', 'ko-KR', 'zh', 'zh-Hant', 'zh-Hant-TW', 'en'] as const;

const attributes = fc.record({
  city: fc.constantFrom(...texts, ''), age: fc.constantFrom(...numbers), birthday: fc.constantFrom(...days), vip: fc.constantFrom('true', 'false', 'yes', ''),
  country: fc.constantFrom('KR', 'kr', 'US', '대한민국', ''),
}, { requiredKeys: [] });

const outcomeLists = fc.subarray<Outcome>(['received', 'bounced', 'complained']).filter((found) => !(found.includes('received') && found.includes('bounced')));

export type MadePerson = Omit<SegmentSubject, 'subscriberId' | 'outcomes' | 'campaigns'> & { readonly outcomes: Readonly<Record<string, readonly Outcome[] | null>> };

export const person: fc.Arbitrary<MadePerson> = fc.record({
  address: fc.constantFrom('Kim@x', 'kim@x', 'lee@x'), domain: fc.constantFrom(...domains), name: fc.constantFrom(null, '', 'Kim', 'kim minji', '김민지'), lang: fc.constantFrom(null, ...tags),
  attributes, joinedAt: fc.constantFrom('2026-03-31T00:00:00Z', '2026-03-30T23:59:59.999Z', '2026-02-28T12:00:00Z', '2025-12-31T00:00:00Z', '1990-12-01T05:00:00Z').map((text) => new Date(text)),
  source: fc.constantFrom('import', 'Form', 'admin'), topics: fc.constantFrom(null, [], ['economy'], ['economy', 'energy']), frequency: fc.constantFrom(null, ...frequencies),
  lists: fc.subarray(['vip']).map((found) => ['weekly', ...found]),
  outcomes: fc.record({ '1': fc.option(outcomeLists), '2': fc.option(outcomeLists), '3': fc.option(outcomeLists) }),
});

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom(...(Object.keys(builtIns) as (keyof typeof builtIns)[])).map((builtIn) => ({ builtIn })), fc.constantFrom(...declared).map((attribute) => ({ attribute })));

const day: fc.Arbitrary<Day> = fc.oneof(
  fc.constantFrom('2026-01-31', '2026-02-28', '1990-12-01', '2026-03-31').map((one) => ({ day: one })),
  fc.tuple(fc.constantFrom(0, 1, 3, 13), fc.constantFrom(...units)).map(([ago, unit]) => ({ ago, unit })));

function valueFor(one: Field): fc.Arbitrary<Value> {
  switch (kindOf(one)) {
    case 'number': return fc.constantFrom(0, -1.5, 42, 42.000001, 7, 123456789012345);
    case 'date': return day;
    case 'boolean': return fc.boolean();
    case 'choice': return fc.constantFrom('KR', 'US', '대한민국', `it's "so"`);
    case 'domain': return fc.constantFrom(...domains);
    case 'provider': return fc.constantFrom(...lanes);
    case 'lang': return fc.constantFrom(...tags);
    case 'frequency': return fc.constantFrom(...frequencyWords);
    default: return fc.constantFrom(...texts, 'import', 'form', 'KIM', 'kim@x.example');
  }
}

const leaf: fc.Arbitrary<Condition> = field.chain((one): fc.Arbitrary<Condition> => {
  const kind = kindOf(one);
  const known: fc.Arbitrary<Condition> = fc.boolean().map((isKnown) => ({ kind: 'known', field: one, isKnown }));
  const canMiss = 'attribute' in one || builtIns[one.builtIn].canMiss;
  if (kind === 'set') {
    const has: fc.Arbitrary<Condition> = fc.constantFrom('economy', 'energy', 'vip', 'weekly').map((value) => ({ kind: 'has', field: one, value }));
    return canMiss ? fc.oneof(has, known) : has;
  }
  const count = kind === 'boolean' ? 1 : 3;
  const among: fc.Arbitrary<Condition> = fc.tuple(fc.array(valueFor(one), { minLength: 1, maxLength: count }), fc.boolean())
    .map(([values, isNegated]) => ({ kind: 'among', field: one, values, isNegated }));
  const order: fc.Arbitrary<Condition> = fc.tuple(fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const), valueFor(one)).map(([sign, value]) => ({ kind: 'order', field: one, order: sign, value }));
  const part: fc.Arbitrary<Condition> = fc.tuple(fc.constantFrom('contains' as const, 'starts with' as const, 'ends with' as const), fc.constantFrom(...texts, '@x', '.com', 'k', '😀'))
    .map(([test, value]) => ({ kind: 'part', field: one, test, value: kind === 'domain' && test === 'ends with' ? '.com' : value }));
  return fc.oneof(among, ...(canMiss ? [known] : []), ...(kind === 'number' || kind === 'date' ? [order] : []), ...(kind === 'text' || kind === 'domain' ? [part] : []));
});

const outcome: fc.Arbitrary<Condition> = fc.tuple(fc.constantFrom<Outcome>('received', 'bounced', 'complained'),
  fc.oneof(fc.integer({ min: 1, max: 4 }).map((last) => ({ last })), fc.constantFrom('1', '2', '99').map((id) => ({ id })))).map(([asked, campaigns]) => ({ kind: 'outcome', outcome: asked, campaigns }));
const sample: fc.Arbitrary<Condition> = fc.tuple(fc.constantFrom(0.001, 10, 33.333, 50, 100), fc.constantFrom('', 'spring', `"'\\`)).map(([percent, seed]) => ({ kind: 'sample', percent, seed }));

/** As the parser makes them: an `and` has no `and` directly in it. */
export const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3, depthIdentifier: 'segment' }, { arbitrary: leaf, weight: 5 }, { arbitrary: outcome, weight: 1 }, { arbitrary: sample, weight: 1 },
    { arbitrary: tie('tree').map((part): Condition => ({ kind: 'not', part })), weight: 1 },
    ...(['and', 'or'] as const).map((kind) => ({
      arbitrary: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((parts): Condition => ({ kind, parts: parts.flatMap((one) => (one.kind === kind ? one.parts : [one])) })), weight: 2,
    }))),
})).tree;
