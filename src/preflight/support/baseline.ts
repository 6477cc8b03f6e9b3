/**
 * What the templates use on purpose, though some programs do not know it: reviewed, each with the reason why no reader loses anything. Who
 * adds a line has looked at the mail without the feature. A text narrows the line to the uses that were looked at.
 */
import type { Use } from './read-html.js';

export type Intended = { readonly features: readonly string[]; readonly text?: RegExp; readonly reason: string };

export const baseline: readonly Intended[] = [
  {
    features: ['css-selector-type', 'css-selector-class', 'css-selector-id', 'css-selector-descendant', 'css-selector-grouping'],
    reason: 'Every style sheet leans on them: whoever drops them drops the sheet, and html-style looks at what is lost with it.',
  },
  { features: ['css-selector-child'], text: /^(\[data-ogsb\] )?\.(pad|page|sheet)>/, reason: 'Wider margins on wide screens, and the dark ground behind the page; without them the margins of the phone and the light page stay.' },
  { features: ['css-selector-adjacent-sibling', 'css-selector-universal'], text: /^(\.m\+p|\.q\+h2|h[3-6]\+\*)$/, reason: 'What follows a heading, a quotation or the line with source and date stands a little closer to it.' },
  { features: ['css-selector-attribute'], text: /^\[data-ogs[bc]\] /, reason: 'Outlook.com and the apps of Outlook write these attributes themselves, in their dark mode; for all others the rule is about nothing.' },
  { features: ['css-pseudo-class-lang'], text: /^:lang\((zh|ja|ko)\)( em)?$/, reason: 'Chinese and Japanese words may break anywhere, and emphasis is bold instead of slanted; without it they break as Korean does, and slant.' },
  { features: ['css-at-media'], text: /^@media (only screen and )?\((min-width:(480|600)px|max-width:599px|prefers-color-scheme:dark)\)$/, reason: 'The mail is one column and light without it: wide margins, larger headings and dark colours come on top.' },
  { features: ['css-at-media-prefers-color-scheme', 'css-color-scheme', 'html-meta-color-scheme'], reason: 'Programs without it invert colours in their own way, or not at all; contrast holds in both.' },
  { features: ['css-border-radius'], reason: 'Square corners.' },
  { features: ['css-table-layout'], reason: 'Outlook for Windows gives columns the room their text needs.' },
  { features: ['css-text-underline-offset', 'css-text-decoration-color'], reason: 'The line under a link is in the colour of its text, and where the font wants it.' },
  { features: ['css-overflow-wrap'], text: /^overflow-wrap: break-word$/, reason: 'word-wrap or word-break says the same to older programs; elsewhere a very long address widens its line.' },
  { features: ['css-word-break'], text: /^word-break: (keep-all|break-word|break-all)$/, reason: 'Lines break within Korean words, as they do in mails that say nothing.' },
  { features: ['css-white-space'], text: /^white-space: pre-wrap$/, reason: 'Stands on pre elements, which keep their spaces and lines everywhere; only long lines are not broken.' },
  { features: ['html-anchor-links'], text: / in a list$|^href="#[^"]*fn(ref)?-\d+"/, reason: 'Contents and footnotes: what they lead to follows in the same order, under the same title or number.' },
  { features: ['html-lang', 'html-role', 'html-aria-label'], reason: 'For screen readers, on top of headings, paragraphs and tables that every program keeps.' },
  { features: ['html-semantics'], text: /^<(figure|figcaption|section)>$/, reason: 'Blocks of their own in any program; nothing is styled by the name.' },
  { features: ['html-dir'], text: /^dir="rtl"$/, reason: 'The blocks also say their direction or their alignment in CSS; without the attribute only marks at the end of a line may change sides.' },
];

export function isIntended(use: Pick<Use, 'feature' | 'text'>): boolean {
  return baseline.some(({ features, text }) => features.includes(use.feature.slug) && (text === undefined || text.test(use.text)));
}
