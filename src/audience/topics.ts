/** The topics that a reader chose, as tables of people write them: slugs or names of the list's topics, one behind the other in a cell. */
import { findNearest } from '../issue/spelling.js';
import type { Topic } from '../store/lists.js';
import type { Cleaned } from './clean.js';

/** Slugs; null: has not chosen, and gets every issue. */
export type ChosenTopics = readonly string[] | null;

/** Who chose no topic at all. With its brackets it is the name of none, and an empty cell says that nobody chose. */
const noTopic = '(none)';
const separator = /[,;|、，；]/;

/** In the order of the list. What it does not declare any more leaves nobody in and nobody out, and an import would refuse it. */
export function keepDeclared(chosen: ChosenTopics, declared: readonly Topic[]): ChosenTopics {
  return chosen === null ? null : declared.map(({ slug }) => slug).filter((slug) => chosen.includes(slug));
}

export function toTopicsCell(chosen: ChosenTopics): string {
  if (chosen === null) return '';
  return chosen.length === 0 ? noTopic : chosen.join('; ');
}

/** Takes what `toTopicsCell` writes, and the array that a line of JSON holds. */
export function createTopicsReader(declared: readonly Topic[]): (text: string) => Cleaned<ChosenTopics> {
  const slugs = new Map(declared.flatMap(({ slug, name, names }) => [name, ...Object.values(names)].map((word) => [normalize(word), slug] as const)));
  for (const { slug } of declared) slugs.set(slug, slug); // before a name of another one
  return (text) => {
    const words = splitTopics(text);
    if (words === null) return { value: null };
    const lost = words.find((word) => !slugs.has(normalize(word)));
    if (lost !== undefined) return { reason: `the list declares no topic "${lost.slice(0, 40)}": ${hintOf(lost, declared)}, or leave the column out with --map topics=` };
    const chosen = words.flatMap((word) => slugs.get(normalize(word)) ?? []);
    return { value: keepDeclared(chosen, declared) };
  };
}

function splitTopics(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed === noTopic) return [];
  return (parseArray(trimmed) ?? trimmed.split(separator)).map((word) => word.trim()).filter((word) => word !== '');
}

function parseArray(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function normalize(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

function hintOf(lost: string, declared: readonly Topic[]): string {
  const slugs = declared.map(({ slug }) => slug);
  const nearest = findNearest(lost, slugs);
  if (nearest !== undefined) return `write ${nearest} if that is meant`;
  return slugs.length === 0 ? 'it declares none; add it with courant list edit --topic SLUG=NAME' : `there are ${slugs.join(', ')}`;
}
