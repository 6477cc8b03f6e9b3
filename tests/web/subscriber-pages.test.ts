/** The subscriber's pages in a browser: they fit a phone, pass axe in two languages, load nothing from elsewhere and run without a script. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { chromium, type Page } from 'playwright-core';
import { keepLogo } from '../../src/audience/logo.js';
import { editList } from '../../src/audience/lists.js';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { makeUnsubscribeToken } from '../../src/message/unsubscribe-token.js';
import { findAxeFaults } from '../support/axe.js';
import { createPng } from '../support/png.js';
import { openPages, type Pages } from '../support/pages.js';
import { findProgram, skipUnless } from '../support/require.js';

/** Set: pictures of every page are put there, to be looked at. */
const shotsDir = process.env.COURANT_TEST_SHOTS;

/** One person of each language, with the links that their mails brought. */
async function linksFor(pages: Pages, lang: string): Promise<Readonly<Record<'leave' | 'confirm' | 'settings' | 'change', string>>> {
  const { world, list } = pages;
  const address = `${lang}@mail.example`;
  await world.subscribe(address);
  const [row] = await world.store.query<{ id: string }>('update subscribers set lang = $2 where address = $1 returning id', [address, lang]);
  const leave = `/u/${makeUnsubscribeToken(world.app.keys, { listId: list.id, subscriberId: toSubscriberId(row?.id ?? '0'), campaignId: toCampaignId('1') })}`;
  await pages.subscribe({ 'email': `new-${address}`, lang, 'page-lang': lang });
  await pages.post(leave, { act: 'link' });
  const settings = (await pages.mails()).findLast(({ to, path }) => to === address && path.startsWith('/p/'))?.path ?? '';
  await pages.post(settings, { act: 'address', email: `other-${address}` });
  const mails = await pages.mails();
  const pathTo = (to: string): string => mails.find((mail) => mail.to === to)?.path ?? '';
  return { leave, settings, confirm: pathTo(`new-${address}`), change: pathTo(`other-${address}`) };
}

test('every page of the subscriber passes axe in Korean and English, fits a phone, and asks nobody else for anything', async (t) => {
  const executablePath = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
  if (skipUnless(t, executablePath !== undefined, 'chromium') || executablePath === undefined) return;
  const pages = await openPages(t);
  await editList(pages.world.store, 'weekly', { accent: '#b3261e', font: 'serif', logo: await keepLogo(pages.world.store, writeLogo(t)) });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.after(() => browser.close());
  const seen: string[] = [];
  for (const lang of ['ko', 'en']) {
    const links = await linksFor(pages, lang);
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true, locale: lang }); // axe is injected
    const page = await context.newPage();
    page.on('request', (request) => assert.equal(new URL(request.url()).origin, pages.url, request.url()));
    const look = async (name: string, path?: string): Promise<void> => {
      if (path !== undefined) await page.goto(pages.url + path);
      else await page.waitForLoadState();
      if (shotsDir !== undefined) await shoot(page, join(shotsDir, `${name}-${lang}`));
      assert.equal(await page.getAttribute('html', 'lang'), lang, name);
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${name} is too wide`);
      assert.deepEqual(await findAxeFaults(page), [], `${name} in ${lang}`);
      seen.push(name);
    };
    await look('subscribe', `/s/weekly?lang=${lang}`);
    assert.equal(await page.locator('img.logo').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), 480, 'the logo is shown, and no larger than needed');
    assert.match(await page.evaluate('getComputedStyle(document.body).fontFamily'), /serif/);
    await page.fill('[name=email]', 'no address');
    await submit(page, 'form button.main');
    await look('subscribe-faults');
    await look('confirm', links.confirm);
    await submit(page, '[value=confirm]');
    await look('confirmed');
    await look('ask-link', '/p?list=weekly');
    await page.fill('[name=email]', '김민지@한국.kr');
    assert.equal(await page.evaluate('[...document.forms].every((form) => form.checkValidity())'), true, 'a browser lets an address beyond ASCII through');
    await submit(page, 'form button.main');
    await look('mailed');
    await look('settings', links.settings);
    assert.equal(await page.evaluate('getComputedStyle(document.querySelector("input[type=checkbox]")).accentColor'), 'rgb(179, 38, 30)', 'what is ticked has the colour of the list');
    await submit(page, '[value=save]');
    await look('settings-faults');
    await look('change', links.change);
    await submit(page, '[value=confirm]');
    await look('changed');
    await look('leave', links.leave);
    await submit(page, '[value=pause-30]');
    await look('paused');
    await submit(page, '[value=leave]');
    await look('left');
    await look('refused', '/p/none');
    await context.close();
  }
  t.diagnostic(`${seen.length} pages`);
});

/** Small and wide, light and dark. */
async function shoot(page: Page, path: string): Promise<void> {
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${path}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 360, height: 740 });
}

function writeLogo(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'courant-logo-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'logo.png');
  writeFileSync(path, createPng(600, 120, [30, 90, 140]));
  return path;
}

/** Past what the browser itself would refuse to send. */
async function submit(page: Page, button: string): Promise<void> {
  await page.evaluate('for (const form of document.forms) form.noValidate = true');
  await Promise.all([page.waitForNavigation(), page.locator(button).first().click()]);
}
