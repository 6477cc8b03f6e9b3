/** What each item of the issue weighs in the mail: where its bytes begin and where the next one's do. */
import type { Issue, Item } from '../issue/issue.js';
import { measurePart, type PartSize } from './size.js';

export type ItemSize = PartSize & { readonly id: string; readonly title: string };

function itemsOf(issue: Issue): readonly Item[] {
  return issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
}

/** The last place that names the item: a table of contents in front of the texts names it first. */
function findStart(html: string, id: string): number | undefined {
  const quoted = id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const last = [...html.matchAll(new RegExp(`(?:#|\\sid=["']?)${quoted}(?=["'\\s>])`, 'g'))].at(-1);
  if (last === undefined) return undefined;
  const heading = html.lastIndexOf('<h', last.index);
  return heading >= 0 && last.index - heading < 400 ? heading : html.lastIndexOf('<', last.index);
}

/** Items that the mail does not name are left out. The last one ends with its cell: the footer is not its own. */
export function measureItems(issue: Issue, html: string): readonly ItemSize[] {
  const starts = itemsOf(issue).flatMap((item) => {
    const start = findStart(html, item.id);
    return start === undefined ? [] : [{ item, start }];
  }).toSorted((one, two) => one.start - two.start);
  return starts.map(({ item, start }, index) => {
    const cell = html.indexOf('</td>', start);
    const next = starts[index + 1]?.start ?? (cell < 0 ? html.length : cell);
    return { id: item.id, title: item.title, ...measurePart(html.slice(start, next)) };
  });
}

const named = 3;

/** For hints of mails that are too large: `"The long story" 12,400 bytes, …`; undefined where no item stands out in the mail. */
export function nameHeaviest(issue: Issue, html: string): string | undefined {
  const heaviest = measureItems(issue, html).map((item) => ({ ...item, most: Math.max(item.decoded, item.encoded) })).toSorted((one, other) => other.most - one.most).slice(0, named);
  if (heaviest.length === 0) return undefined;
  return `The heaviest items: ${heaviest.map(({ title, most }) => `"${title.length > 40 ? `${title.slice(0, 39)}…` : title}" ${most.toLocaleString('en')} bytes`).join(', ')}.`;
}
