/**
 * One issue and one template become an edition: the mail, the text part and the web page, checked and named by their content. Pure but
 * for MJML's promises: no file, no clock, no recipient.
 */
import { createHash } from 'node:crypto';
import stringWidth from 'string-width';
import { UserErrors } from '../errors.js';
import { toEditionHash } from '../ids.js';
import type { Asset, Issue } from '../issue/issue.js';
import { fieldToken } from '../message/tokens.js';
import type { Template } from '../template/template.js';
import { checkEdition } from './check.js';
import type { ConditionalSection, Edition, MailEdition } from './edition.js';
import { compileMail, renderMail } from './mail.js';
import { runMjmlHere, type RunMjml } from './mjml.js';
import { hasFields, printPublicHtml, printPublicText } from './public-text.js';
import { itemsOf, toEditionSource, type EditionSource } from './source.js';
import { textMedium } from './text-medium.js';
import { buildView, type Mode } from './view.js';
import { webMedium } from './web-medium.js';
import { codeLines, wrapText } from './wrap-text.js';

function renderText(source: EditionSource, mode: Mode): string {
  const { issue, template, labels, preheader } = source;
  const wrap = issue.textOptions?.wrap;
  const text = template.parts.text(buildView({ ...source, medium: textMedium(labels, issue.dir, wrap), mode }, preheader));
  const lines = text.replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '');
  const wrapped = wrap === undefined ? lines : wrapBetweenBorders(reserveRoom(lines, issue), (piece) => wrapText(piece, wrap, codeLines(issue))).replaceAll(room, '');
  // The template's own blank lines depend on what an issue has; at most one stays.
  return `${wrapped.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function renderWeb(source: EditionSource): string {
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

/** What the template makes of the issue before MJML or juice sees it: for whoever writes templates. */
export function renderMailSource(issue: Issue, template: Template, mode: Mode): string {
  return renderMail(toEditionSource(issue, template), mode);
}

export type StartedEdition = {
  readonly mail: MailEdition;
  /** Text part, web page and hash. Throws UserError(s) when the template loses something the issue says. */
  finish(): Edition;
};

/** The mail, for whoever shows it before the rest is made. Throws UserError(s) when the template has a fault. */
export async function startEdition(issue: Issue, template: Template, runMjml: RunMjml = runMjmlHere): Promise<StartedEdition> {
  const source = toEditionSource(issue, template);
  const { preheader } = source;
  const publicText = (text: string): string => printPublicText(text, issue.fields);
  const { mode, html } = await compileMail(source, runMjml);
  const mail: MailEdition = {
    newsletter: issue.newsletter, slug: issue.slug, name: issue.name, ...(issue.number === undefined ? {} : { number: issue.number }),
    title: publicText(issue.title), date: issue.date, lang: issue.lang, dir: issue.dir, subject: issue.subject, preheader: publicText(preheader), mode,
    ...(hasFields(preheader) ? { personalPreheader: preheader } : {}),
    advertising: issue.advertising, publisher: issue.publisher, html, itemCount: itemsOf(issue.sections).length,
    ...(issue.fields === undefined ? {} : { fields: issue.fields.map((field) => ({ name: field.name, ...(field.default === undefined ? {} : { default: field.default }) })) }),
    ...(issue.topics === undefined ? {} : { topics: issue.topics }),
    ...conditionalOf(issue),
  };
  return { mail, finish: () => finishEdition(source, mail) };
}

function finishEdition(source: EditionSource, mail: MailEdition): Edition {
  const { issue, template } = source;
  const text = renderText(source, mail.mode);
  const web = renderWeb(source);
  const assets = shownAssets([...issue.assets, ...template.assets], [mail.html, web]);
  const content: Omit<Edition, 'hash'> = { ...mail, text, web, assets, ...fileNamesOf(issue.assets, assets) };
  const edition: Edition = { hash: hashOf(content), ...content };
  const faults = checkEdition(issue, edition, template);
  if (faults.length > 0) throw faults.length === 1 ? faults[0] : new UserErrors(faults);
  return edition;
}

/** Throws UserError(s) when the template has a fault or loses something the issue says. `runMjml` is for those who run it elsewhere. */
export async function compileEdition(issue: Issue, template: Template, runMjml: RunMjml = runMjmlHere): Promise<Edition> {
  return (await startEdition(issue, template, runMjml)).finish();
}
