/** Makes one document equal to another and touches only what differs: the browser lays out and paints little, and pictures stay loaded. */

export function morph(old: Node, made: Node): void {
  if (old.nodeType !== made.nodeType || old.nodeName !== made.nodeName) return void old.parentNode?.replaceChild(adopt(old, made), old);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = made.nodeValue;
    return;
  }
  morphAttributes(old as Element, made as Element);
  morphChildren(old, made);
}

function adopt(place: Node, made: Node): Node {
  return place.ownerDocument?.adoptNode(made) ?? made;
}

function morphAttributes(old: Element, made: Element): void {
  for (const name of old.getAttributeNames()) if (!made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

/** How many are the same, from one end or the other. Each pair is compared once on each level: `isEqualNode` reads all below it. */
function countEqual(count: number, oldAt: (index: number) => Node | undefined, newAt: (index: number) => Node | undefined): number {
  for (let index = 0; index < count; index += 1) {
    const other = newAt(index);
    if (other === undefined || oldAt(index)?.isEqualNode(other) !== true) return index;
  }
  return count;
}

function morphChildren(old: Node, made: Node): void {
  const [olds, news] = [[...old.childNodes], [...made.childNodes]];
  const most = Math.min(olds.length, news.length);
  const start = countEqual(most, (index) => olds[index], (index) => news[index]);
  const end = countEqual(most - start, (index) => olds.at(-1 - index), (index) => news.at(-1 - index));
  const [left, right] = [olds.slice(start, olds.length - end), news.slice(start, news.length - end)];
  // As many as before: each is likely the one it was. Else what is new came in between.
  if (left.length === right.length) {
    left.forEach((node, index) => {
      const other = right[index];
      // The ends differ; what stands between them may not.
      if (other !== undefined && (left.length < 3 || !node.isEqualNode(other))) morph(node, other);
    });
    return;
  }
  const behind = olds[olds.length - end] ?? null;
  for (const node of left) old.removeChild(node);
  for (const node of right) old.insertBefore(adopt(old, node), behind);
}
