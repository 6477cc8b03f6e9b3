/** The newsletter's own word list: names and sources as the house writes them, and words it does not use. */
import { placeIn, type SourceText } from '../../issue/source.js';
import type { Problem, Rule } from '../rule.js';
import { findListedWords, type FoundWord } from '../words.js';

function toProblem(text: SourceText, { word, written, start, end }: FoundWord): Problem {
  const shown = written.replaceAll(/\s+/g, ' ');
  const at = placeIn(text, start, end);
  if (word.kind === 'spelling') return { part: 'issue', at, message: `"${shown}" is not how the word list writes it.`, hint: `Write "${word.right ?? ''}".` };
  const advice = [word.right === undefined ? undefined : `Say "${word.right}" instead.`, word.why].filter((line) => line !== undefined).join(' ');
  return { part: 'issue', at, message: `The word list forbids "${shown}".`, hint: advice === '' ? 'Say it in another way.' : advice };
}

export const wordList: Rule = {
  id: 'word-list', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'names are written, and words chosen, as words.yaml says',
  protects: 'A name that is spelt in two ways looks careless, and is not found by who searches for it.',
  source: 'words.yaml of the newsletter; rendering note 6',
  check: ({ issue: { words }, places }) => (words === undefined ? [] : places.prose.flatMap((text) => findListedWords(text.value, words).map((found) => toProblem(text, found)))),
};
