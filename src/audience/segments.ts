/** Segments of a list: given as a condition or by the name of a saved one, counted, explained, saved. */
import { UserError } from '../errors.js';
import { findNearest } from '../issue/spelling.js';
import { parseSegment } from '../segment/parse.js';
import { renderSegment } from '../segment/render.js';
import type { Segment } from '../segment/segment.js';
import { countList, listLists, type ListRow } from '../store/lists.js';
import { countingSql, countSegment, deleteSegment, insertSegment, listSegments, type SegmentRow } from '../store/segments.js';
import type { Database } from '../store/store.js';
import { findListTracking } from '../store/tracking.js';
import { reservedNames } from './attributes.js';

/** Also a word of its own in an issue: `readers: engaged`. */
const nameForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const maxNameLength = 40;

/**
 * What an admin means by a text: the saved segment of that name, else the condition itself. Throws `segment-*`, and `not-found` for a
 * name that no segment has.
 */
export async function resolveSegment(database: Database, list: ListRow, text: string): Promise<Segment> {
  const name = text.trim();
  if (!isName(name, list)) return parseFor(database, list, text);
  const saved = await listSegments(database, list.id);
  const found = saved.find((segment) => segment.name === name);
  if (found === undefined) throw noSegment(list, name, saved);
  try {
    return await parseFor(database, list, found.text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `The saved segment "${name}" is no longer understood: ${error.message}`, { at: error.at, hint: error.hint, cause: error });
  }
}

/** One word that is neither an attribute nor of the language can only be a name. */
function isName(text: string, list: ListRow): boolean {
  return nameForm.test(text) && text.length <= maxNameLength && !reservedNames.includes(text) && !list.attributes.some((declared) => declared.name === text);
}

async function parseFor(database: Database, list: ListRow, text: string): Promise<Segment> {
  const lists = (await listLists(database)).map(({ slug }) => slug);
  const { mode, countsOpens } = await findListTracking(database, list.id);
  const counted = mode === 'person' ? (['clicked', ...(countsOpens ? ['opened' as const] : [])] as const) : [];
  return parseSegment(text, list.attributes, { topics: list.topics.map(({ slug }) => slug), lists, counted });
}

function noSegment(list: ListRow, name: string, saved: readonly SegmentRow[]): UserError {
  const nearest = findNearest(name, saved.map((segment) => segment.name));
  const names = saved.length === 0 ? `the list has none yet; add one with: courant segment add NAME TEXT --list ${list.slug}` : `there are: ${saved.map((segment) => segment.name).join(', ')}`;
  return new UserError('not-found', `The list "${list.slug}" has no segment "${name}", and it is no condition either.`, { hint: nearest === undefined ? names : `did you mean ${nearest}?` });
}

/** Throws `usage`, `already-exists`, `segment-*`. */
export async function saveSegment(database: Database, list: ListRow, segment: { name: string; text: string; isReplacing: boolean; at: Date }): Promise<SegmentRow> {
  if (!isName(segment.name, list)) {
    throw new UserError('usage', `"${segment.name.slice(0, 60)}" cannot be the name of a segment.`, {
      hint: `Small letters, digits and hyphens inside, at most ${maxNameLength}, no word of the language and no attribute: like engaged-readers.`,
    });
  }
  await parseFor(database, list, segment.text);
  const saved = await insertSegment(database, list.id, segment);
  if (saved !== undefined) return saved;
  throw new UserError('already-exists', `The list "${list.slug}" has a segment "${segment.name}".`, { hint: 'To change what it means: --replace' });
}

export async function removeSegment(database: Database, list: ListRow, name: string): Promise<void> {
  if (!(await deleteSegment(database, list.id, name))) throw noSegment(list, name, await listSegments(database, list.id));
}

export type SegmentExplanation = {
  readonly segment: string;
  readonly count: number;
  readonly subscribedCount: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
};

/** How a segment was understood, whom it chooses, and by which statement. */
export async function explainSegment(database: Database, list: ListRow, segment: Segment, now: Date): Promise<SegmentExplanation> {
  const { text, values } = countingSql(list.id, segment, now);
  const [count, { subscribedCount }] = [await countSegment(database, list.id, segment, now), await countList(database, list.id)];
  return { segment: renderSegment(segment), count, subscribedCount, sql: text, parameters: values.map((value) => (value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value)) };
}
