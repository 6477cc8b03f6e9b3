/** Reading a cleaned Markdown tree beyond what issue/tree.ts offers; the renderers and the checks share it. */
import type { Element, Nodes } from 'hast';
import { isElement } from '../issue/tree.js';

/** The texts below a node, in order, without the empty ones: what must not get lost. */
export function textsOf(node: Nodes): readonly string[] {
  const texts: string[] = [];
  const walk = (at: Nodes): void => {
    if (at.type === 'text' && at.value.trim() !== '') texts.push(at.value);
    if ('children' in at) for (const child of at.children) walk(child);
  };
  walk(node);
  return texts;
}

/** Elements of a name below a node and the node itself, in document order. */
export function findElements(node: Nodes, tagName: string): readonly Element[] {
  const found: Element[] = [];
  const walk = (at: Nodes): void => {
    if (isElement(at, tagName)) found.push(at);
    if ('children' in at) for (const child of at.children) walk(child);
  };
  walk(node);
  return found;
}

export function hasClass(element: Element, name: string): boolean {
  const classes = element.properties['className'];
  return Array.isArray(classes) ? classes.includes(name) : classes === name;
}

/** An attribute as text; absent, false and null are undefined. */
export function attribute(element: Element, name: string): string | undefined {
  const value = element.properties[name];
  if (value === undefined || value === null || value === false) return undefined;
  return Array.isArray(value) ? value.join(' ') : String(value);
}
