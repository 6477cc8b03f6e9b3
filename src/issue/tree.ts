/** Small walks over a tree of Markdown (hast). */
import type { Element, ElementContent, Nodes, Parents, Root, Text } from 'hast';

export function isElement(node: Nodes | undefined, ...names: readonly string[]): node is Element {
  return node?.type === 'element' && (names.length === 0 || names.includes(node.tagName));
}

export function toText(value: string): Text {
  return { type: 'text', value };
}

export function toElement(tagName: string, children: ElementContent[], properties: Element['properties'] = {}): Element {
  return { type: 'element', tagName, properties, children };
}

/** Every element below, in the order of reading, each with its parent. The children may be replaced while walking: new ones are walked. */
export function visitElements(parent: Parents, visit: (element: Element, parent: Parents) => void): void {
  for (let index = 0; index < parent.children.length; index += 1) {
    const child = parent.children[index];
    if (child?.type !== 'element') continue;
    visit(child, parent);
    visitElements(child, visit);
  }
}

/** All text below a node, nothing between the pieces. */
export function textOfNode(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map((child) => textOfNode(child)).join('') : '';
}

export function isBlank(node: Nodes): boolean {
  return node.type === 'text' && node.value.trim() === '';
}

export function replaceChild(parent: Parents, old: Nodes, nodes: readonly ElementContent[]): void {
  const children: Nodes[] = parent.children;
  const index = children.indexOf(old);
  if (index >= 0) children.splice(index, 1, ...nodes);
}

type Nested = { readonly children?: readonly unknown[] };

/** Levels of nesting, counted without recursion: the tree may be hostile. */
export function depthOf(root: Nested): number {
  let depth = 0;
  let level: Nested[] = [root];
  for (; level.length > 0; depth += 1) {
    const next: Nested[] = [];
    for (const { children } of level) for (const child of children ?? []) if ((child as Nested).children !== undefined) next.push(child as Nested);
    if (next.length === 0) break;
    level = next;
  }
  return depth + (level.some(({ children }) => (children?.length ?? 0) > 0) ? 1 : 0);
}

/** Takes positions off and joins neighbouring texts: what is left depends on the content alone. */
export function strip(parent: Root | Element): void {
  delete parent.position;
  const kept: ElementContent[] = [];
  for (const child of parent.children) {
    const last = kept.at(-1);
    if (child.type === 'text' && last?.type === 'text') last.value += child.value;
    else if (child.type === 'text') kept.push(toText(child.value));
    else if (child.type === 'element') {
      strip(child);
      kept.push(child);
    }
  }
  parent.children = kept;
}
