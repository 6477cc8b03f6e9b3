/** Figures: a picture alone in its paragraph, its title as the caption, a line below it as the credit. */
import type { Element, ElementContent, Root } from 'hast';
import { isBlank, isElement, replaceChild, textOfNode, toElement, toText, visitElements } from './tree.js';

/** The words with which a credit begins, in the languages of the format; the colon may be a full-width one. */
const creditLabel = /^\s*(?:Credits?|Source|Photos?|Image|Illustration|Quelle|Foto|Fotos|Bild|Abbildung|Crédits?(?: photo)?|Fuente|Fonte|출처|사진|그림|자료|来源|來源|图|圖|出典|写真|撮影|画像|المصدر|تصوير|צילום|Источник|Фото)\s*[:：]/i;

export type Line = readonly ElementContent[];

/** The title that says "this picture tells nothing". */
export const decorativeTitle = 'decorative';

/** Turns every paragraph of pictures and credits into figures. Called before the addresses of the pictures are resolved. */
export function placeFigures(tree: Root): void {
  visitElements(tree, (element, parent) => {
    if (element.tagName !== 'p') return;
    const lines = linesOf(element.children).filter((line) => !line.every(isBlank));
    if (pictureOf(lines[0]) === undefined || !lines.every((line, index) => isFigurePart(line, lines[index - 1]))) return;
    replaceChild(parent, element, toFigures(lines));
  });
}

/** Lines as the editor wrote them: text breaks at its line breaks, a hard break is one too. */
export function linesOf(nodes: readonly ElementContent[]): readonly Line[] {
  const lines: ElementContent[][] = [[]];
  for (const node of nodes) {
    if (isElement(node, 'br')) lines.push([]);
    else if (node.type === 'text') {
      const [first = '', ...rest] = node.value.split('\n');
      lines.at(-1)?.push(toText(first));
      for (const value of rest) lines.push([toText(value)]);
    } else lines.at(-1)?.push(node);
  }
  return lines;
}

/** The picture of a line that holds nothing else; it may stand in a link. */
export function pictureOf(line: Line | undefined): Element | undefined {
  const [only, ...others] = (line ?? []).filter((node) => !isBlank(node));
  if (others.length > 0) return undefined;
  const inner = isElement(only, 'a') && only.children.length === 1 ? only.children[0] : only;
  return isElement(inner, 'img') ? inner : undefined;
}

function isFigurePart(line: Line, before: Line | undefined): boolean {
  if (pictureOf(line) !== undefined) return true;
  return pictureOf(before) !== undefined && creditLabel.test(line.map((node) => textOfNode(node)).join(''));
}

function toFigures(lines: readonly Line[]): readonly Element[] {
  const figures: Element[] = [];
  for (const [index, line] of lines.entries()) {
    const picture = pictureOf(line);
    if (picture === undefined) continue;
    const next = lines[index + 1];
    const credit = next !== undefined && pictureOf(next) === undefined ? next : undefined;
    figures.push(toFigure(picture, line, credit));
  }
  return figures;
}

function toFigure(picture: Element, line: Line, credit: Line | undefined): Element {
  const title = picture.properties['title'];
  const caption = typeof title === 'string' && title !== decorativeTitle ? title.trim() : '';
  if (caption !== '') delete picture.properties['title'];
  const content: ElementContent[] = [
    ...(caption === '' ? [] : [toText(caption)]),
    // Without the blank the caption and the credit run together where no style is shown.
    ...(caption === '' || credit === undefined ? [] : [toText(' ')]),
    ...(credit === undefined ? [] : [toElement('span', trim(credit), { className: ['credit'] })]),
  ];
  const shown = line.filter((node) => !isBlank(node));
  return toElement('figure', [...shown, ...(content.length === 0 ? [] : [toElement('figcaption', content)])]);
}

function trim(line: Line): ElementContent[] {
  return line.map((node, index) => {
    if (node.type !== 'text') return node;
    const value = index === 0 ? node.value.trimStart() : node.value;
    return toText(index === line.length - 1 ? value.trimEnd() : value);
  });
}
