/** Puts the fields of a Markdown text back into its tree: tokens where a value may stand, the editor's words in code, faults elsewhere. */
import type { Element, Parents, Root } from 'hast';
import type { Nodes, Root as Markdown } from 'mdast';
import { addError, type Findings } from './findings.js';
import { slotPattern, type MarkedText } from './reader-field.js';
import { isElement } from './tree.js';

/** Addresses first: turning Markdown into HTML would percent-encode the marks. A value may change neither scheme nor host. */
export function placeAddressFields(node: Markdown | Nodes, marked: MarkedText, findings: Findings): void {
  if (node.type === 'link' || node.type === 'definition') node.url = fillAddress(node.url, marked, findings);
  else if (node.type === 'image') node.url = node.url.replaceAll(slotPattern, (mark) => refuse(mark, marked, findings));
  if ('children' in node) for (const child of node.children) placeAddressFields(child, marked, findings);
}

/** Everything of an address up to the path belongs to the editor. */
export function fillAddress(address: string, marked: MarkedText, findings: Findings): string {
  const first = address.search(slotPattern);
  if (first < 0) return address;
  const isFixed = /^\s*(?:https?:\/\/[^/?#\\\s]+[/?#]|mailto:[^?]+\?)/i.test(address.slice(0, first));
  if (isFixed) return address.replaceAll(slotPattern, (mark) => marked.fill(mark));
  const mark = /\ufdd0\d+\ufdd1/.exec(address.slice(first))?.[0] ?? '';
  return refuseAddress(mark, marked, findings);
}

function refuseAddress(mark: string, marked: MarkedText, findings: Findings): string {
  const hint = 'write the address up to its first slash yourself: https://example.org/{{reader.…}}';
  addError(findings, { code: 'reader-field-place', message: 'a field may not say where a link leads to', hint }, marked.placeOf(mark));
  // One fault is told once: this address has no other.
  return 'https://refused.invalid/';
}

function refuse(mark: string, marked: MarkedText, findings: Findings): string {
  const fault = { code: 'reader-field-place', message: 'no field can stand here', hint: 'fields stand in texts, alt texts and links' } as const;
  addError(findings, fault, marked.placeOf(mark));
  return 'x';
}

const codeElements: ReadonlySet<string> = new Set(['code', 'pre', 'kbd', 'samp']);
const textProperties: ReadonlySet<string> = new Set(['alt', 'title']);

/** Texts and attributes. In code braces are braces. */
export function placeTreeFields(parent: Parents | Root, marked: MarkedText, findings: Findings, isCode = false): void {
  for (const child of parent.children) {
    if (child.type === 'text') child.value = child.value.replaceAll(slotPattern, (mark) => (isCode ? marked.written(mark) : marked.fill(mark)));
    else if (child.type === 'element') {
      fillProperties(child, marked, findings);
      placeTreeFields(child, marked, findings, isCode || codeElements.has(child.tagName));
    }
  }
}

function fillProperties(element: Element, marked: MarkedText, findings: Findings): void {
  for (const [name, value] of Object.entries(element.properties)) {
    if (Array.isArray(value)) element.properties[name] = value.map((one) => String(one).replaceAll(slotPattern, ''));
    if (typeof value !== 'string' || value.search(slotPattern) < 0) continue;
    if (isElement(element, 'a') && name === 'href') element.properties[name] = fillAddress(value, marked, findings);
    else element.properties[name] = value.replaceAll(slotPattern, (mark) => (textProperties.has(name) ? marked.fill(mark) : refuse(mark, marked, findings)));
  }
}
