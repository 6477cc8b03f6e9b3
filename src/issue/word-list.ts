/** The words of a newsletter: words.yaml beside newsletter.yaml says how names are written, and which words are not to be used. */
import { addError, type Findings } from './findings.js';
import type { SourceText } from './source.js';
import { childOf, entriesOf, placeOf, textOf, type YamlValue } from './yaml.js';

/** A word to look for; `*` at an end stands for whatever follows or comes before within the same word. */
export type ListedWord = {
  readonly wrong: string;
  /** What to write instead; undefined when nothing is said. */
  readonly right: string | undefined;
  /** Of a forbidden word: what the editors say about it. */
  readonly why: string | undefined;
  readonly kind: 'spelling' | 'forbidden';
};

export type WordList = {
  readonly words: readonly ListedWord[];
  /** Spellings that stand: nothing within them is told. */
  readonly right: readonly string[];
};

/** Reports what contradicts itself; the schema has told the rest. */
export function buildWordList(root: YamlValue, findings: Findings): WordList {
  const spellings = entriesOf(childOf(root, 'spellings')).flatMap((entry): readonly Listed[] => {
    const right = valueOf(childOf(entry, 'write'));
    return entriesOf(childOf(entry, 'not')).flatMap((wrong) => toListed(wrong, { right, why: undefined, kind: 'spelling' }));
  });
  const forbidden = entriesOf(childOf(root, 'forbidden')).flatMap((entry): readonly Listed[] => {
    const word = childOf(entry, 'word');
    return word === undefined ? [] : toListed(word, { right: valueOf(childOf(entry, 'say')), why: valueOf(childOf(entry, 'why')), kind: 'forbidden' });
  });
  const listed = [...spellings, ...forbidden];
  const right = [...new Set(listed.flatMap((one) => one.right ?? []))];
  reportContradictions(listed, right, findings);
  return { words: listed.map(({ wrong, right: instead, why, kind }) => ({ wrong, right: instead, why, kind })), right };
}

type Listed = ListedWord & { readonly value: YamlValue };

function toListed(value: YamlValue, about: Omit<ListedWord, 'wrong'>): readonly Listed[] {
  const wrong = valueOf(value);
  return wrong === undefined ? [] : [{ ...about, wrong, value }];
}

function valueOf(value: YamlValue | undefined): string | undefined {
  const text: SourceText | undefined = textOf(value);
  return text?.value.replaceAll(/\s+/g, ' ').trim();
}

/** A word that is right in one line and wrong in another, or wrong in two, would be told whatever the editor does. */
function reportContradictions(listed: readonly Listed[], right: readonly string[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { wrong, value } of listed) {
    const message = right.includes(wrong) ? `"${wrong}" is listed as right and as wrong` : seen.has(wrong) ? `"${wrong}" is listed twice` : undefined;
    if (message !== undefined) addError(findings, { code: 'issue-value', message, hint: 'keep one of them' }, placeOf(value));
    seen.add(wrong);
  }
}
