import assert from 'node:assert/strict';
import test from 'node:test';
import type { Hono } from 'hono';
import { createLog, silentLog } from '../../src/log.js';
import type { LeavingView } from '../../src/audience/leaving.js';
import { chooseLanguage } from '../../src/audience/words/words.js';
import { createUnsubscribeRoutes } from '../../src/web/public/unsubscribe.js';
import { createWeb } from '../../src/web/web.js';

type Desk = { readonly web: Hono; readonly acts: string[]; status: LeavingView['status'] };

function openDesk(lang = 'ko', log = silentLog): Desk {
  const desk = { acts: [] as string[], status: 'subscribed' as LeavingView['status'], web: undefined as unknown as Hono };
  const view = (token: string): LeavingView | undefined => token !== 'good-token' ? undefined : {
    listName: '주간 <소식>', language: chooseLanguage(lang), theme: { accent: null, font: 'sans', logo: null }, timeZone: null, maskedAddress: 'mi…@mail.example', status: desk.status, pausedUntil: null, canUndo: true,
  };
  desk.web = createWeb({
    log,
    rooms: [['/u', createUnsubscribeRoutes({
      themeOf: async () => null,
      readUnsubscribe: async (token) => view(token),
      pauseDays: [30, 90],
      act: async (token, how) => {
        if (view(token) === undefined) return undefined;
        desk.acts.push(how);
        desk.status = 'unsubscribed';
        return view(token);
      },
    })]],
  });
  return desk;
}

const post = (body: string, type = 'application/x-www-form-urlencoded'): RequestInit => ({ method: 'POST', body, headers: { 'Content-Type': type } });

test('opening the link, however often and by whatever method only reads, changes nothing', async () => {
  const desk = openDesk();
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) await desk.web.request('/u/good-token', { method });
  for (const method of ['PUT', 'DELETE', 'PATCH']) assert.equal((await desk.web.request('/u/good-token', { method })).status, 404);
  assert.equal((await desk.web.request('/u/good-token?leave=yes&List-Unsubscribe=One-Click')).status, 200);
  assert.deepEqual(desk.acts, []);
});

test('the page names the newsletter, escaped, in the language of the list', async () => {
  const html = await (await openDesk('ko-KR').web.request('/u/good-token')).text();
  assert.match(html, /<html lang="ko">/);
  assert.match(html, /주간 &lt;소식&gt;/);
  assert.match(html, /<button type="submit" class="main" name="act" value="leave">구독 해지<\/button>/);
  assert.match(await (await openDesk('en').web.request('/u/good-token')).text(), /<html lang="en">.*Unsubscribe\?/s);
  assert.match(await (await openDesk('fi').web.request('/u/good-token')).text(), /<html lang="en">/, 'English when we have no words');
});

const acts: readonly [body: string, type: string | undefined, how: string, why: string][] = [
  ['List-Unsubscribe=One-Click', undefined, 'one-click', 'RFC 8058 urlencoded'],
  ['--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n', 'multipart/form-data; boundary=b', 'one-click', 'RFC 8058 multipart'],
  ['act=leave', undefined, 'leave', 'the form'],
  ['act=leave-all', undefined, 'leave-all', 'the form, all lists'],
  ['act=pause-30', undefined, 'pause-30', 'the form, a break'],
  ['leave=yes', undefined, 'leave', 'a form that was open since an older version'],
];
for (const [body, type, how, why] of acts) {
  test(`POST unsubscribes, twice with the same answer, without cookie or redirect: ${why}`, async () => {
    const desk = openDesk();
    const first = await desk.web.request('/u/good-token', post(body, type));
    const second = await desk.web.request('/u/good-token', post(body, type));
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.equal(first.headers.get('set-cookie'), null);
    assert.equal(first.headers.get('location'), null);
    assert.equal(await first.text(), await second.text());
    assert.deepEqual([...new Set(desk.acts)], [how]);
    assert.match(await (await desk.web.request('/u/good-token')).text(), /구독을 해지했습니다.*value="undo"/s);
  });
}

test('a POST that says nothing of leaving shows the form again', async () => {
  const desk = openDesk();
  for (const body of ['', 'leave=no', 'act=pause-31', 'act=constructor', 'List-Unsubscribe=no', '{"leave":"yes"}']) {
    const response = await desk.web.request('/u/good-token', post(body));
    assert.equal(response.status, 400, body);
    assert.match(await response.text(), /<form method="post" class="acts">/);
  }
  assert.equal((await desk.web.request('/u/good-token', post('leave=yes' + 'x'.repeat(20_000)))).status, 413);
  assert.deepEqual(desk.acts, []);
});

test('every wrong token gets the same answer, read or posted', async () => {
  const desk = openDesk();
  const answers = new Set<string>();
  for (const token of ['x', 'good-tokeN', 'good-token0', '%00', '%E0%A4%A', 'a'.repeat(3000), '..%2f..%2fetc']) {
    for (const init of [undefined, post('List-Unsubscribe=One-Click'), post('leave=yes'), post('')]) {
      const response = await desk.web.request(`/u/${token}`, init);
      answers.add(`${response.status} ${[...response.headers].join()} ${await response.text()}`);
    }
  }
  assert.equal(answers.size, 1);
  assert.match([...answers][0] ?? '', /^404 .*This link does not work/s);
});

test('the refusal speaks the visitor\'s language', async () => {
  const response = await openDesk().web.request('/u/x', { headers: { 'Accept-Language': 'ko-KR,ko;q=0.9,en;q=0.8' } });
  assert.match(await response.text(), /사용할 수 없는 링크입니다/);
});

test('the token goes neither into caches nor referrers nor frames nor the log', async () => {
  const lines: string[] = [];
  const desk = openDesk('ko', createLog({ level: 'debug', write: (line) => lines.push(line), now: () => new Date(0) }));
  const response = await desk.web.request('/u/good-token');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.doesNotMatch(await response.text(), /https?:\/\//, 'nothing is loaded from elsewhere');
  assert.match(lines.join(''), /"route":"\/u\/:token"/);
  assert.doesNotMatch(lines.join(''), /good-token/);
});
