/** What of HTML may stand in an issue: elements of text, and the attributes the renderers know. Everything else is dropped with a warning. */
import type { Element, Root } from 'hast';
import type { Schema } from 'hast-util-sanitize';
import { addWarning, type Findings } from './findings.js';
import { placeOfNode, type SourceText } from './source.js';
import { visitElements } from './tree.js';

const attributes: Readonly<Record<string, (string | [string, ...(string | RegExp)[]])[]>> = {
  '*': ['id', 'lang', 'dir'],
  // Markdown writes a title behind an address; browsers show it beside the pointer.
  a: ['href', 'title', ['className', 'footnote-ref']],
  abbr: ['title'],
  code: [['className', /^language-[\w+#.-]+$/]],
  del: ['dateTime'],
  dl: [['className', 'contact']],
  img: ['src', 'alt', 'width', 'height', 'title'],
  ins: ['dateTime'],
  li: ['value'],
  ol: ['start', 'reversed', 'type'],
  section: [['className', 'footnotes']],
  span: [['className', 'credit']],
  td: ['align', 'colSpan', 'rowSpan'],
  th: ['align', 'colSpan', 'rowSpan', 'scope'],
  time: ['dateTime'],
};

const tagNames = [
  'a', 'abbr', 'b', 'bdi', 'bdo', 'blockquote', 'br', 'caption', 'cite', 'code', 'dd', 'del', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure',
  'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'span',
  'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'u', 'ul', 'var', 'wbr',
];

/** Elements whose content no reader would see; they go as a whole. Of every other element the text stays. */
const strippedWhole = ['iframe', 'noembed', 'noframes', 'object', 'script', 'style', 'svg', 'template', 'title'];

const inTable = ['table'];

/** For hast-util-sanitize. Addresses were checked before, with their places; its own check of protocols is the second lock. */
export const allowList: Schema = {
  tagNames,
  attributes: { ...attributes },
  strip: strippedWhole,
  protocols: { href: ['http', 'https', 'mailto', 'tel', 'asset'], src: ['http', 'https', 'asset'] },
  ancestors: { tbody: inTable, td: inTable, tfoot: inTable, th: inTable, thead: inTable, tr: inTable, caption: inTable },
  clobber: [],
  allowComments: false,
  allowDoctypes: false,
};

function isAllowedAttribute(tagName: string, name: string): boolean {
  return [...(attributes[tagName] ?? []), ...(attributes['*'] ?? [])].some((one) => (typeof one === 'string' ? one : one[0]) === name);
}

/** What to do instead, for the elements that editors bring along from web pages. */
const advice: readonly (readonly [names: readonly string[], hint: string])[] = [
  [['details', 'summary'], 'mails cannot fold text away: it is shown open'],
  [['audio', 'video', 'iframe', 'embed', 'object'], 'show a picture that links to the page where it plays'],
  [['button', 'form', 'input', 'label', 'option', 'select', 'textarea'], 'forms do not work in mail: link to a page'],
  [['big', 'center', 'font', 'style', 'tt'], 'looks come from the template'],
  [['svg', 'picture', 'source'], 'show the picture as ![what it shows](file.png)'],
  [['article', 'aside', 'footer', 'header', 'main', 'nav', 'h1', 'h2', 'h3'], 'write it as Markdown'],
  [['script', 'noscript', 'template', 'link', 'meta', 'head', 'html', 'body', 'title', 'canvas', 'base'], 'it has no meaning in the text of an issue'],
];

function adviceFor(tagName: string): string {
  return advice.find(([names]) => names.includes(tagName))?.[1] ?? 'write \\< where a pointed bracket is meant';
}

function describeElement(element: Element): string {
  const content = strippedWhole.includes(element.tagName) ? 'with its content' : 'its text stays';
  return `<${element.tagName}> is not allowed and was dropped, ${content}`;
}

/** The names of hast as HTML has them. */
function describeAttributes(tagName: string, names: readonly string[]): string {
  const [subject, verb] = names.length === 1 ? ['the attribute', 'was'] : ['the attributes', 'were'];
  return `${subject} ${names.map((name) => (name === 'className' ? 'class' : name.toLowerCase())).join(', ')} of <${tagName}> ${verb} dropped`;
}

/** Warns of everything the allow-list is about to drop. */
export function reportDropped(tree: Root, text: SourceText, findings: Findings): void {
  visitElements(tree, (element) => {
    const warn = (message: string, hint: string) => addWarning(findings, { code: 'markdown-html', message, hint }, placeOfNode(element, text));
    if (!tagNames.includes(element.tagName)) {
      // Of <details><summary> the first says it for both.
      if (element.tagName !== 'summary') warn(describeElement(element), adviceFor(element.tagName));
      // What is inside goes with it, and needs no warning of its own.
      if (strippedWhole.includes(element.tagName)) element.children = [];
      return;
    }
    const refused = Object.keys(element.properties).filter((one) => !isAllowedAttribute(element.tagName, one));
    if (refused.length > 0) warn(describeAttributes(element.tagName, refused), refused.every((name) => name.startsWith('on')) ? 'nothing runs in a mail' : 'looks come from the template');
  });
}
