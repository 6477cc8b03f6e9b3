/**
 * What a template or MJML may lose without a word, looked for after every compile: MJML drops text outside its components, unclosed
 * sections and includes at no error, even at `strict`. A finding is the template's fault, never the reader's.
 */
import { UserError, type ErrorCode } from '../errors.js';
import type { Issue, Item, Section } from '../issue/issue.js';
import { fieldNumberOf, sectionBorderPattern, tokenPattern, tokens } from '../message/tokens.js';
import type { Template } from '../template/template.js';
import type { Edition } from './edition.js';
import { findBorderFaults } from './conditional.js';
import { printPublicText } from './public-text.js';
import { htmlText, htmlValues, withoutSpace } from './html-text.js';
import { createDateFormat } from './labels.js';
import { nameHeaviest } from './item-sizes.js';
import { hardLimit, measureSizes } from './size.js';
import { textsOf } from './tree.js';

type Fault = { readonly code: ErrorCode; readonly message: string; readonly hint?: string };

function itemsOf(section: Section): readonly Item[] {
  return [...section.items, ...section.groups.flatMap((group) => group.items)];
}

function present(values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value) => value !== undefined);
}

function richTexts(...rich: readonly ({ readonly tree: Parameters<typeof textsOf>[0] } | undefined)[]): readonly string[] {
  return rich.flatMap((text) => (text === undefined ? [] : textsOf(text.tree)));
}

/** What every reader must find, digest or not. */
function itemHeads(item: Item, formatDate: (date: string) => string): readonly string[] {
  const date = item.date === undefined ? undefined : formatDate(item.date);
  return present([item.title, item.source?.name, item.source?.original, date, item.byline, item.series?.name]);
}

function frameTexts(issue: Issue, formatDate: (date: string) => string): readonly string[] {
  const { publisher } = issue;
  return present([
    issue.name, issue.title, issue.number === undefined ? undefined : String(issue.number), formatDate(issue.date),
    publisher.name, publisher.director, publisher.phone, publisher.email, publisher.address, publisher.licence,
  ]);
}

function headTexts(issue: Issue): readonly string[] {
  const formatDate = createDateFormat(issue.lang);
  const sections = issue.sections.flatMap((section) => [section.title, ...section.groups.map((group) => group.title)]);
  const items = issue.sections.flatMap(itemsOf).flatMap((item) => itemHeads(item, formatDate));
  const intros = issue.sections.flatMap((section) => richTexts(section.intro, ...section.groups.map((group) => group.intro)));
  return [...frameTexts(issue, formatDate), ...richTexts(issue.intro), ...intros, ...sections, ...items];
}

function bodyTexts(issue: Issue): readonly string[] {
  return issue.sections.flatMap(itemsOf).flatMap((item) => [
    ...richTexts(item.summary, item.body), ...present([item.image?.caption, item.image?.credit]),
  ]);
}

type Wanted = { readonly text: string; readonly squeezed: string };

/** Most texts follow the one before: looking on from there saves reading the whole page for each of a thousand. */
function createFinder(printed: string): (squeezed: string) => boolean {
  let from = 0;
  return (squeezed) => {
    const next = printed.indexOf(squeezed, from);
    // A short text may be found again far below; then its neighbours are still up here.
    if (next !== -1 && next - from < 4000) from = next;
    if (next !== -1) return true;
    const before = printed.indexOf(squeezed);
    if (before !== -1) from = before;
    return before !== -1;
  };
}

/** The message shows how a text begins. */
function findLost(wanted: readonly Wanted[], printed: string, part: string): readonly Fault[] {
  const isThere = createFinder(printed);
  const lost = wanted.filter(({ squeezed }) => !isThere(squeezed)).map(({ text }) => text);
  return lost.slice(0, 5).map((text) => ({
    code: 'edition-text-lost', message: `The ${part} leaves out "${text.trim().slice(0, 60)}".`, hint: 'MJML drops text outside of mj-text and sections that are not closed.',
  }));
}

function checkTexts(issue: Issue, edition: Edition): readonly Fault[] {
  const toWanted = (texts: readonly string[]): readonly Wanted[] => [...new Set(texts)].map((text) => ({ text, squeezed: withoutSpace(text) }));
  const heads = toWanted(headTexts(issue));
  const publicIssue = issue.sections.some((section) => section.web === false) ? { ...issue, sections: issue.sections.filter((section) => section.web !== false) } : issue;
  const all = [...heads, ...toWanted(bodyTexts(issue))];
  // A section that the web edition does not have is in the mail in full.
  const inMail = edition.mode === 'full' ? all : [...heads, ...toWanted(bodyTexts({ ...issue, sections: issue.sections.filter((section) => section.web === false) }))];
  const onWeb = publicIssue.sections === issue.sections && issue.fields === undefined ? all
    : toWanted([...headTexts(publicIssue), ...bodyTexts(publicIssue)].map((text) => printPublicText(text, issue.fields)));
  return [
    ...findLost(inMail, withoutSpace(htmlText(edition.html)), 'mail'),
    // A quoted passage has a mark at the beginning of each line.
    ...findLost(inMail, [edition.text, edition.text.replace(/^(?:> ?)+/gm, '')].map(withoutSpace).join('\n'), 'text part'),
    ...findLost(onWeb, withoutSpace(htmlText(edition.web)), 'web page'),
  ];
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function checkMarkup({ html, web }: Edition): readonly Fault[] {
  const faults: Fault[] = [];
  if (count(html, /<!(?:--)?\[if /g) !== count(html, /<!\[endif\]/g)) faults.push({ code: 'edition-markup', message: 'A conditional comment for Outlook is not closed.' });
  if (/[^\s]!important/.test(html.match(/<style[\s\S]*?<\/style>/g)?.join('') ?? '')) {
    faults.push({ code: 'edition-markup', message: '!important without a space before it: Outlook drops the declaration.' });
  }
  if (/<script[\s>]/i.test(html + web)) faults.push({ code: 'edition-markup', message: 'There is a script; no mail program runs one.' });
  if (/<mj-/i.test(html)) faults.push({ code: 'edition-markup', message: 'A tag of MJML is left in the mail.' });
  return faults;
}

/** Everything the editor wrote, to tell his `{{x}}` from one of ours. */
function issueStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(issueStrings);
}

const brace = '(?:\\{|&#123;|&#x7b;)';
const twoBraces = new RegExp(`${brace}\\s*${brace}`, 'i');

function leftPlaceholders(issue: Issue, edition: Edition): readonly string[] {
  if (![edition.html, edition.text, edition.web].some((part) => twoBraces.test(part))) return [];
  const printed = [htmlValues(edition.html), edition.text, htmlValues(edition.web)].map(withoutSpace).join('\n');
  const places = [...new Set(printed.match(/\{\{[^{}\n]{0,60}\}\}/g))];
  if (places.length === 0) return [];
  const written = withoutSpace(issueStrings({ ...issue, assets: [] }).join('\n'));
  return places.filter((place) => !written.includes(place));
}

function checkPlaceholders(issue: Issue, edition: Edition): readonly Fault[] {
  const left = leftPlaceholders(issue, edition);
  const known: readonly string[] = Object.values(tokens);
  const isFilled = (token: string): boolean => known.includes(token) || (fieldNumberOf(token) ?? Infinity) <= (edition.fields?.length ?? 0)
    || (edition.conditionalSections !== undefined && new RegExp(sectionBorderPattern).test(token));
  const inMail = [...new Set((edition.html + edition.text + edition.subject).match(tokenPattern))].filter((token) => !isFilled(token));
  const onWeb = [...new Set(edition.web.match(tokenPattern))];
  return [
    ...[...left, ...inMail].map((place): Fault => ({ code: 'edition-placeholder', message: `Nothing fills ${place}.` })),
    ...onWeb.map((token): Fault => ({ code: 'edition-placeholder', message: `The web page holds ${token}, but it is the same for everybody.` })),
  ];
}

// Control characters but tab, line feed and carriage return. Without `u` and properties: this reads every byte of every part.
// oxlint-disable-next-line no-control-regex -- these are the characters looked for
const badCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** One C1 control character makes Gmail cut off a small mail; a lone surrogate or U+FFFD is a character lost on the way. */
function checkCharacters(edition: Edition): readonly Fault[] {
  const parts = { mail: edition.html, 'text part': edition.text, 'web page': edition.web, subject: edition.subject };
  return Object.entries(parts).flatMap(([part, text]) => {
    const found = badCharacter.exec(text)?.[0];
    if (found === undefined) return [];
    return [{ code: 'edition-character' as const, message: `The ${part} holds U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}.` }];
  });
}

function checkSections(edition: Edition): readonly Fault[] {
  const hint = 'A template prints the sections with {{#each sections}}, each entry whole.';
  return findBorderFaults(edition).map((message) => ({ code: 'edition-markup', message, hint }));
}

function checkSize(issue: Issue, edition: Edition): readonly Fault[] {
  const { decoded, encoded } = measureSizes(edition).html;
  if (Math.max(decoded, encoded) <= hardLimit) return [];
  const message = `The mail has ${decoded.toLocaleString('en')} bytes, ${encoded.toLocaleString('en')} as sent; above ${hardLimit.toLocaleString('en')} Gmail cuts it off, and the way to unsubscribe with it.`;
  const advice = edition.mode === 'full' ? 'Use mail: digest, or mail: auto.' : 'Shorten summaries, or split the issue in two.';
  return [{ code: 'edition-too-large', message, hint: [advice, nameHeaviest(issue, edition.html)].filter((part) => part !== undefined).join(' ') }];
}

/** Empty when the edition may be sent as far as its template is concerned. */
export function checkEdition(issue: Issue, edition: Edition, template: Template): readonly UserError[] {
  const faults = [...checkTexts(issue, edition), ...checkMarkup(edition), ...checkPlaceholders(issue, edition), ...checkCharacters(edition), ...checkSections(edition), ...checkSize(issue, edition)];
  return faults.map(({ code, message, hint }) => new UserError(code, `${message} (template ${template.name})`, { hint }));
}
