/** Readings of words (ruby): programs that do not know them print all of their text, so each reading gets its brackets: 瓦(かわら). */
import type { Element, ElementContent, Root } from 'hast';
import { isElement, toElement, toText, visitElements } from './tree.js';

/** `<rp>` is shown by programs without ruby alone (HTML standard 4.5.12). What the editor bracketed stays as it is. */
export function placeRubyBrackets(tree: Root): void {
  visitElements(tree, (element) => {
    if (element.tagName !== 'ruby' || element.children.some((child) => isElement(child, 'rp'))) return;
    element.children = element.children.flatMap((child): readonly ElementContent[] => (isElement(child, 'rt') ? [bracket('('), child, bracket(')')] : [child]));
  });
}

function bracket(sign: string): Element {
  return toElement('rp', [toText(sign)]);
}
