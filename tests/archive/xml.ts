/**
 * Reads XML strictly and small: elements, attributes, text and the five named references are all our feeds have. Throws at the first
 * thing that is not well-formed (XML 1.0, 5th edition), so that "it parses" means something.
 */
import assert from 'node:assert/strict';

export type XmlElement = { readonly name: string; readonly attributes: ReadonlyMap<string, string>; readonly children: XmlElement[]; text: string };

const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u; // 2.2
const name = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const tag = new RegExp(`<(${name})((?:\\s+${name}="[^"<]*")*)\\s*(/?)>`, 'y');
const closing = new RegExp(`</(${name})>`, 'y');
const characters = /[^<]+/y;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(text: string): string {
  return text.replace(/&([^;&]*;?)/g, (all, body: string) => {
    const value = entities[body.slice(0, -1)];
    assert.ok(body.endsWith(';') && value !== undefined, `no reference: ${all}`);
    return value;
  });
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const found = [...source.matchAll(new RegExp(`(${name})="([^"]*)"`, 'g'))].map((match): [string, string] => [match[1] ?? '', decode(match[2] ?? '')]);
  assert.equal(new Map(found).size, found.length, `an attribute stands twice: ${source}`); // 3.1
  return new Map(found);
}

export function parseXml(text: string): XmlElement {
  assert.equal(forbidden.exec(text)?.[0], undefined, 'a character that XML forbids');
  const declaration = /^<\?xml version="1\.0" encoding="utf-8"\?>\s*/.exec(text);
  assert.ok(declaration, 'the declaration');
  const top: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [top];
  for (let at = declaration[0].length; at < text.length;) {
    const inside = open.at(-1);
    assert.ok(inside);
    for (const pattern of [tag, closing, characters]) pattern.lastIndex = at;
    const [start, end, chunk] = [tag.exec(text), closing.exec(text), characters.exec(text)];
    if (start) {
      const element: XmlElement = { name: start[1] ?? '', attributes: readAttributes(start[2] ?? ''), children: [], text: '' };
      inside.children.push(element);
      if (start[3] === '') open.push(element);
    } else if (end) {
      assert.equal(end[1], inside.name, `at ${at}`);
      open.pop();
    } else {
      assert.ok(chunk, `not well-formed at ${at}: ${text.slice(at, at + 60)}`);
      assert.ok(!chunk[0].includes(']]>'), 'XML 1.0 2.4');
      assert.ok(open.length > 1 || chunk[0].trim() === '', 'text outside of the root');
      inside.text += decode(chunk[0]);
    }
    at += (start ?? end ?? chunk)?.[0].length ?? 1;
  }
  assert.equal(open.length, 1, 'everything is closed');
  assert.equal(top.children.length, 1, 'one root');
  const [root] = top.children;
  assert.ok(root);
  return root;
}

export function childrenOf(element: XmlElement, wanted: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === wanted);
}

/** Text of the one child of a name. */
export function textOf(element: XmlElement, wanted: string): string {
  const found = childrenOf(element, wanted);
  assert.equal(found.length, 1, `one <${wanted}>`);
  return found[0]?.text ?? '';
}
