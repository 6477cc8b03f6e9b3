/** The editor's way through the preview, in a real browser: look, save, see; a fault and its mending; all by keys. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { addSubscriber } from '../../../src/audience/subscribers.js';
import { packagePath } from '../../../src/package-root.js';
import { shortcuts } from '../../../src/web/preview/shortcuts.js';
import { createPng } from '../../support/png.js';
import { findProgram, skipUnless } from '../../support/require.js';
import { openWorld } from '../../support/world.js';
import { letter, openDeskWorld, type DeskWorld } from './support.js';

type Opened = { readonly world: DeskWorld; readonly page: Page; readonly requests: readonly string[] };

const executablePath = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
let browser: Browser | undefined;

/** One for all tests: to start it takes as long as many of them. */
before(async () => {
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(() => browser?.close());

async function openPreview(t: TestContext, options: { width?: number; colorScheme?: 'light' | 'dark'; withTemplates?: boolean; list?: string; settings?: Parameters<typeof openDeskWorld>[1] } = {}): Promise<Opened | undefined> {
  if (skipUnless(t, executablePath !== undefined, 'chromium') || browser === undefined) return undefined;
  const context = await browser.newContext({ viewport: { width: options.width ?? 1500, height: 900 }, colorScheme: options.colorScheme ?? 'light' });
  // Before the desk closes: a page that still listens to it would keep it waiting.
  const world = await openDeskWorld(t, options.settings, { withTemplates: options.withTemplates, list: options.list, beforeClose: () => context.close() });
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${world.url}/issue/${letter}`);
  await mailShows(page, 'The wall is full');
  return { world, page, requests };
}

/** Far more than a machine under load takes. */
const patienceMs = 60_000;

/** An expression of the page that becomes true; `evaluate` is not under the page's policy. */
async function becomes(page: Page, condition: string): Promise<void> {
  const isSo = await page.evaluate(`new Promise((resolve) => {
    const end = Date.now() + ${patienceMs};
    const look = () => { const isSo = Boolean(${condition}); if (isSo || Date.now() > end) resolve(isSo); else setTimeout(look, 10); };
    look();
  })`);
  assert.equal(isSo, true, `it never became so: ${condition}`);
}

const frames = "[...document.querySelectorAll('.device:not([hidden]) iframe')]";

async function mailShows(page: Page, text: string): Promise<void> {
  await becomes(page, `${frames}.length > 0 && ${frames}.every((frame) => frame.contentDocument?.body?.textContent.includes(${JSON.stringify(text)}))`);
}

async function change(world: DeskWorld, from: string, to: string): Promise<void> {
  const text = await readFile(world.issueFile, 'utf8');
  assert.ok(text.includes(from), from);
  await writeFile(`${world.issueFile}.new`, text.replace(from, to));
  await rename(`${world.issueFile}.new`, world.issueFile);
}

const title = 'The wall is full, so we are building a second one';

test('a save is seen in place: every width shows it, and nothing scrolls away', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page, requests } = opened;
  await page.evaluate(`${frames}[1].contentDocument.scrollingElement.scrollTo(0, 300)`);
  await change(world, title, 'Quite another title');
  await mailShows(page, 'Quite another title');
  assert.ok(Number(await page.evaluate(`${frames}[1].contentDocument.scrollingElement.scrollTop`)) > 250);
  await becomes(page, "document.getElementById('panel').textContent.includes('Quite another title')");
  assert.deepEqual(requests.filter((url) => !url.startsWith(world.url) && !url.startsWith('data:')), [], 'nothing leaves the machine');
  assert.match(String(await page.evaluate(`${frames}[0].contentDocument.querySelector('td, div').getAttribute('style')`)), /./, 'styles of the elements are kept');
});

test('a fault lies over the last good state with its place, and goes when it is mended', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  await change(world, 'title: ', 'titel: ');
  const faults = page.locator('#faults');
  await faults.waitFor({ state: 'visible' });
  assert.match(await faults.innerText(), /did you mean "title"\?/);
  assert.match(await faults.locator('pre.code').first().innerText(), /titel/);
  assert.match(await faults.locator('a.place').first().getAttribute('href') ?? '', /^vscode:\/\/file\/.*issue\.yaml:\d+:\d+$/);
  await mailShows(page, title);
  await change(world, 'titel: ', 'title: ');
  await faults.waitFor({ state: 'hidden' });
});

test('faults that are mended while they are asked for do not come back', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  const steps = new EventEmitter();
  const [asked, mended] = [once(steps, 'asked'), once(steps, 'mended')];
  await page.route('**/faults/**', async (route) => {
    const response = await route.fetch();
    steps.emit('asked');
    await mended;
    await route.fulfill({ response });
  });
  await change(world, 'title: ', 'titel: ');
  await asked;
  await change(world, 'titel: ', 'title: ');
  await becomes(page, "!document.body.classList.contains('faulty')");
  const late = page.waitForResponse('**/faults/**');
  steps.emit('mended');
  await (await late).finished();
  // What the answer does is done before another one has come.
  await page.evaluate(`fetch('/state/${letter}').then((answer) => answer.text())`);
  assert.equal(await page.locator('#faults').isVisible(), false);
});

test('all of it goes by keys, and the view is the address', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  await page.keyboard.press('d');
  assert.match(page.url(), /colours=dark/);
  await becomes(page, `getComputedStyle(${frames}[0].contentDocument.documentElement).colorScheme === 'dark'`);
  await page.keyboard.press('i');
  await becomes(page, `${frames}[0].contentDocument.querySelectorAll('img[src]').length === 0`);
  await page.keyboard.press('1');
  assert.equal(await page.locator('.device[data-of=mail][data-width="320"]').isVisible(), false);
  await page.keyboard.press('t');
  await page.locator('pre.columns').waitFor();
  await page.keyboard.press('s');
  await page.locator('pre.source').waitFor();
  await page.keyboard.press('?');
  assert.ok(await page.locator('#help').isVisible());
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await mailShows(page, title);
  assert.equal(await page.locator('.device[data-of=mail][data-width="320"]').isVisible(), false, 'the address brings the view back');
  assert.ok(address.startsWith(world.url));
});

test('whatever the mail is made of is watched: theme, partial, masthead, word list, picture, a text beside it', async (t) => {
  const opened = await openPreview(t, { withTemplates: true });
  if (opened === undefined) return;
  const { world: { project, issueFile }, page } = opened;
  const newsletter = join(issueFile, '..', '..');
  await writeFile(join(newsletter, 'theme.yaml'), 'light: {accent: "#0b5394"}\n');
  await becomes(page, `${frames}.every((frame) => frame.contentDocument.documentElement.outerHTML.toLowerCase().includes('#0b5394'))`);
  const partial = join(project, 'templates', 'letter', 'mail.mjml.hbs');
  await writeFile(`${partial}~new`, (await readFile(partial, 'utf8')).replace('</mj-body>', '<mj-section><mj-column><mj-text>From the template</mj-text></mj-column></mj-section></mj-body>'));
  await rename(`${partial}~new`, partial);
  await mailShows(page, 'From the template');
  const masthead = join(newsletter, 'newsletter.yaml');
  await rename(masthead, `${masthead}~`);
  await writeFile(masthead, (await readFile(`${masthead}~`, 'utf8')).replace(/^name: .*$/m, 'name: Quite Another Masthead'));
  await mailShows(page, 'Quite Another Masthead');
  await becomes(page, "document.getElementById('panel').textContent.includes('Quite Another Masthead')");
  await writeFile(join(newsletter, 'words.yaml'), 'forbidden: [{word: wall, say: bulwark}]\n');
  await becomes(page, "document.getElementById('panel').textContent.includes('bulwark')");
  const folder = join(issueFile, '..');
  await mkdir(join(folder, 'images'), { recursive: true });
  await writeFile(join(folder, 'images', 'new.png'), createPng(40, 20, [200, 0, 0]));
  await writeFile(join(folder, 'more.md'), 'A text of its own.\n\n![red](images/new.png)\n');
  const text = await readFile(issueFile, 'utf8');
  await writeFile(issueFile, `${text.trimEnd()}\n  - title: More\n    items: [{title: Added, body: {file: more.md}}]\n`);
  await mailShows(page, 'A text of its own.');
  const sourceOf = `${frames}[0].contentDocument.querySelector('img[alt=red]')?.getAttribute('src')`;
  await becomes(page, `${sourceOf} !== undefined`);
  const before = String(await page.evaluate(sourceOf));
  await writeFile(join(folder, 'images', 'new.png'), createPng(40, 20, [0, 0, 200]));
  await becomes(page, `${sourceOf} !== ${JSON.stringify(before)}`);
});

test('readers are those of readers.yaml beside the issues, as soon as it is saved; whoever was chosen stays', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  const options = "[...document.getElementById('reader').options].map(({ textContent }) => textContent).join()";
  await writeFile(join(world.project, 'readers.yaml'), '- {name: Ana, address: ana@mail.example}\n- {name: Bo, address: bo@mail.example}\n');
  await becomes(page, `${options}.startsWith('Ana,Bo')`);
  assert.equal(await page.evaluate("document.getElementById('reader').selectedIndex"), 0, 'the first stands for nobody chosen');
  await page.keyboard.press('r');
  await writeFile(join(world.project, 'readers.yaml'), '- {name: Ana, address: ana@mail.example}\n- {name: Bea, address: bea@mail.example}\n');
  await becomes(page, `${options}.startsWith('Ana,Bea')`);
  assert.equal(await page.evaluate("document.getElementById('reader').selectedOptions[0].textContent"), 'Bea');
});

test('what stands beside a newer mail says that it is of the one before', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  await becomes(page, "document.getElementById('panel').childElementCount > 0");
  await page.evaluate("window.seen = []; new MutationObserver(() => window.seen.push(document.getElementById('panel').getAttribute('aria-busy'))).observe(document.getElementById('panel'), { attributes: true, attributeFilter: ['aria-busy'] })");
  await change(world, title, 'A title with its panel');
  await becomes(page, "document.getElementById('panel').textContent.includes('A title with its panel')");
  assert.match(String(await page.evaluate('window.seen.join()')), /true,false$/);
});

test('as many widths are shown as can be read side by side, until they are chosen', async (t) => {
  const opened = await openPreview(t, { width: 1440 });
  if (opened === undefined) return;
  const { page } = opened;
  const shown = "[...document.querySelectorAll('.device:not([hidden])')].map(({ dataset }) => dataset.width).join()";
  for (const [width, expected] of [[1440, '320,375,600'], [1024, '375,600'], [2600, '320,375,600,free'], [420, '375']] as const) {
    await page.setViewportSize({ width, height: 900 });
    await becomes(page, `${shown} === '${expected}'`);
    assert.ok(width === 420 || await page.evaluate("document.getElementById('frames').scrollWidth <= document.getElementById('frames').clientWidth"), `${width}: none is cut`);
  }
  await page.keyboard.press('7');
  await becomes(page, `${shown} === '375,free'`);
  assert.match(page.url(), /widths=375%2Cfree/);
});

test('the free width is dragged by its edge, moved by arrows, and stands in the address; full is all the room', async (t) => {
  const opened = await openPreview(t, { width: 1440 });
  if (opened === undefined) return;
  const { page } = opened;
  await page.keyboard.press('7');
  for (const width of ['1', '3', '4']) await page.keyboard.press(width);
  const edge = "document.getElementById('free-handle').getBoundingClientRect()";
  const inside = "document.querySelector('.device[data-width=free] iframe').contentWindow.innerWidth";
  await becomes(page, `${inside} === 760`);
  const handle = (await page.locator('#free-handle').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [-40, -150, -100]) {
    await page.mouse.move(x + by, y);
    await becomes(page, `${inside} === ${760 + by} && Math.abs(${edge}.left - ${handle.x + by}) < 2`);
  }
  await page.mouse.up();
  await becomes(page, "location.search.includes('free=660')");
  await page.locator('#free-handle').press('ArrowRight');
  await becomes(page, "location.search.includes('free=680')");
  assert.equal(await page.locator('#free-handle').getAttribute('aria-valuenow'), '680');
  assert.equal(await page.locator('#free').inputValue(), '680');
  await page.locator('#free-handle').press('Home');
  await becomes(page, "location.search.includes('free=280')");
  await page.keyboard.press('6');
  await page.keyboard.press('7');
  await becomes(page, "location.search.includes('widths=full')");
  assert.ok(await page.evaluate("document.querySelector('.device[data-width=full] iframe').offsetWidth > document.getElementById('stage').clientWidth - 40"));
});

test('the web edition stands beside the mail at the same widths, and follows the same saves', async (t) => {
  const opened = await openPreview(t, { width: 1440 });
  if (opened === undefined) return;
  const { world, page, requests } = opened;
  assert.equal(requests.some((url) => url.includes('/edition/letter/2026-11-20-hello') && !url.includes('.')), false, 'nobody asked for it yet');
  const shown = "[...document.querySelectorAll('.device:not([hidden])')].map(({ dataset }) => dataset.of + dataset.width).join()";
  await page.keyboard.press('b');
  assert.match(page.url(), /beside=on/);
  await becomes(page, `${shown} === 'mail375,edition375'`);
  await page.keyboard.press('1');
  await becomes(page, `${shown} === 'mail320,edition320,mail375,edition375'`);
  await becomes(page, `${frames}.map(({ src }) => new URL(src).pathname.split('/')[1]).join() === 'frame,edition,frame,edition'`);
  await change(world, title, 'A title for both');
  await mailShows(page, 'A title for both');
  await page.keyboard.press('b');
  await becomes(page, `${shown} === 'mail320,mail375'`);
});

test('the comparison tells the share of pixels that differ, and counts again after a save', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page, requests } = opened;
  assert.equal(requests.some((url) => url.endsWith('pixels.js')), false, 'the mail does not wait for it');
  await cp(join(world.issueFile, '..'), join(world.issueFile, '..', '..', '2026-10-20-before'), { recursive: true });
  await page.keyboard.press('c');
  const words = "(document.getElementById('pixels')?.textContent ?? '')";
  const share = `Number.parseFloat(${words})`;
  await becomes(page, `/^(Less than )?[0-9.]+ % of the pixels differ/.test(${words}) && ${words} !== ''`);
  const before = String(await page.evaluate(words));
  assert.ok(before.startsWith('Less') || Number.parseFloat(before) < 5, before);
  await change(world, title, 'A title that is quite another one, over more than a single line of the mail, so that all below it moves down');
  await becomes(page, `${share} > 5 && ${share} < 100`);
});

test('links are asked by a key, and the panel says what came of it', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  await change(world, 'https://lanternlane.example/december', 'http://127.0.0.1:9/december');
  await becomes(page, "document.getElementById('panel').textContent.includes('127.0.0.1:9')");
  assert.match(String(await page.locator('#panel').textContent()), /nothing leaves this machine until you say so/);
  await page.keyboard.press('a');
  await becomes(page, "document.getElementById('panel').textContent.includes('an address of this machine')");
  assert.ok(await page.locator('[data-do=ask-links]').isEnabled());
});

test('a new issue comes into the list without loading the page again', async (t) => {
  const opened = await openPreview(t);
  if (opened === undefined) return;
  const { world, page } = opened;
  await cp(packagePath('issues', 'letter', '2026-11-20-hello'), `${world.project}/issues/letter/2026-12-01-more`, { recursive: true });
  await page.locator('[data-issue="letter/2026-12-01-more"]').waitFor();
});

test('the help names every key that does something', () => {
  const code = readFileSync(packagePath('src', 'web', 'preview', 'browser', 'keys.ts'), 'utf8');
  const actions = /const actions: .*? = \{([^]*?)\n\};/.exec(code)?.[1] ?? '';
  const keys = [...actions.matchAll(/(?:^|[,{\s])(?:'([^']+)'|([a-zA-Z0-9]+)):\s/g)].map((match) => match[1] ?? match[2] ?? '').filter((key) => key.length === 1 || key === 'Escape');
  const named = shortcuts.flatMap((shortcut) => shortcut.keys);
  assert.deepEqual(keys.filter((key) => key !== '=' && !named.includes(key === 'Escape' ? 'Esc' : key)), []);
  assert.ok(keys.length > 20);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page has no serious fault of accessibility, ${colorScheme}`, async (t) => {
    const opened = await openPreview(t, { colorScheme });
    if (opened === undefined) return;
    const { world, page } = opened;
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const look = async (): Promise<unknown> => {
      await page.evaluate(axe);
      return page.evaluate("axe.run(document, { iframes: false }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')))");
    };
    await becomes(page, "document.getElementById('panel').childElementCount > 0");
    assert.deepEqual(await look(), [], 'mail');
    for (const key of ['t', 's', 'c', '?']) {
      await page.keyboard.press(key);
      await becomes(page, key === '?' ? "document.getElementById('help').open" : "document.getElementById('sheet').childElementCount > 0");
      assert.deepEqual(await look(), [], key);
    }
    await page.keyboard.press('Escape');
    await change(world, 'title: ', 'titel: ');
    await page.locator('#faults').waitFor({ state: 'visible' });
    assert.deepEqual(await look(), [], 'faults');
  });
}

test('the web edition stands on whole pixels, so that no line of the frame shows beside a dark page', async (t) => {
  const opened = await openPreview(t, { width: 1280, colorScheme: 'dark' });
  if (opened === undefined) return;
  await opened.page.keyboard.press('w');
  await becomes(opened.page, "document.querySelector('iframe.web') !== null");
  assert.deepEqual(await opened.page.evaluate("(({ left, width }) => [left % 1, width % 1])(document.querySelector('iframe.web').getBoundingClientRect())"), [0, 0]);
});

test('a narrow window shows all of it without scrolling sideways, its tools in one row', async (t) => {
  const opened = await openPreview(t, { width: 375 });
  if (opened === undefined) return;
  assert.equal(await opened.page.evaluate("Math.max(...[...document.querySelectorAll('#tools button, #tools select')].map((one) => one.offsetTop)) - Math.min(...[...document.querySelectorAll('#tools button')].map((one) => one.offsetTop)) < 20"), true, 'one row');
  await opened.page.locator('[data-toggle="zoom=full"]').click();
  await becomes(opened.page, "location.search.includes('zoom=full')");
  assert.equal(await opened.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0);
});

test('with a list its people are the readers, and each sees the sections that the send would give them', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  const people = await openWorld(t);
  for (const [address, name] of [['ada@pro.example', 'Ada'], ['ben@home.example', 'Ben']] as const) {
    await addSubscriber(people.store, { list: people.list, address, name, source: 'admin', at: new Date() });
  }
  const opened = await openPreview(t, { list: people.list.slug, settings: { databaseUrl: people.databaseUrl } });
  if (opened === undefined) return;
  const { world, page } = opened;
  assert.deepEqual((await page.locator('#reader option').allTextContents()).toSorted(), ['Ada', 'Ben', 'The longest values']);
  await change(world, 'On Tuesday evening', 'Good day, {{reader.name default="neighbour"}}. On Tuesday evening');
  await writeFile(world.issueFile, `${(await readFile(world.issueFile, 'utf8')).trimEnd()}\n  - title: For those who work with them\n    id: pro\n    readers: domain = "pro.example"\n    items:\n      - title: Oil\n        id: oil\n        body: Every second week.\n`);
  await page.locator('#reader').selectOption({ label: 'Ada' });
  await mailShows(page, 'Good day, Ada.');
  await mailShows(page, 'For those who work with them');
  await page.locator('#reader').selectOption({ label: 'Ben' });
  await mailShows(page, 'Good day, Ben.');
  await becomes(page, `${frames}.every((frame) => !frame.contentDocument.body.textContent.includes('For those who work with them'))`);
});
