/**
 * Real issues as issue folders of the format: a Korean weekly with figures, tables and series, and issues of a weekly in Markdown. They
 * lie beside the repository (sharedDir) and never inside; the folders are made anew for each test. `expectedTexts` are the texts, in
 * their order, that every rendering must keep; compare without white space.
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { stringify } from 'yaml';
import { createPng } from './png.js';
import { toBlocksMarkdown, type Block, type MarkdownBlocks } from './real-blocks.js';
import { sharedDir } from './require.js';

export type WrittenIssue = { readonly path: string; readonly expectedTexts: readonly string[] };

type RealItem = { readonly title: string; readonly source: string | null; readonly dateISO?: string; readonly byline?: string; readonly blocks: readonly Block[] };
type RealGroup = { readonly title: string; readonly items: readonly RealItem[] };
type RealSection = RealGroup & { readonly groups?: readonly RealGroup[] };
type RealIssue = { readonly title: string; readonly lang: string; readonly publisher: Readonly<Record<string, string>>; readonly sections: readonly RealSection[] };

type Draft = { readonly folder: string; readonly texts: string[]; articleCount: number; pictureCount: number };

function materialFolder(): string {
  const folder = sharedDir();
  if (folder === undefined) throw new Error('the shared material is absent: guard the test with skipUnless(t, sharedDir() !== undefined, …)');
  return folder;
}

/** The Korean weekly as `<folder>/weekly/2020-07-22-134`. */
export async function writeRealIssue(folder: string): Promise<WrittenIssue> {
  const real = JSON.parse(await readFile(join(materialFolder(), 'real-issue', 'issue.json'), 'utf8')) as RealIssue;
  const path = await createIssueFolder(folder, 'weekly', '2020-07-22-134');
  const draft: Draft = { folder: path, texts: [real.title, ...Object.values(real.publisher)], articleCount: 0, pictureCount: 0 };
  const sections = [];
  for (const section of real.sections) sections.push(await toSection(section, draft));
  const masthead = { name: real.title, lang: real.lang, template: 'weekly', advertising: false, subject: '[{{name}}] {{number}}', publisher: real.publisher };
  await writeFile(join(path, '..', 'newsletter.yaml'), stringify(masthead, { lineWidth: 0 }));
  const issue = { number: 134, date: '2020-07-22', title: real.title, sections };
  await writeFile(join(path, 'issue.yaml'), stringify(issue, { lineWidth: 0 }));
  return { path, expectedTexts: draft.texts };
}

async function createIssueFolder(folder: string, newsletter: string, slug: string): Promise<string> {
  const path = join(folder, newsletter, slug);
  for (const name of ['articles', 'images']) await mkdir(join(path, name), { recursive: true });
  return path;
}

async function toSection(section: RealSection, draft: Draft): Promise<object> {
  draft.texts.push(section.title);
  const sourceLang = section.title.includes('일본') ? 'ja' : 'zh';
  const items = await toItems(section.items, draft);
  const groups = [];
  for (const group of section.groups ?? []) {
    draft.texts.push(group.title);
    groups.push({ title: group.title, items: await toItems(group.items, draft) });
  }
  return { title: section.title, sourceLang, items, ...(groups.length === 0 ? {} : { groups }) };
}

async function toItems(items: readonly RealItem[], draft: Draft): Promise<readonly object[]> {
  const made = [];
  for (const item of items) made.push(await toItem(item, draft));
  return made;
}

async function toItem(item: RealItem, draft: Draft): Promise<object> {
  const [, series, number, rest] = /^(.+ 시리즈) (\d+)\) (.+)$/.exec(item.title) ?? [];
  const title = rest ?? item.title;
  if (series !== undefined && number !== undefined) draft.texts.push(series, number);
  draft.texts.push(title);
  const source = toSource(item.source, draft);
  if (item.byline !== undefined) draft.texts.push(item.byline);
  const markdown = toBlocksMarkdown(item.blocks, title, draft.pictureCount);
  draft.texts.push(...markdown.texts);
  await writePictures(markdown, draft);
  return {
    title,
    ...(series === undefined ? {} : { series: { name: series, number: Number(number) } }),
    ...(source === undefined ? {} : { source }),
    ...(item.dateISO === undefined ? {} : { date: item.dateISO }),
    ...(item.byline === undefined ? {} : { byline: item.byline }),
    body: await toBody(markdown.text, draft),
  };
}

/** Every other body lies in a file of its own; picture names are relative to the file that shows them. */
async function toBody(markdown: string, draft: Draft): Promise<string | { file: string }> {
  draft.articleCount += 1;
  if (draft.articleCount % 2 === 0) return markdown.replaceAll('](../images/', '](images/');
  const file = `articles/${String(draft.articleCount).padStart(2, '0')}.md`;
  await writeFile(join(draft.folder, file), markdown);
  return { file };
}

async function writePictures(markdown: MarkdownBlocks, draft: Draft): Promise<void> {
  for (const name of markdown.pictures) {
    draft.pictureCount += 1;
    await writeFile(join(draft.folder, 'images', name), createPng(64, 40, [draft.pictureCount * 7, 120, 200]));
  }
}

/** `중국경영보中国经营报` and `탕랑재경(螳螂财经)` are names in two scripts. */
function toSource(source: string | null, draft: Draft): object | string | undefined {
  if (source === null) return undefined;
  const [, name, original] = /^([^\p{Script=Han}]+?)\s*\(?(\p{Script=Han}+)\)?$/u.exec(source) ?? [];
  if (name === undefined || original === undefined) {
    draft.texts.push(source);
    return source;
  }
  draft.texts.push(name, original);
  return { name, original, lang: 'zh-Hans' };
}

/** File names of the issues in Markdown. */
export async function listMarkdownIssues(): Promise<readonly string[]> {
  const names = await readdir(join(materialFolder(), 'markdown-issues'));
  return names.filter((name) => /^\d.*\.md$/.test(name)).toSorted();
}

/** One of the issues in Markdown as the body of a single item, `<folder>/rust/<date>`. */
export async function writeMarkdownIssue(folder: string, file: string): Promise<WrittenIssue> {
  const content = await readFile(join(materialFolder(), 'markdown-issues', file), 'utf8');
  // Metadata lines stand in front of the first empty line.
  const markdown = content.slice(content.indexOf('\n\n') + 2);
  const title = /^Title:\s*(.+)$/m.exec(content)?.[1] ?? file;
  const date = file.slice(0, 10);
  const path = await createIssueFolder(folder, 'rust', date);
  await writeFile(join(path, 'articles', '01.md'), markdown);
  const masthead = { name: 'This Week in Rust', lang: 'en', advertising: false, publisher: { name: 'This Week in Rust' } };
  await writeFile(join(path, '..', 'newsletter.yaml'), stringify(masthead));
  const sections = [{ title: 'This week', items: [{ title, body: { file: 'articles/01.md' } }] }];
  await writeFile(join(path, 'issue.yaml'), stringify({ date, title, sections }));
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return { path, expectedTexts: [title, ...textsOf(tree)] };
}

function textsOf(node: Nodes): readonly string[] {
  if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') return [node.value];
  return 'children' in node ? node.children.flatMap((child) => textsOf(child)) : [];
}
