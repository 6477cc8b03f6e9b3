/** Texts about people from outside: what is kept of a name, a language, a date, an attribute. Faults are values with a reason for the report. */

export type Cleaned<Value> = { readonly value: Value } | { readonly reason: string };

export const maxNameLength = 200;
export const maxAttributeLength = 2000;
export const maxAttributeCount = 50;

/** C0 but what counts as a space, DEL, C1. */
const controlCharacter = /(?![\t\n\v\f\r\u0085])\p{Cc}/u;
const lineBreak = /[\n\r\u0085\u2028\u2029\v\f]/;
/** UAX 9: embeddings, overrides and isolates turn the text around them; the plain marks (U+200E, U+200F) only themselves. */
const turningMark = /[\u202a-\u202e\u2066-\u2069]/;
/** A lone surrogate, or what a decoder puts where bytes made no sense. */
const brokenCharacter = /[\ufffd-\uffff]|\p{Cs}/u;

/** Spaces at the ends go, letters are composed (NFC: tables from a Mac come taken apart), the rest stays. `multiLine` texts have their breaks turned into spaces; a name with one is an attempt on a header. */
export function cleanText(text: string, limits: { maxLength: number; multiLine: boolean }): Cleaned<string> {
  if (text.length > limits.maxLength * 4) return { reason: `is longer than ${limits.maxLength} characters` };
  if (controlCharacter.test(text)) return { reason: 'holds a control character' };
  if (turningMark.test(text)) return { reason: 'holds a mark that turns the direction of the text around it' };
  if (brokenCharacter.test(text)) return { reason: 'holds a character that could not be read; is the encoding right?' };
  const trimmed = text.trim().normalize('NFC');
  if (lineBreak.test(trimmed) && !limits.multiLine) return { reason: 'holds a line break' };
  const value = trimmed.replace(/\s+/g, ' ');
  return value.length > limits.maxLength ? { reason: `is longer than ${limits.maxLength} characters` } : { value };
}

export function cleanName(text: string): Cleaned<string | null> {
  const cleaned = cleanText(text, { maxLength: maxNameLength, multiLine: false });
  if ('reason' in cleaned) return { reason: `the name ${cleaned.reason}` };
  return { value: cleaned.value === '' ? null : cleaned.value };
}

/** BCP 47; `ko_KR` is how operating systems write it. */
export function cleanLang(text: string): Cleaned<string | null> {
  const tag = text.trim().replaceAll('_', '-');
  if (tag === '') return { value: null };
  try {
    return { value: Intl.getCanonicalLocales(tag)[0] ?? null };
  } catch {
    return { reason: `the language "${tag.slice(0, 20)}" is no BCP 47 tag like ko, en or zh-Hant` };
  }
}

/** `2026-11-22`, also with / or . between, with a time and a zone, behind an offset also its name (`+0900 KST`, as Go writes it); without a zone it is UTC. 11/22/2026 could be two days. */
const dateForm = /^(\d{4})[-/.] ?(\d{1,2})[-/.] ?(\d{1,2})\.?(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?(?:(?<=[+-]\d{2}:?\d{2}) [A-Z+-][A-Z\d]{1,4})?)?$/;

export function cleanDate(text: string): Cleaned<Date | null> {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null };
  const [, year, month = '', day = '', time = '00:00', zone = 'Z'] = dateForm.exec(trimmed) ?? [];
  const date = new Date(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${time.padStart(5, '0')}${zone === 'UTC' ? 'Z' : zone}`);
  const isReal = !Number.isNaN(date.getTime()) && new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isReal ? { value: date } : { reason: `the date "${trimmed.slice(0, 30)}" is none like 2026-11-22 or 2026-11-22T09:30+09:00` };
}

/** Names of things that JavaScript objects have by themselves. */
const inertKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

export function isAttributeKey(key: string): boolean {
  const cleaned = cleanText(key, { maxLength: 64, multiLine: false });
  return 'value' in cleaned && cleaned.value === key && key !== '' && !inertKeys.includes(key);
}

/** Own keys only, on an object without a prototype; empty values say nothing and are left out. */
export function cleanAttributes(entries: readonly (readonly [key: string, value: string])[]): Cleaned<Readonly<Record<string, string>>> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  if (entries.length > maxAttributeCount) return { reason: `there are more than ${maxAttributeCount} attributes` };
  for (const [key, text] of entries) {
    if (!isAttributeKey(key)) return { reason: `"${key.slice(0, 64)}" is no name for an attribute` };
    const cleaned = cleanText(text, { maxLength: maxAttributeLength, multiLine: true });
    if ('reason' in cleaned) return { reason: `"${key}" ${cleaned.reason}` };
    if (cleaned.value !== '') attributes[key] = cleaned.value;
  }
  return { value: attributes };
}
