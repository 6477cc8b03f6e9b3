/** Places in the marks of another program, in the editor's own text: copied over, and filled by nobody here. */
import type { Issue } from '../../issue/issue.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';
import type { Nodes } from 'hast';

// Markdown takes the stars of *|FNAME|* for emphasis.
const marks = [/\*?\|[A-Z][A-Z0-9_:]{1,39}\|\*?/g, /%%[A-Za-z_][\w.]{1,40}%%/g, /\{\{\{?\s*(?:(?:subscriber|recipient|contact|user|person|member)[._]\w+|first_?name|last_?name|name|email|unsubscribe\w*)\s*\}?\}\}/gi, /\[(?:First ?Name|Last ?Name|이름|수신자)\]/gi, /#\{(?:name|이름|email)\}/gi, /%recipient(?:\.\w+)?%/gi];

/** Code is about something else. */
function proseOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type === 'element' && (node.tagName === 'code' || node.tagName === 'pre')) return ' ';
  return 'children' in node ? node.children.map(proseOf).join('') : '';
}

/** Markdown encodes the signs of marks in an address: % { | }. The rest of it may be no sound encoding. */
function asWritten(href: string): string {
  return href.replaceAll(/%(?:25|7[bcd])/gi, decodeURIComponent);
}

function textsOf(issue: Issue): readonly string[] {
  const items = issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
  const rich = [issue.intro, ...issue.sections.map(({ intro }) => intro), ...items.flatMap(({ summary, body }) => [summary, body])];
  return [issue.subject, issue.preheader ?? '', ...issue.sections.map(({ title }) => title), ...items.map(({ title }) => title), ...rich.map((text) => (text === undefined ? '' : proseOf(text.tree)))];
}

export const foreignPlaceholders: Rule = {
  id: 'foreign-placeholders', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'the text holds no placeholder of another program',
  protects: 'Readers see *|FNAME|* or %%name%%: nothing here fills it.',
  source: 'deliverability B6 7',
  check: (subject) => [...new Set([...textsOf(subject.issue), ...subject.links.map(({ href }) => asWritten(href))].flatMap((text) => marks.flatMap((mark) => text.match(mark) ?? [])))].map((mark) => mark.replace(/^\*?(\|.*\|)\*?$/, '*$1*'))
    .map((mark) => ({ part: 'issue', at: placeOfWords(subject, mark), message: `The text holds ${mark}, which looks like a placeholder of another program.`, hint: 'Remove it, or put it into code marks when it is meant.' })),
};
