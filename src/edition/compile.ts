/**
 * One issue and one template become an edition: the mail (MJML, once), the text part and the web page, checked and named by their
 * content. Pure but for MJML's promises: no file, no clock, no recipient. The only file that touches MJML.
 */
import { createHash } from 'node:crypto';
import mjml2html from 'mjml';
import stringWidth from 'string-width';
import { UserErrors } from '../errors.js';
import { toEditionHash } from '../ids.js';
import type { Asset, Issue } from '../issue/issue.js';
import { fieldToken } from '../message/tokens.js';
import type { Template } from '../template/template.js';
import { checkEdition } from './check.js';
import { placeBorders } from './conditional.js';
import type { ConditionalSection, Edition } from './edition.js';
import { inlineStyles } from './inline.js';
import { createDateFormat, labelsFor, type Labels } from './labels.js';
import { hasFields, printPublicHtml, printPublicText } from './public-text.js';
import { mailMedium } from './mail-medium.js';
import { boundCompiled } from './mjml-bound.js';
import { checkMjmlStructure, toMjmlErrors } from './mjml-errors.js';
import { fullModeLimit, measurePart, type PartSize } from './size.js';
import { joinTitles } from './summary.js';
import { textMedium } from './text-medium.js';
import { tightenMarkup } from './tighten.js';
import { buildView, type Mode } from './view.js';
import { webMedium } from './web-medium.js';
import { codeLines, wrapText } from './wrap-text.js';

type Source = { readonly issue: Issue; readonly template: Template; readonly labels: Labels; readonly formatDate: (date: string) => string; readonly preheader: string; readonly runMjml: typeof mjml2html };

// minifyCss stays off: both presets remove the space before `!important`, and Outlook then drops the declaration (mjml 5.4.1).
// No fonts: the default list makes MJML fetch Ubuntu from Google wherever a component is left without a font.
// Of htmlnano only the white space: its work on attributes turns `alt=""` into `alt` and edits what meta elements say.
const minifyOptions = {
  minifyCss: false, collapseBooleanAttributes: false, deduplicateAttributeValues: false, minifyAttributes: false, minifyHtmlTemplate: false,
  minifyJson: false, minifySvg: false, normalizeAttributeValues: false, removeEmptyAttributes: false, sortAttributesWithLists: false,
} as const;
const mjmlOptions = { validationLevel: 'strict', minify: true, minifyOptions, fonts: {}, ignoreIncludes: true } as const;

async function compileMjml(mjml: string, { template, runMjml }: Source): Promise<string> {
  const broken = checkMjmlStructure(mjml, template);
  if (broken.length > 0) throw new UserErrors(broken);
  try {
    const { html } = await runMjml(mjml, mjmlOptions);
    return `${html.trim()}\n`;
  } catch (error) {
    const errors = toMjmlErrors(error, mjml, template);
    if (errors.length === 0) throw error;
    throw new UserErrors(errors);
  }
}

function renderMail(source: Source, mode: Mode): string {
  const { issue, template, labels, preheader } = source;
  return template.parts.mail(buildView({ ...source, medium: mailMedium(issue, template, labels), mode }, preheader));
}

async function compileMail(source: Source, mode: Mode): Promise<string> {
  return finishMail(renderMail(source, mode), source);
}

/** MJML is compiled; a mail written as HTML has its style sheet written into its elements. */
async function finishMail(markup: string, source: Source): Promise<string> {
  const { template } = source;
  return tightenMarkup(template.mailKind === 'mjml' ? await compileMjml(placeBorders(markup), source) : inlineStyles(markup, template));
}

function fitsInFull({ decoded, encoded }: PartSize): boolean {
  return decoded < fullModeLimit && encoded < fullModeLimit;
}

/**
 * `auto`: in full while the mail stays small. What MJML makes of a source is known well enough before; a style sheet that is written into
 * every element is not, so there the result decides. It also does where a template's own components should cost more than any known one.
 */
async function chooseMail(source: Source): Promise<{ readonly mode: Mode; readonly html: string }> {
  const { issue: { mail }, template: { mailKind } } = source;
  if (mail !== 'auto') return { mode: mail, html: await compileMail(source, mail) };
  const markup = renderMail(source, 'full');
  if (fitsInFull(mailKind === 'mjml' ? boundCompiled(markup) : measurePart(markup))) {
    const html = await finishMail(markup, source);
    if (fitsInFull(measurePart(html))) return { mode: 'full', html };
  }
  return { mode: 'digest', html: await compileMail(source, 'digest') };
}

function renderText(source: Source, mode: Mode): string {
  const { issue, template, labels, preheader } = source;
  const wrap = issue.textOptions?.wrap;
  const text = template.parts.text(buildView({ ...source, medium: textMedium(labels, wrap), mode }, preheader));
  const lines = text.replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '');
  const wrapped = wrap === undefined ? lines : wrapBetweenBorders(reserveRoom(lines, issue), (piece) => wrapText(piece, wrap, codeLines(issue))).replaceAll(room, '');
  // The template's own blank lines depend on what an issue has; at most one stays.
  return `${wrapped.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function renderWeb(source: Source): string {
  const { issue, template, labels, preheader } = source;
  const page = template.parts.web(buildView({ ...source, medium: webMedium(issue, labels), mode: 'full' }, preheader));
  return `${printPublicHtml(page, issue.fields).trim()}\n`;
}

/** Columns kept for a reader's value where lines are broken; longer values make a longer line, as long addresses do. */
const roomForValue = 24;
/** No text of an issue may hold this character. */
const room = '\ufdd3';

/** A token as wide as the value it stands for may be. */
function reserveRoom(text: string, { fields }: Issue): string {
  return (fields ?? []).reduce((reserved, field, index) => {
    const token = fieldToken(index + 1);
    const width = Math.max(roomForValue, stringWidth(field.default ?? ''));
    return reserved.replaceAll(token, token + room.repeat(Math.max(0, width - token.length)));
  }, text);
}

/** Marks of sections are no text: what stands between them is broken on its own. */
function wrapBetweenBorders(text: string, wrap: (piece: string) => string): string {
  return text.split(/(__C_SECTION_\d+_(?:START|END)__)/).map((piece, index) => (index % 2 === 1 ? piece : wrap(piece))).join('');
}

function itemTitles(sections: Issue['sections']): readonly string[] {
  return sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]).map((item) => item.title);
}

/** The line beside the subject is one for all: it tells of no section that some of them do not get, and names nobody. */
function titlesForAll({ sections, fields }: Issue): readonly string[] {
  const forAll = sections.filter((section) => section.readers === undefined && section.web !== false);
  return itemTitles(forAll.length > 0 ? forAll : sections).map((title) => printPublicText(title, fields));
}

function conditionalOf({ sections }: Issue): { readonly conditionalSections?: readonly ConditionalSection[] } {
  const conditional = sections.flatMap(({ id, readers }) => (readers === undefined ? [] : [{ id, readers: readers.segment }]));
  return conditional.length === 0 ? {} : { conditionalSections: conditional };
}

/** Keys in order, so that the same content is the same text whatever built it. */
function toCanonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function hashOf(content: Omit<Edition, 'hash'>): Edition['hash'] {
  return toEditionHash(createHash('sha256').update(toCanonicalJson(content), 'utf8').digest('hex'));
}

function shownAssets(assets: readonly Asset[], parts: readonly string[]): readonly string[] {
  const names = new Set(assets.map((asset) => asset.name));
  return [...names].filter((name) => parts.some((part) => part.includes(`/${name}`))).toSorted();
}

function fileNamesOf(assets: readonly Asset[], shown: readonly string[]): Pick<Edition, 'fileNames'> {
  const named = assets.flatMap(({ name, fileName }): [string, string][] => (fileName !== undefined && shown.includes(name) ? [[name, fileName]] : []));
  return named.length === 0 ? {} : { fileNames: Object.fromEntries(named) };
}

function toSource(issue: Issue, template: Template, runMjml: typeof mjml2html): Source {
  const preheader = issue.preheader ?? joinTitles(titlesForAll(issue));
  return { issue, template, labels: labelsFor(issue.lang), formatDate: createDateFormat(issue.lang), preheader, runMjml };
}

/** What the template makes of the issue before MJML or juice sees it: for whoever writes templates. */
export function renderMailSource(issue: Issue, template: Template, mode: Mode): string {
  return renderMail(toSource(issue, template, mjml2html), mode);
}

/** Throws UserError(s) when the template has a fault or loses something the issue says. `runMjml` is for those who count how often it runs. */
export async function compileEdition(issue: Issue, template: Template, runMjml: typeof mjml2html = mjml2html): Promise<Edition> {
  const source = toSource(issue, template, runMjml);
  const { preheader } = source;
  const publicText = (text: string): string => printPublicText(text, issue.fields);
  const { mode, html } = await chooseMail(source);
  const text = renderText(source, mode);
  const web = renderWeb(source);
  const assets = shownAssets([...issue.assets, ...template.assets], [html, web]);
  const content: Omit<Edition, 'hash'> = {
    newsletter: issue.newsletter, slug: issue.slug, name: issue.name, ...(issue.number === undefined ? {} : { number: issue.number }),
    title: publicText(issue.title), date: issue.date, lang: issue.lang, dir: issue.dir, subject: issue.subject, preheader: publicText(preheader), mode,
    ...(hasFields(preheader) ? { personalPreheader: preheader } : {}),
    advertising: issue.advertising, publisher: issue.publisher, html, text, web,
    assets, ...fileNamesOf(issue.assets, assets), itemCount: itemTitles(issue.sections).length,
    ...(issue.fields === undefined ? {} : { fields: issue.fields.map((field) => ({ name: field.name, ...(field.default === undefined ? {} : { default: field.default }) })) }),
    ...conditionalOf(issue),
  };
  const edition: Edition = { hash: hashOf(content), ...content };
  const faults = checkEdition(issue, edition, template);
  if (faults.length > 0) throw faults.length === 1 ? faults[0] : new UserErrors(faults);
  return edition;
}
