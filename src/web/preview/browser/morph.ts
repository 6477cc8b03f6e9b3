/** Makes one document equal to another and touches only what differs: the browser lays out and paints little, and pictures stay loaded. */

export function morph(old: Node, made: Node): void {
  if (old.isEqualNode(made)) return;
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

function countEqual(olds: readonly Node[], news: readonly Node[]): number {
  const most = Math.min(olds.length, news.length);
  for (let index = 0; index < most; index += 1) {
    const [one, other] = [olds[index], news[index]];
    if (one === undefined || other === undefined || !one.isEqualNode(other)) return index;
  }
  return most;
}

function morphChildren(old: Node, made: Node): void {
  const [olds, news] = [[...old.childNodes], [...made.childNodes]];
  const start = countEqual(olds, news);
  const end = countEqual(olds.slice(start).toReversed(), news.slice(start).toReversed());
  const [left, right] = [olds.slice(start, olds.length - end), news.slice(start, news.length - end)];
  // As many as before: each is likely the one it was. Else what is new came in between.
  if (left.length === right.length) {
    left.forEach((node, index) => {
      const other = right[index];
      if (other !== undefined) morph(node, other);
    });
    return;
  }
  const behind = olds[olds.length - end] ?? null;
  for (const node of left) old.removeChild(node);
  for (const node of right) old.insertBefore(adopt(old, node), behind);
}
