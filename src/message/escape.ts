/** How a value is written so that it stays a value: what a reader calls himself must never become markup, a link or a header. */
import type { HoleContext } from './holes.js';

export function escapeValue(value: string, context: HoleContext): string {
  if (context === 'html') return escapeHtml(value);
  return context === 'url' ? escapeUrlPart(value) : value;
}

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Fit for text and for quoted attributes; `>` also keeps a comment from being closed. */
function escapeHtml(value: string): string {
  return /[&<>"']/.test(value) ? value.replaceAll(/[&<>"']/g, (character) => references[character] ?? '') : value;
}

/** Everything but unreserved characters (RFC 3986 2.3); the quotes that encodeURIComponent lets pass would end an attribute. */
function escapeUrlPart(value: string): string {
  // Through octets: encodeURIComponent throws on half a surrogate pair.
  // A whole path segment of one or two dots would climb; encoded twice it is a name like others (WHATWG URL 4.4 also reads %2e%2e as dots).
  if (value === '.' || value === '..') return value.replaceAll('.', '%252E');
  return encodeURIComponent(Buffer.from(value).toString()).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Longest display name in code points: longer ones are pasted texts, not names. */
const longestName = 100;

/**
 * A name as one harmless line: no control characters, no line or paragraph separators, nothing that turns the writing direction of what
 * follows (UAX 9). Cleaned and not refused: one odd name in a list must not stop the send to all others.
 */
export function cleanName(name: string | undefined): string {
  if (name === undefined || name === '') return '';
  return toHarmlessLine(name, longestName);
}

/** Longest value of a field: what is longer is a text, and no field. */
const longestValue = 1000;

/** The same for what the list knows of a reader. */
export function cleanValue(value: string): string {
  return toHarmlessLine(value, longestValue);
}

/** Half a surrogate pair, and what Unicode calls no character, would come out as U+FFFD. */
function toHarmlessLine(value: string, longest: number): string {
  const line = value
    .replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll(/[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu, '')
    .trim();
  return line.length <= longest ? line : Array.from(line).slice(0, longest).join('').trim();
}
