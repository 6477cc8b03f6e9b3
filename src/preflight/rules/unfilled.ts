/** Places that nothing filled, in any part of any sample; what the editor wrote that way himself is left alone. */
import { withoutSpace } from '../../edition/html-text.js';
import { textOfNode } from '../../issue/tree.js';
import { decodeWords } from '../message.js';
import { placeOfWords } from '../places.js';
import { inEachMessage, type Rule } from '../rule.js';
import type { Subject } from '../subject.js';

/** Tokens of this program, braces, the marks of other programs, and what broken programs print for nothing. */
const places = [/__C_[A-Z0-9_]+?__/g, /\{\{[^{}\n]{0,60}\}\}/g, /\[\[[\w. -]{1,40}\]\]/g, /\*\|[A-Z0-9_:]{2,40}\|\*/g, /%%[A-Za-z_][\w.]{0,40}%%/g, /\[object \w+\]/g, /\$\{[\w.]{1,40}\}/g, /\b(?:undefined|NaN|null)\b/g];

/** Whatever the editor wrote is meant so: an article may be about {{templates}}. */
function writtenIn({ issue }: Subject): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) for (const [key, inner] of Object.entries(value)) if (key !== 'at' && key !== 'assets') walk(inner);
  };
  walk(issue);
  return withoutSpace(texts.join('\n'));
}

export const unfilled: Rule = {
  id: 'unfilled', severity: 'error', topic: 'content', needs: 'edition',
  title: 'nothing is left unfilled, for any reader',
  protects: 'Readers see {{name}} or "undefined" where their name should be, or a link that leads nowhere.',
  source: 'deliverability B6 7; rendering goal 16',
  check: (subject) => {
    const { mail } = subject;
    let written: string | undefined;
    const shown = mail.texts.map(({ value }) => value).join(' ');
    const values = mail.elements.map(({ element }) => `${String(element.properties['href'] ?? '')} ${String(element.properties['src'] ?? '')} ${String(element.properties['alt'] ?? '')}`).join(' ');
    return inEachMessage(subject, (message) => {
      const title = mail.all('title').map(({ element }) => textOfNode(element)).join(' ');
      const all = [shown, values, title, message.text, decodeWords(message.header)].join('\n');
      return [...new Set(places.flatMap((place) => all.match(place) ?? []))]
        .filter((place) => !(written ??= writtenIn(subject)).includes(withoutSpace(place)))
        .map((place) => ({ at: placeOfWords(subject, place), message: `Nothing fills ${place}.`, hint: 'Look for it in the template.' }));
    });
  },
};
