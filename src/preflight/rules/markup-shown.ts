/** Marks of Markdown that nothing understood: readers see them as they stand. */
import { shorten } from '../links.js';
import type { MailElement } from '../mail-tree.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

/** What other programs make something of, and this one does not. Code shows such marks on purpose. */
const marks: readonly (readonly [mark: RegExp, hint: string])[] = [
  [/\*\*[^\s*][^*\n]{0,80}\*\*|\*\*[^*\n]{0,80}[^\s*]\*\*/g, 'Bold begins right behind ** and ends right before it: no blanks inside.'],
  // The address itself may have become a link.
  [/\[[^\]\n]{2,80}\] ?\((?:https?:[^)\s]*\)?|$)/g, 'Write the link as [words](https://…), without a blank between the two.'],
  [/\[\^[\w-]{1,30}\]/g, 'The footnote has no text: add a line [^1]: … to the same text.'],
  [/(?<![\w:]):[a-z][a-z0-9]*(?:_[a-z0-9]+)*:(?![\w:])/g, 'Write the emoji itself: 🎉 instead of :tada:.'],
  [/^\s*#{1,6} \S.*/g, 'A heading begins its line, and an empty line stands in front of it.'],
  [/\{%[-\s][^%\n]{1,60}%\}|^\s*:{3,}\s*\w*|\[\[?(?:toc|TOC)\]?\]|\{:[.#][\w-]+\}|\{#[\w-]+\}/g, 'It belongs to another program: remove it.'],
];
const told = 5;

function isCode(item: MailElement | undefined): boolean {
  return item !== undefined && (/^(?:code|pre|kbd|samp|style|title)$/.test(item.name) || isCode(item.parent));
}

export const markupShown: Rule = {
  id: 'markup-shown', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'no marks of Markdown are left in the text',
  protects: 'Readers see stars and brackets where something bold or a link was meant.',
  source: 'CommonMark 0.31.2 6.2 and 6.3; own rule',
  check: (subject) => {
    const prose = subject.mail.texts.filter(({ isShown, parent }) => isShown && !isCode(parent)).map(({ value }) => value);
    const found = new Map(prose.flatMap((text) => marks.flatMap(([mark, hint]) => (text.match(mark) ?? []).map((written) => [written.trim(), hint] as const))));
    return [...found].slice(0, told).map(([written, hint]) => ({ part: 'issue', at: placeOfWords(subject, written), message: `The mail shows "${shorten(written, 50)}" as it stands.`, hint }));
  },
};
