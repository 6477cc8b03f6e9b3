/** What two texts differ in, word by word. The library `diff` finds it; words of Korean and Chinese are those of Unicode's segmenter. */
import { diffLines, diffWordsWithSpace } from 'diff';

export type DifferentPart = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

type Change = { readonly value: string; readonly added?: boolean; readonly removed?: boolean };

function toParts(changes: readonly Change[]): readonly DifferentPart[] {
  return changes.map(({ value, added, removed }) => ({ kind: added === true ? 'added' : removed === true ? 'removed' : 'same', text: value }));
}

/** Changed lines are small against the whole: only what one takes the place of is compared by words. */
export function compareTexts(before: string, after: string): readonly DifferentPart[] {
  const lines = toParts(diffLines(before, after));
  const parts: DifferentPart[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [line, next] = [lines[index], lines[index + 1]];
    if (line === undefined) continue;
    const isReplaced = line.kind === 'removed' && next?.kind === 'added' && line.text.length + next.text.length < 60_000;
    if (!isReplaced || next === undefined) {
      parts.push(line);
      continue;
    }
    parts.push(...toParts(diffWordsWithSpace(line.text, next.text)));
    index += 1;
  }
  return parts;
}

export type DifferenceCount = { readonly added: number; readonly removed: number };

/** In words, as people count them. */
export function countDifferences(parts: readonly DifferentPart[]): DifferenceCount {
  const count = (kind: DifferentPart['kind']): number => parts.filter((part) => part.kind === kind).reduce((total, { text }) => total + (text.match(/\S+/g)?.length ?? 0), 0);
  return { added: count('added'), removed: count('removed') };
}
