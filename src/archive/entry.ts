/** One public issue as the archive knows it: plain data, from the database or from freshly compiled issues. */
import type { Edition } from '../edition/edition.js';

/** What stands beside another issue: enough for a link. */
export type IssueLine = Pick<Edition, 'newsletter' | 'slug' | 'title' | 'date' | 'lang'>;

export type ArchiveEntry = IssueLine & Pick<Edition, 'hash' | 'name' | 'number' | 'dir' | 'preheader' | 'publisher'> & {
  /** RFC 3339, UTC: when the issue was first sent; midnight of its date when it never was. */
  readonly publishedAt: string;
  /** RFC 3339, UTC: when this edition of it was first sent. A corrected edition has a later one. */
  readonly updatedAt: string;
};

/** A newsletter with its issues, newest first; there is at least one. */
export type Shelf = { readonly newsletter: string; readonly newest: ArchiveEntry; readonly entries: readonly ArchiveEntry[] };

/** For an edition that nobody was sent: its own date is all there is. */
export function toEntry(edition: Edition): ArchiveEntry {
  const { hash, newsletter, slug, name, number, title, date, lang, dir, preheader, publisher } = edition;
  const at = `${date}T00:00:00Z`;
  return { hash, newsletter, slug, name, ...(number === undefined ? {} : { number }), title, date, lang, dir, preheader, publisher, publishedAt: at, updatedAt: at };
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** By date, then by slug; code units, so that no locale changes the order. */
function compareIssues(left: IssueLine, right: IssueLine): number {
  return compareText(left.date, right.date) || compareText(left.slug, right.slug);
}

export function newestFirst<Line extends IssueLine>(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted((left, right) => compareIssues(right, left));
}

/** One shelf per newsletter, the one with the newest issue first. */
export function toShelves(entries: readonly ArchiveEntry[]): readonly Shelf[] {
  const newsletters = [...new Set(entries.map((entry) => entry.newsletter))];
  return newsletters.flatMap((newsletter): Shelf[] => {
    const sorted = newestFirst(entries.filter((entry) => entry.newsletter === newsletter));
    return sorted[0] === undefined ? [] : [{ newsletter, newest: sorted[0], entries: sorted }];
  }).toSorted((left, right) => compareText(right.newest.date, left.newest.date) || compareText(left.newsletter, right.newsletter));
}

export type Neighbours<Line> = { readonly previous?: Line; readonly next?: Line };

/** The issues before and after one of the same newsletter. */
export function findNeighbours<Line extends IssueLine>(lines: readonly Line[], slug: string): Neighbours<Line> {
  const sorted = newestFirst(lines);
  const index = sorted.findIndex((line) => line.slug === slug);
  if (index < 0) return {};
  const [next, previous] = [index === 0 ? undefined : sorted[index - 1], sorted[index + 1]];
  return { ...(previous === undefined ? {} : { previous }), ...(next === undefined ? {} : { next }) };
}
