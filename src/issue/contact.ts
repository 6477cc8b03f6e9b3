/** Contact blocks: a fenced block with the word `contact`, each line `label: value`. */
import type { Element, ElementContent, Root } from 'hast';
import { addError, type Findings } from './findings.js';
import { placeIn, spanOf, type SourceText } from './source.js';
import { isElement, replaceChild, textOfNode, toElement, toText, visitElements } from './tree.js';

const contactLine = /^\s*([^:：]*[^:：\s])\s*[:：]\s*(.*\S)\s*$/;

export function placeContacts(tree: Root, text: SourceText, findings: Findings): void {
  visitElements(tree, (element, parent) => {
    const code = element.tagName === 'pre' ? element.children[0] : undefined;
    if (!isElement(code, 'code') || !isContact(code)) return;
    const rows = textOfNode(code).split('\n').filter((line) => line.trim() !== '').flatMap((line) => toRow(line, element, text, findings));
    replaceChild(parent, element, [toElement('dl', rows, { className: ['contact'] })]);
  });
}

function isContact(code: Element): boolean {
  const names = code.properties['className'];
  return Array.isArray(names) && names.includes('language-contact');
}

function toRow(line: string, block: Element, text: SourceText, findings: Findings): readonly Element[] {
  const [, label, value] = contactLine.exec(line) ?? [];
  if (label !== undefined && value !== undefined) return [toElement('dt', [toText(label)]), toElement('dd', [toValue(value)])];
  const from = spanOf(block).start;
  const at = Math.max(from, text.value.indexOf(line, from));
  const fault = { code: 'markdown-contact', message: 'a line of a contact block must be "label: value"' } as const;
  addError(findings, fault, placeIn(text, at + line.length - line.trimStart().length, at + line.trimEnd().length));
  return [];
}

/** An address leads somewhere; a telephone number is left to the reader's device, which knows its own prefixes. */
function toValue(value: string): ElementContent {
  if (/^[^\s@<>:/?#]+@[^\s@<>:/?#]+\.[^\s@<>:/?#]+$/.test(value)) return toElement('a', [toText(value)], { href: 'mailto:' + value });
  const isAddress = /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
  return isAddress ? toElement('a', [toText(value)], { href: value }) : toText(value);
}
