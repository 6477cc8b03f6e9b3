/** The language of segments: what is taken, what is told and where, and that no input brings it down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reservedNames } from '../../src/audience/attributes.js';
import { UserError } from '../../src/errors.js';
import { toListId } from '../../src/ids.js';
import { parseSegment } from '../../src/segment/parse.js';
import { renderSegment } from '../../src/segment/render.js';
import { segmentToSql } from '../../src/segment/sql.js';
import { aliases, builtInNames, outcomes, units } from '../../src/segment/words.js';
import { condition, declared, now } from './arbitrary.js';

const known = { topics: ['economy', 'energy'], lists: ['weekly', 'vip'] };
const place = { subscriber: 's', subscription: 'n', firstParameter: 3, listId: toListId('7'), now };

const forms: readonly (readonly [text: string, rendered: string])[] = [
  ['country = "KR" and joined < 90 days ago', 'country = "KR" and joined < 90 days ago'],
  ['COUNTRY', ''], // told below: names keep their capitals
  ["country='kr'", 'country = "KR"'],
  ['country != "US" AND NOT vip', 'country != "US" and not vip = true'],
  ['(country in ("KR" , "US"))', 'country in ("KR", "US")'],
  ['country not in ("US")', 'country != "US"'],
  ['age>=18 and age < 65.5 or age = -1', 'age >= 18 and age < 65.5 or age = -1'],
  ['vip = no or vip', 'vip = false or vip = true'],
  ['(vip or age is missing) and (city is not missing and city is not set)', '(vip = true or age is missing) and city is set and city is missing'],
  ['not (vip and age > 1)', 'not (vip = true and age > 1)'],
  ['not not vip', 'not not vip = true'],
  ['city contains "서울" and name starts with "김" and address ends with ".kr"', 'city contains "서울" and name starts with "김" and address ends with ".kr"'],
  ['domain ends with ".한국" or domain = "Naver.COM" or domain = "예시.한국"', 'domain ends with ".xn--3e0b707e" or domain = "naver.com" or domain = "xn--vv4b11d.xn--3e0b707e"'],
  ['provider in ("gmail", "Naver") and lang = "KO-kr"', 'provider in ("gmail", "naver") and lang = "ko-KR"'],
  ['birthday >= 1990-1-5 and joined > 1 month ago and joined <= today', 'birthday >= 1990-01-05 and joined > 1 months ago and joined <= today'],
  ['frequency = "Monthly" or frequency not in ("every", "weekly")', 'frequency = "monthly" or frequency not in ("every", "weekly")'],
  ['topic has "economy" and lists has "vip"', 'topics has "economy" and lists has "vip"'],
  ['received in last 5 campaigns and not bounced in last 1 campaign and complained campaign 12', 'received in last 5 campaigns and not bounced in last 1 campaigns and complained campaign 12'],
  ['sample 10% and sample 0.5 % seed "spring \\"x\\""', 'sample 10% and sample 0.5% seed "spring \\"x\\""'],
  ['city = "a\\\\b"\n  and\t age = 1', 'city = "a\\\\b" and age = 1'],
];

test('what is written is understood, and written back in one form', () => {
  for (const [text, rendered] of forms) if (rendered !== '') assert.equal(renderSegment(parseSegment(text, declared, known)), rendered, text);
});

const faults: readonly (readonly [text: string, code: string, column: number, message: RegExp, hint: RegExp])[] = [
  ['', 'segment-syntax', 1, /says nothing/, /write a condition/],
  ['   ', 'segment-syntax', 4, /says nothing/, /./],
  ['countri = "KR"', 'segment-field', 1, /no "countri"/, /did you mean country\?/],
  ['Country = "KR"', 'segment-field', 1, /no "Country"/, /did you mean country\?/],
  ['height > 3', 'segment-field', 1, /no "height"/, /there are: city, age/],
  ['__proto__ = "x"', 'segment-field', 1, /no "__proto__"/, /./],
  ['constructor is set', 'segment-field', 1, /no "constructor"/, /./],
  ['country = KR', 'segment-value', 11, /compared with a text/, /country = "KR"/],
  ['country = "Korea"', 'segment-value', 11, /no choice "Korea"/, /there are: KR/],
  ['country > "KR"', 'segment-operator', 9, /cannot be asked with ">"/, /=, !=, in, not in/],
  ['country starts with "K"', 'segment-operator', 9, /"starts with"/, /./],
  ['country == "KR"', 'segment-value', 10, /./, /./],
  ['country "KR"', 'segment-syntax', 9, /what is asked of country/, /is set/],
  ['country =', 'segment-value', 10, /compared with a text/, /./],
  ['age > "18"', 'segment-value', 7, /compared with a number/, /without quotes/],
  ['age > 1.2345678', 'segment-value', 7, /compared with a number/, /15 characters/],
  ['age > 18 years', 'segment-syntax', 10, /complete/, /and, or/],
  ['joined < 90 days', 'segment-syntax', 17, /ago is missing/, /90 days ago/],
  ['joined < 90', 'segment-syntax', 12, /days, weeks, months or years/, /./],
  ['joined < 9000000 days ago', 'segment-value', 10, /from 0 to 36500/, /./],
  ['joined < 1.5 days ago', 'segment-value', 10, /whole number/, /./],
  ['joined < "2026-01-31"', 'segment-value', 10, /compared with a day/, /without quotes/],
  ['joined < 2026-02-30', 'segment-value', 10, /no day of the calendar/, /./],
  ['joined is missing', 'segment-operator', 1, /everybody has joined/, /./],
  ['vip = 1', 'segment-value', 7, /true or false/, /./],
  ['lang = "Korean"', 'segment-value', 8, /no language tag/, /ko, en/],
  ['provider = "office365"', 'segment-value', 12, /told by mail servers \(MX\) when a mail is sent/, /domain in \("company.example"/],
  ['provider = "parliament"', 'segment-value', 12, /no provider "parliament"/, /for a lane of the settings ask for its domains/],
  ['provider = "gmial"', 'segment-value', 12, /no provider "gmial"/, /did you mean gmail\?/],
  ['domain = "gmail"', 'segment-value', 10, /no domain/, /ends with/],
  ['frequency = "daily"', 'segment-value', 13, /no frequency "daily"/, /every, weekly, monthly/],
  ['frequency is missing', 'segment-operator', 1, /everybody has frequency/, /./],
  ['topics has "econmy"', 'segment-value', 12, /no topic "econmy"/, /did you mean economy\?/],
  ['lists has "vipp"', 'segment-value', 11, /no list "vipp"/, /did you mean vip\?/],
  ['topics = "economy"', 'segment-operator', 8, /cannot be asked/, /has/],
  ['name contains ""', 'segment-value', 15, /empty text/, /./],
  ['clicked in last 5 campaigns', 'segment-not-tracked', 1, /does not count who clicked/, /received/],
  ['age > 1 and not opened campaign 3', 'segment-not-tracked', 17, /opened/, /./],
  ['received in 5 campaigns', 'segment-syntax', 13, /last is missing/, /received in last 5 campaigns/],
  ['received in last 0 campaigns', 'segment-value', 18, /from 1 to 1000/, /./],
  ['received campaign "x"', 'segment-syntax', 19, /number is missing/, /./],
  ['received campaign 99999999999999999999', 'segment-value', 19, /no whole number/, /./],
  ['sample 0%', 'segment-value', 8, /no share/, /./],
  ['sample 101%', 'segment-value', 8, /no share/, /./],
  ['sample 10', 'segment-syntax', 10, /% is missing/, /./],
  ['sample 10% seed 3', 'segment-syntax', 17, /text is missing/, /./],
  ['age > 1 age < 3', 'segment-syntax', 9, /complete/, /and, or/],
  ['age > 1 and', 'segment-syntax', 12, /condition is missing/, /./],
  ['and age > 1', 'segment-syntax', 1, /condition is missing/, /./],
  ['(age > 1', 'segment-syntax', 9, /not closed/, /./],
  ['age > 1)', 'segment-syntax', 8, /never opened/, /./],
  ['country in "KR"', 'segment-syntax', 12, /in brackets/, /./],
  ['country in ("KR"', 'segment-syntax', 17, /not closed/, /./],
  ['country in ()', 'segment-value', 13, /compared with a text/, /./],
  ['country = “KR”', 'segment-syntax', 11, /quotation marks/, /straight/],
  ['city = "open', 'segment-syntax', 8, /does not close/, /./],
  ['vip && vip', 'segment-syntax', 5, /not understood/, /write: and/],
  ['!vip', 'segment-syntax', 1, /not understood/, /write: not/],
  ['vip; drop table lists', 'segment-syntax', 4, /not understood/, /./],
  ['city = "a\u0000b"', 'segment-value', 8, /no value can have/, /./],
  ['1 = 1', 'segment-syntax', 1, /begins with/, /./],
];

function faultOf(text: string): UserError {
  try {
    parseSegment(text, declared, known);
  } catch (error) {
    assert.ok(error instanceof UserError, `${text}: ${String(error)}`);
    return error;
  }
  return assert.fail(`${text} was taken`);
}

test('a fault is told at its column, with what was probably meant', () => {
  for (const [text, code, column, message, hint] of faults) {
    const error = faultOf(text);
    assert.deepEqual([error.code, error.at?.line, error.at?.column], [code, 1, column], `${text}: ${error.message}`);
    assert.match(error.message, message, text);
    assert.match(error.hint ?? 'no hint', hint, text);
  }
  const second = faultOf('vip and\r\n  (age >\n "18")');
  assert.deepEqual([second.at?.line, second.at?.column, second.at?.endColumn, second.at?.context], [3, 2, 6, { firstLine: 1, lines: ['vip and', '  (age >', ' "18")'] }]);
});

test('a list without attributes says how to declare one', () => {
  assert.throws(() => parseSegment('country = "KR"', []), { code: 'segment-field', hint: /courant list edit SLUG --attribute/ });
});

test('every word of the language is reserved: no attribute can hide it', () => {
  const words = [...builtInNames, ...Object.keys(aliases), ...outcomes, ...units, 'and', 'or', 'not', 'in', 'is', 'set', 'missing', 'has', 'contains', 'starts', 'ends', 'with', 'sample', 'seed', 'last', 'ago', 'today', 'campaign', 'campaigns'];
  assert.deepEqual(words.filter((word) => !reservedNames.includes(word)), []);
});

test('hostile sizes are refused, quickly and without a stack running over', () => {
  const sizes = ['('.repeat(1_000_000), '('.repeat(9_000), 'not '.repeat(2_400), 'not('.repeat(2_000), '"'.repeat(10_000), '9'.repeat(9_999) + 'x', '-'.repeat(9_999), `city in (${'"a",'.repeat(2_000)}"a")`, 'vip or '.repeat(300) + 'vip'];
  for (const text of sizes) assert.match(faultOf(text).code, /^segment-(size|syntax)$/, text.slice(0, 20));
  assert.equal(parseSegment('('.repeat(40) + 'vip' + ')'.repeat(40), declared).where.kind, 'among');
});

test('any condition is read back from what is written of it', () => {
  fc.assert(fc.property(condition, (where) => assert.deepEqual(parseSegment(renderSegment({ where }), declared).where, where)), { numRuns: 2_000 });
});

/** What the SQL may be made of once its parameters are taken out: words of the program, never of anybody else. */
const vocabulary = new RegExp(`^(?:${[
  String.raw`\s+`, String.raw`\$\d+::(?:text\[\]|float8\[\]|(?:text|float8|timestamptz|bytea|bigint|int)\b)`, String.raw`[(),]`, '<>', '<=', '>=', '>> 11', '& 2047', '# 7', "''::bytea", '<', '>', '=', String.raw`\|\|`, '->>', '~', '::text', '::float8', '::int', String.raw`0::bit\(2048\)`,
  String.raw`(?:and|or|is|not|true|false|null|any|all|in|case|when|then|end|collate|like|exists|select|from|where|order|by|desc|limit|array|union|cross|left|join|on|lateral|group|as)\b`,
  String.raw`(?:nullif|lower|length|translate|starts_with|strpos|right|substr|sha256|convert_to|bit_or|set_bit|get_bit|bit_send|string_agg|substring|coalesce|generate_series|max)(?=\()`,
  String.raw`(?:s|n)\.(?:subscriber_id|name|address|domain|lang|attributes|joined_at|source|topics|frequency)\b`,
  String.raw`(?:deliveries [do]|campaigns c|campaign_readers r|subscribers i|subscriptions m|lists l|feedback_reports o|clicks o)\b`,
  String.raw`(?:d\.(?:campaign_id|subscriber_id|state|bounced_kind)|c\.(?:id|list_id|started_at|readers_at)|[rplbg]\.(?:campaign_id|block|received|bits)|[lpbg]\b(?!\.)|(?:block|bits)\b|i\.id|m\.(?:subscriber_id|status|list_id)|l\.(?:id|slug)|o\.(?:campaign_id|subscriber_id|stage|bounced_kind|kind|number|scanner))\b`,
  `''`, `'every'`, `'true'`, `'false'`, `'subscribed'`, `'accepted'`, `'failed'`, `'complaint'`, `'UTF8'`, `':'`, '"C"', '0', '1', '4', '5', '7', '15',
  String.raw`'\^-\?\[0-9\]\+\(\[\.\]\[0-9\]\+\)\?\$'`, `'____-__-__'`, `'0123456789'`, `'--'`,
].join('|')})*$`);

function refuseForeignSql(text: string, values: readonly unknown[]): void {
  assert.match(text, vocabulary);
  const used = new Set([...text.matchAll(/\$(\d+)::/g)].map((match) => Number(match[1])));
  assert.deepEqual([...used].toSorted((one, other) => one - other), values.map((_, index) => index + place.firstParameter), 'each parameter is used, and no other');
}

test('SQL is made of a fixed set of words; all that came from outside is a parameter', () => {
  fc.assert(fc.property(condition, (where) => {
    const { text, values } = segmentToSql({ text: '', where }, place);
    refuseForeignSql(text, values);
  }), { numRuns: 2_000 });
  const { text, values } = segmentToSql(parseSegment(`city = "'; drop table lists; --" and name contains "$1"`, declared), place);
  refuseForeignSql(text, values);
  assert.deepEqual(values, ['city', "'; drop table lists; --", '$1']);
});

const pieces = fc.constantFrom('country', 'age', 'vip', 'city', 'joined', 'lang', 'domain', 'topics', 'lists', 'received', 'clicked', 'sample', 'and', 'or', 'not', 'in', 'is', 'set', 'missing', 'last', 'campaigns', 'campaign', 'days', 'ago',
  'contains', 'starts', 'with', 'seed', '=', '!=', '<', '<=', '(', ')', ',', '%', '"KR"', '"', "'", '\\', '5', '-1.5', '2026-01-31', '90', ';', '--', '$1', "'; drop table lists; --", '\u0000', '\ud800', '\u202e', '😀', '__proto__');

test('whatever is typed is a segment or a told fault, and its SQL holds no word of it', () => {
  const mutated = fc.tuple(condition, fc.nat(), fc.nat(5), fc.oneof(pieces, fc.constantFrom('', ' ', ' and vip or ', '1', 'x', ' not '), fc.string({ unit: 'binary' }))).map(([where, at, cut, put]) => {
    const text = renderSegment({ where });
    return text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut);
  });
  const typed = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.array(pieces, { maxLength: 30 }).map((words) => words.join(' ')), mutated);
  let takenCount = 0;
  fc.assert(fc.property(typed, (text) => {
    try {
      const segment = parseSegment(text, declared, known);
      const sql = segmentToSql(segment, place);
      refuseForeignSql(sql.text, sql.values);
      assert.deepEqual(parseSegment(renderSegment(segment), declared, known).where, segment.where);
      takenCount += 1;
    } catch (error) {
      if (!(error instanceof UserError) || !error.code.startsWith('segment-')) throw error;
      assert.ok(error.at !== undefined && error.at.column >= 1);
    }
  }), { numRuns: 3_000 });
  assert.ok(takenCount > 20, `only ${takenCount} of them were segments: the test would see little`);
});
