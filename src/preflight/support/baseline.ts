/** What the templates use on purpose: reviewed, each with the reason why a reader without it loses nothing. */
import type { Use } from './read-html.js';
export function isIntended(use: Use): boolean { return baseline.some((entry) => entry.feature === use.feature.slug && (entry.text === undefined || entry.text.test(use.text))); }
type Intended = { readonly feature: string; readonly text?: RegExp; readonly reason: string };
export const baseline: readonly Intended[] = [];
