/** The static site: every link leads to a file, the same input gives the same bytes, and what belongs to others stays. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Command } from 'commander';
import { toEntry } from '../../src/archive/entry.js';
import { collectSite, type SiteSource } from '../../src/archive/site.js';
import { register } from '../../src/cli/archive.js';
import type { CliContext } from '../../src/cli/context.js';
import { systemClock } from '../../src/clock.js';
import { configSchema, type Config } from '../../src/config.js';
import { UserError, UserErrors } from '../../src/errors.js';
import type { Edition } from '../../src/edition/edition.js';
import { silentLog } from '../../src/log.js';
import { scanHtml } from '../../src/message/html-scan.js';
import { packagePath } from '../../src/package-root.js';
import { hostileTexts, makeEdition, written } from './support.js';
import { parseXml } from './xml.js';

type Ran = { readonly out: string; readonly err: string };
type Project = { readonly folder: string; readonly site: string; readonly run: (...words: string[]) => Promise<Ran> };

/** The issues that come along, the weekly also as the issue before. */
async function openProject(t: TestContext, settings: Partial<Config> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-archive-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await cp(packagePath('issues'), join(folder, 'issues'), { recursive: true });
  const before = join(folder, 'issues', 'weekly', '2026-11-11-41');
  await cp(join(folder, 'issues', 'weekly', '2026-11-18-42'), before, { recursive: true });
  const yaml = await readFile(join(before, 'issue.yaml'), 'utf8');
  await writeFile(join(before, 'issue.yaml'), yaml.replace(/^number: .*/m, 'number: 41').replace(/^date: .*/m, 'date: 2026-11-11'));
  const config = configSchema.parse({ issuesDir: join(folder, 'issues'), ...settings });
  return {
    folder, site: join(folder, 'site'),
    async run(...words) {
      const ran = { out: '', err: '' };
      const context: CliContext = {
        out: (text) => { ran.out += text; }, err: (text) => { ran.err += text; }, json: (value) => { ran.out += JSON.stringify(value); },
        clock: systemClock, log: silentLog, isTerminal: false, columns: () => 80, stopSignal: new AbortController().signal, config: async () => config,
        withStore: () => Promise.reject(new Error('no database is needed')), withApp: () => Promise.reject(new Error('no database is needed')), setExitCode: () => undefined,
      };
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
      register(program, context);
      for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
      await program.parseAsync(['archive', '--out', join(folder, 'site'), '--from', 'issues', ...words], { from: 'user' });
      return ran;
    },
  };
}

async function readTree(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return new Map(await Promise.all(files.map(async (file): Promise<[string, string]> => [posix.relative(folder, file), (await readFile(file)).toString('base64')])));
}

/** Values of href and src, without those inside of texts. */
function linksOf(html: string): readonly string[] {
  return scanHtml(html).flatMap((span) => (span.kind === 'tag' ? span.attributes : []))
    .filter(({ name }) => name === 'href' || name === 'src').map(({ start, end }) => html.slice(start, end).replaceAll('&amp;', '&'));
}

function findLostLinks(site: ReadonlyMap<string, string>): readonly string[] {
  const pages = [...site.keys()].filter((path) => path.endsWith('.html'));
  return pages.flatMap((path) => {
    const html = Buffer.from(site.get(path) ?? '', 'base64').toString('utf8');
    return linksOf(html).filter((link) => !/^(?:https?|mailto|tel):/.test(link)).filter((link) => {
      const [target = '', fragment] = link.split('#');
      const place = target === '' ? path : posix.normalize(posix.join(dirname(path), decodeURIComponent(target)));
      const there = site.get(place);
      return there === undefined || (fragment !== undefined && !Buffer.from(there, 'base64').toString('utf8').includes(`id="${decodeURIComponent(fragment)}"`));
    }).map((link) => `${path}: ${link}`);
  });
}

test('every link of the site leads to a file of it, and every page is reached from the first', async (t) => {
  const { site, run } = await openProject(t);
  const { out } = await run('--base-url', 'https://host.example/letters/');
  assert.match(out, /^Wrote 3 issues as \d+ files/);
  const tree = await readTree(site);
  for (const path of ['index.html', '404.html', 'weekly/index.html', 'weekly/2026-11-18-42.html', 'weekly/feed.xml', 'letter/atom.xml', 'letter/feed.json']) assert.ok(tree.has(path), path);
  assert.deepEqual(findLostLinks(tree), []);
  const reached = new Set(['index.html', '404.html']);
  for (const path of reached) {
    const html = path.endsWith('.html') ? Buffer.from(tree.get(path) ?? '', 'base64').toString('utf8') : '';
    for (const link of linksOf(html)) if (!/^[a-z]+:|^#/.test(link)) reached.add(posix.join(dirname(path), link.split('#')[0] ?? ''));
  }
  assert.deepEqual([...tree.keys()].filter((path) => !reached.has(path) && path !== '.courant-archive'), []);
});

test('addresses are whole in feeds, canonical links and previews, and nowhere else', async (t) => {
  const { site, run } = await openProject(t);
  await run('--base-url', 'https://host.example/letters/');
  const page = await readFile(join(site, 'weekly', '2026-11-18-42.html'), 'utf8');
  assert.match(page, /<link rel="canonical" href="https:\/\/host\.example\/letters\/weekly\/2026-11-18-42\.html">/);
  assert.match(page, /<meta property="og:image" content="https:\/\/host\.example\/letters\/weekly\/2026-11-18-42\/[0-9a-f]{32}\.png">/);
  assert.equal(page.split('https://host.example').length, 4, 'canonical, og:url, og:image');
  const feed = await readFile(join(site, 'weekly', 'feed.xml'), 'utf8');
  parseXml(feed);
  const tree = await readTree(site);
  const own = [...feed.matchAll(/https:\/\/host\.example\/letters\/([^"<&#]*)/g)].map((match) => match[1] ?? '');
  assert.deepEqual(own.filter((path) => !tree.has(path.endsWith('/') || path === '' ? `${path}index.html` : path)), [], 'every address of the feed is a file of the site');
});

test('without a base URL the pages of the server are the originals, and the command says so', async (t) => {
  const first = await openProject(t);
  assert.match((await first.run()).err, /^warning: neither --base-url nor publicUrl is set/);
  const second = await openProject(t, { publicUrl: 'https://news.example' });
  assert.equal((await second.run('--newsletter', 'letter')).err, '');
  assert.match(await readFile(join(second.site, 'letter', '2026-11-20-hello.html'), 'utf8'), /<link rel="canonical" href="https:\/\/news\.example\/archive\/letter\/2026-11-20-hello">/);
  assert.deepEqual((await readdir(second.site)).toSorted(), ['.courant-archive', '404.html', 'index.html', 'letter']);
});

test('the same input gives the same bytes, and a second run writes nothing', async (t) => {
  const { site, run, folder } = await openProject(t);
  await run('--base-url', 'https://host.example');
  const tree = await readTree(site);
  assert.match((await run('--base-url', 'https://host.example')).out, /; 0 of them new or changed/);
  assert.deepEqual(await readTree(site), tree);
  await rm(site, { recursive: true });
  await run('--base-url', 'https://host.example');
  assert.deepEqual(await readTree(site), tree);
  assert.ok(![...tree.values()].some((content) => Buffer.from(content, 'base64').includes(folder)), 'no path of this machine');
});

test('files of others are neither deleted nor overwritten', async (t) => {
  const { site, run, folder } = await openProject(t);
  await run('--base-url', 'https://host.example');
  await writeFile(join(site, 'CNAME'), 'host.example\n');
  await rm(join(folder, 'issues', 'letter'), { recursive: true });
  const { out } = await run('--base-url', 'https://host.example');
  assert.match(out, /Left over from an earlier run, and not deleted: letter\/2026-11-20-hello\.html/);
  assert.equal(await readFile(join(site, 'CNAME'), 'utf8'), 'host.example\n');
  assert.ok((await readdir(join(site, 'letter'))).includes('index.html'));
  await rm(join(site, '.courant-archive'));
  await writeFile(join(site, 'index.html'), 'mine');
  await assert.rejects(run('--base-url', 'https://other.example'), (error) => error instanceof UserErrors && error.errors.every(({ code }) => code === 'already-exists'));
  assert.equal(await readFile(join(site, 'index.html'), 'utf8'), 'mine');
});

test('faults of all issues are told at once, and nothing is written', async (t) => {
  const { site, run, folder } = await openProject(t);
  for (const path of ['weekly/2026-11-18-42', 'letter/2026-11-20-hello']) await writeFile(join(folder, 'issues', path, 'issue.yaml'), 'title: [');
  await assert.rejects(run(), (error) => error instanceof UserErrors && new Set(error.errors.map(({ at }) => at?.file)).size === 2);
  await assert.rejects(readdir(site));
  await assert.rejects(run('--newsletter', 'none'), (error) => error instanceof UserError && error.code === 'not-found');
  await assert.rejects(run('--base-url', 'host.example'), /--base-url/);
});

function sourceOf(editions: readonly Edition[]): SiteSource {
  return { entries: editions.map(toEntry), findEdition: async ({ slug }) => editions.find((edition) => edition.slug === slug), findAsset: async () => new Uint8Array([1]) };
}

test('hostile titles change no page: the same tags stand in it', async () => {
  const tagsOf = (html: string): string => scanHtml(html).flatMap((span) => (span.kind === 'tag' ? [span.name] : [])).join(' ');
  const build = async (text: string): Promise<readonly string[]> => {
    const texts = { title: text, name: text, preheader: text, publisher: { name: `${text}.` } };
    const files = await collectSite(sourceOf([makeEdition(texts), makeEdition({ ...texts, slug: '2026-11-11-41', date: '2026-11-11' })]), written);
    return files.flatMap(({ content }) => (typeof content === 'string' ? [tagsOf(content)] : []));
  };
  const plain = await build('plain');
  for (const text of hostileTexts) {
    const made = await build(text);
    // The feeds hold HTML as text; the pages come first.
    assert.deepEqual(made.filter((tags) => tags.startsWith('html')), plain.filter((tags) => tags.startsWith('html')), JSON.stringify(text));
  }
});

test('two pages that would be one file are refused', async () => {
  await assert.rejects(collectSite(sourceOf([makeEdition({ slug: 'index' })]), written), /would be the same file/);
  await assert.rejects(collectSite(sourceOf([makeEdition({ slug: 'A' }), makeEdition({ slug: 'a' })]), written), /would be the same file/);
});
