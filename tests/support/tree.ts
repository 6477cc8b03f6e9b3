/** HTML as a tree of element and attribute names, with values and texts masked: what a hostile value must not change. */
import { raw } from 'hast-util-raw';
import type { Nodes } from 'hast';

type Shape = readonly [name: string, attributes: readonly string[], children: readonly Shape[]] | 'comment';

export function fromHtml(html: string): readonly Shape[] {
  return shapesOf(raw({ type: 'root', children: [{ type: 'raw', value: html }] } as unknown as Nodes));
}

function shapesOf(node: Nodes): readonly Shape[] {
  if (!('children' in node)) return [];
  return node.children.flatMap((child): readonly Shape[] => {
    if (child.type === 'comment') return ['comment'];
    return child.type === 'element' ? [[child.tagName, Object.keys(child.properties).toSorted(), shapesOf(child)]] : [];
  });
}
