/**
 * How the pictures of an issue are shown: how wide, in which places, and what stands there after they were made to fit. Pure; the
 * pixels are left to resize.ts.
 */
import type { Element, Root, RootContent } from 'hast';
import type { Asset, Group, Issue, Item, Picture, Rich, Section } from './issue.js';
import { isElement, visitElements } from './tree.js';

/** Screens have two pixels or more per px; from three on no eye sees the difference in a mail. */
export const density = 2;

type Size = { readonly width?: number; readonly height?: number };
/** A picture in a text or of an item, and what takes its place. */
type Change = (name: string, size: Size) => { readonly src: string } & Size;

const prefix = 'asset:';

/** Changes every picture that the issue carries along, wherever it is shown. */
function changePictures(issue: Issue, change: Change): Issue {
  const rich = (text: Rich): Rich => ({ tree: changeTree(text.tree, change) });
  const item = (one: Item): Item => ({
    ...one,
    ...(one.image === undefined ? {} : { image: changeImage(one.image, change) }),
    ...(one.summary === undefined ? {} : { summary: rich(one.summary) }),
    ...(one.body === undefined ? {} : { body: rich(one.body) }),
  });
  const part = <Part extends Group | Section>(one: Part): Part => ({ ...one, ...(one.intro === undefined ? {} : { intro: rich(one.intro) }), items: one.items.map(item) });
  const sections = issue.sections.map((section): Section => ({ ...part(section), groups: section.groups.map((group) => part(group)) }));
  return { ...issue, ...(issue.intro === undefined ? {} : { intro: rich(issue.intro) }), sections };
}

function changeImage(image: Picture, change: Change): Picture {
  return image.src.startsWith(prefix) ? { ...image, ...change(image.src.slice(prefix.length), image) } : image;
}

/** Trees without a picture stay the same object. */
function changeTree(tree: Root, change: Change): Root {
  let hasPicture = false;
  visitElements(tree, (element) => {
    hasPicture ||= element.tagName === 'img';
  });
  return hasPicture ? { ...tree, children: tree.children.map((child) => changeNode(child, change)) } : tree;
}

function changeNode<Node extends RootContent>(node: Node, change: Change): Node {
  if (!isElement(node)) return node;
  const src = String(node.properties['src'] ?? '');
  if (node.tagName !== 'img' || !src.startsWith(prefix)) return { ...node, children: node.children.map((child) => changeNode(child, change)) };
  return { ...node, properties: { ...node.properties, ...change(src.slice(prefix.length), sizeOf(node)) } };
}

function sizeOf({ properties }: Element): Size {
  const [width, height] = [Number(properties['width']), Number(properties['height'])];
  return { ...(width > 0 ? { width } : {}), ...(height > 0 ? { height } : {}) };
}

/** Per name of an asset the most px that it is shown with: never more than the column, never more than it has. */
export function measureShown(issue: Issue, columnWidth: number): ReadonlyMap<string, number> {
  const natural = new Map(issue.assets.map(({ name, width }) => [name, width ?? columnWidth]));
  const shown = new Map<string, number>();
  changePictures(issue, (name, { width = columnWidth }) => {
    shown.set(name, Math.max(shown.get(name) ?? 0, Math.min(width, columnWidth, natural.get(name) ?? columnWidth)));
    return { src: prefix + name };
  });
  return shown;
}

/** Puts the fitted assets in the places of those they were made of, with the size they are shown in. */
export function replacePictures(issue: Issue, fitted: ReadonlyMap<string, Asset>, columnWidth: number): Issue {
  const natural = new Map(issue.assets.map(({ name, width }) => [name, width]));
  return changePictures(issue, (name, size) => {
    const asset = fitted.get(name);
    if (asset?.width === undefined || asset.height === undefined) return { src: prefix + name, ...size };
    const width = Math.min(size.width ?? columnWidth, columnWidth, natural.get(name) ?? columnWidth);
    return { src: prefix + asset.name, width, height: Math.max(1, Math.round((width * asset.height) / asset.width)) };
  });
}

/** The picture that stands for an item: its own, or the first figure of its text; a decorative one tells nothing about the item. */
export function firstPicture({ image, body }: Item): Picture | undefined {
  return image ?? (body === undefined ? undefined : firstFigure(body.tree));
}

function firstFigure(tree: Root): Picture | undefined {
  let found: Picture | undefined;
  visitElements(tree, (figure) => {
    if (found !== undefined || figure.tagName !== 'figure') return;
    visitElements(figure, (element) => {
      const { src, alt } = element.properties;
      if (found === undefined && element.tagName === 'img' && typeof src === 'string' && typeof alt === 'string' && alt !== '') found = { src, alt, ...sizeOf(element) };
    });
  });
  return found;
}

/** Names of the assets that stand for an item somewhere. */
export function namesOfFirstPictures(issue: Issue): ReadonlySet<string> {
  const items = issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
  const sources = items.map((item) => firstPicture(item)?.src ?? '');
  return new Set(sources.filter((src) => src.startsWith(prefix)).map((src) => src.slice(prefix.length)));
}
