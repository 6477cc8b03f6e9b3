/** The page of unmatched messages in a real browser: readable at every width, in both colour schemes and languages, in every direction of writing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { silentLog } from '../../../src/log.js';
import { toCampaignId, toSubscriberId } from '../../../src/ids.js';
import type { FeedbackRow } from '../../../src/store/feedback.js';
import { startWeb } from '../../../src/web/server.js';
import { createUnmatchedRoutes, type UnmatchedDesk } from '../../../src/web/unmatched/unmatched-routes.js';
import { createWeb } from '../../../src/web/web.js';
import { findProgram, skipUnless } from '../../support/require.js';

const receivedAt = new Date('2026-11-20T08:00:00Z');
const long = 'b-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@bounces.a-rather-long-domain.example';

const messages = {
  '1': { from: '메일 배달 시스템 <mailer-daemon@naver.example>', subject: '반송된 메일: 주간 소식 134호', text: '아래 받는 사람에게 배달하지 못했습니다.\n<kim@naver.example>: 550 5.1.1 존재하지 않는 계정입니다.', diagnostic: '550 5.1.1 존재하지 않는 계정입니다.' },
  '2': { from: 'Mail Delivery Subsystem <mailer-daemon@mail.example>', subject: 'Delivery Status Notification (Failure)', text: `<${long}>: host mx.mail.example said: 550 5.1.1 user unknown`, diagnostic: '550 5.1.1 user unknown' },
  '3': { from: 'نظام تسليم البريد <mailer-daemon@mail.example>', subject: 'تعذر تسليم الرسالة', text: 'تعذر تسليم رسالتك إلى <kim@mail.example> لأن صندوق البريد ممتلئ.', diagnostic: '552 5.2.2 صندوق البريد ممتلئ' },
} as const;

const rowOf = (id: string): FeedbackRow => ({ id, receivedAt, source: 'smtp', state: 'unmatched', envelopeRecipient: id === '2' ? long : 'postmaster@example.org', note: id === '3' ? messages['3'].diagnostic : 'no token of ours in recipient, Message-ID or original' });

const desk: UnmatchedDesk = {
  readLink: async () => ({ actor: 'link:1', theme: { accent: '#b3261e', font: 'serif', logo: null } }),
  list: async () => ({ unmatched: Object.keys(messages).map(rowOf), disagreeing: [rowOf('2')] }),
  show: async (id) => {
    const { diagnostic, ...words } = messages[id as keyof typeof messages];
    return {
      kept: { ...rowOf(id), raw: Buffer.from(`Subject: x\r\n\r\n${words.text}`) }, words,
      reports: [{ recipient: 'kim@naver.example', kind: 'hard', bucket: 'invalid', reason: 'userunknown', status: '5.1.1', replyCode: '550', action: 'failed', diagnostic, source: 'text' }],
      candidates: id === '1' ? [{ campaignId: toCampaignId('3'), subscriberId: toSubscriberId('12'), state: 'accepted', createdAt: receivedAt }] : [],
    };
  },
  settle: async () => undefined,
  dismiss: async () => undefined,
};

test('unmatched messages in Korean, English and Arabic fit 375 and 1280 pixels and pass axe, light and dark', async (t) => {
  const executablePath = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
  if (skipUnless(t, executablePath !== undefined, 'chromium') || executablePath === undefined) return;
  const web = await startWeb({ host: '127.0.0.1', port: 0, log: silentLog, app: createWeb({ log: silentLog, rooms: [['/unmatched', createUnmatchedRoutes(desk)]] }) });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.after(async () => { await browser.close(); await web.close(); });
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // axe is injected.
  const page = await browser.newPage({ bypassCSP: true });
  for (const width of [375, 1280]) for (const colorScheme of ['light', 'dark'] as const) for (const path of ['token', 'token/1', 'token/2', 'token/3']) {
    const lang = colorScheme === 'light' ? 'ko' : 'en';
    const what = `${path} at ${width}, ${colorScheme}, ${lang}`;
    await page.setExtraHTTPHeaders({ 'Accept-Language': lang });
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${web.url}/unmatched/${path}`);
    await page.addScriptTag({ content: axe });
    // COURANT_TEST_PICTURES=folder keeps what was seen.
    if (process.env['COURANT_TEST_PICTURES'] !== undefined) await page.screenshot({ path: join(process.env['COURANT_TEST_PICTURES'], `${what.replaceAll(/\W+/g, '-')}.png`), fullPage: true });
    assert.equal(await page.getAttribute('html', 'lang'), lang, what);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${what} is too wide`);
    assert.deepEqual(await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`), [], what);
  }
});
