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
  const line = name.replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return line.length <= longestName ? line : Array.from(line).slice(0, longestName).join('').trim();
}
