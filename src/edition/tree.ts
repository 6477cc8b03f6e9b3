/** Reading a cleaned Markdown tree beyond what issue/tree.ts offers; the renderers and the checks share it. */
import type { Element, Nodes } from 'hast';
import { isElement } from '../issue/tree.js';

/** The texts below a node, in order, without the empty ones: what must not get lost. */
export function textsOf(node: Nodes): readonly string[] {
  if (node.type === 'text') return node.value.trim() === '' ? [] : [node.value];
  return 'children' in node ? node.children.flatMap((child) => textsOf(child)) : [];
}

/** Elements of a name below a node and the node itself, in document order. */
export function findElements(node: Nodes, tagName: string): readonly Element[] {
  const own = isElement(node, tagName) ? [node] : [];
  return 'children' in node ? [...own, ...node.children.flatMap((child) => findElements(child, tagName))] : own;
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
