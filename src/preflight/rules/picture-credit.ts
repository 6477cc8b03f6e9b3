/** Credits of pictures: an issue that says of one where it comes from says it of all. Who credits none may have made them all. */
import type { Element } from 'hast';
import type { Issue, Rich } from '../../issue/issue.js';
import { isElement, textOfNode, visitElements } from '../../issue/tree.js';
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

type Shown = { readonly src: string; readonly alt: string; readonly hasCredit: boolean };

function picturesOf({ intro, sections }: Issue): readonly Shown[] {
  const groups = sections.flatMap((section) => [section, ...section.groups]);
  const items = groups.flatMap((group) => group.items);
  const texts = [intro, ...groups.map((group) => group.intro), ...items.flatMap((item) => [item.summary, item.body])];
  const leading = items.flatMap(({ image }) => (image === undefined ? [] : [{ src: image.src, alt: image.alt, hasCredit: image.credit !== undefined }]));
  // What is without alt text is decoration, and shows nothing that somebody made.
  return [...leading, ...texts.flatMap((text) => (text === undefined ? [] : figuresIn(text)))].filter(({ alt }) => alt !== '');
}

function figuresIn({ tree }: Rich): readonly Shown[] {
  const figures: Shown[] = [];
  visitElements(tree, (element) => {
    if (!isElement(element, 'figure')) return;
    let image: Element | undefined;
    let hasCredit = false;
    visitElements(element, (inside) => {
      if (isElement(inside, 'img')) image ??= inside;
      if (isElement(inside, 'span') && [inside.properties['className']].flat().includes('credit')) hasCredit ||= textOfNode(inside).trim() !== '';
    });
    if (image !== undefined) figures.push({ src: String(image.properties['src'] ?? ''), alt: String(image.properties['alt'] ?? ''), hasCredit });
  });
  return figures;
}

export const pictureCredit: Rule = {
  id: 'picture-credit', severity: 'notice', topic: 'pictures', needs: 'edition',
  title: 'where one picture has its credit, every picture has',
  protects: 'Who made the picture is not named, which most licences ask for; readers cannot tell where it comes from.',
  source: 'CC BY 4.0, 3(a)(1); rendering note 6',
  check: ({ issue, places }) => {
    const shown = picturesOf(issue);
    if (!shown.some(({ hasCredit }) => hasCredit)) return [];
    return shown.filter(({ hasCredit }) => !hasCredit).map(({ src, alt }) => ({ part: 'issue', at: places.picture(src), message: `The picture "${shorten(alt, 40)}" has no credit, and others have.`, hint: 'Say where it comes from: credit: of an image, or a line such as "Photo: …" below a picture in the text.' }));
  },
};
