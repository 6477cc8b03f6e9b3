/** Who reaches what of the preview, over real HTTP. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { openCatcher } from '../../catcher/support.js';
import { letter, openDeskWorld, type DeskWorld } from './support.js';

type Answer = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> };

/** node:http and not fetch: it sends any Host and leaves `..` in a path as it is. Each on a connection of its own: a kept one may be closed by the server just when it is used again. */
function ask(world: DeskWorld, path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    const made = request({ hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), headers: answer.headers }));
    });
    made.on('error', reject);
    made.end(options.body);
  });
}

async function tokenOf(world: DeskWorld): Promise<string> {
  const { body } = await ask(world, `/issue/${letter}`);
  return /name="courant-token" content="([^"]+)"/.exec(body)?.[1] ?? '';
}

test('it listens on this machine only', async (t) => {
  const world = await openDeskWorld(t);
  assert.equal(new URL(world.url).hostname, '127.0.0.1');
});

test('a name that only resolves to this machine is turned away', async (t) => {
  const world = await openDeskWorld(t);
  const { port } = new URL(world.url);
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example', '169.254.169.254']) {
    assert.equal((await ask(world, `/issue/${letter}`, { headers: { host } })).status, 421, host);
  }
  assert.equal((await ask(world, `/issue/${letter}`, { headers: { host: `localhost:${port}` } })).status, 200);
});

test('what another site asks for is refused; a link to the page is not', async (t) => {
  const world = await openDeskWorld(t);
  const from = (site: string, mode: string, dest: string): Record<string, string> => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest });
  for (const path of [`/frame/${letter}`, `/sheet/${letter}?tab=source`, '/events', `/state/${letter}`]) {
    assert.equal((await ask(world, path, { headers: from('cross-site', 'no-cors', 'script') })).status, 403, path);
    assert.equal((await ask(world, path, { headers: from('cross-site', 'navigate', 'iframe') })).status, 403, `${path} in a frame`);
  }
  assert.equal((await ask(world, `/issue/${letter}`, { headers: from('cross-site', 'navigate', 'document') })).status, 200);
});

const strangePaths = [
  '/frame/../../secret.txt', '/frame/..%2f..%2fsecret.txt/x', '/frame/%2e%2e/%2e%2e', '/frame/letter/..', '/frame/letter/%2e%2e%2f%2e%2e%2fsecret.txt', '/issue/letter/....//....//secret.txt', '/assets/../../secret.txt',
  '/assets/desk/..%2f..%2f..%2fpackage.json', '/assets/desk/tsconfig.json', `/edition/${letter}/..%2f..%2f..%2f..%2fsecret.txt`, `/edition/${letter}/issue.yaml`, `/edition/${letter}/%2e%2e%5c%2e%2e%5csecret.txt`, '/frame/%00/x', '/frame/letter/2026-11-20-hello%00.yaml', '/secret.txt', '//etc/passwd', '/frame/C:%5c/secret.txt',
  `/sheet/${letter}?tab=source&source=issue&file=../../../../secret.txt`, `/sheet/${letter}?tab=source&source=issue&file=999999`,
];

test('no path leads out of the issues', async (t) => {
  const world = await openDeskWorld(t);
  for (const path of strangePaths) {
    const { status, body } = await ask(world, path);
    assert.ok(!body.includes('the secret of the project') && !body.includes('root:'), path);
    // Dots that make `/` of a path lead to the first issue.
    if (!path.startsWith('/sheet')) assert.ok(status === 404 || status === 302, `${path}: ${status}`);
  }
});

test('a link in the issue that leads out of its newsletter is not among its files', async (t) => {
  const world = await openDeskWorld(t);
  await symlink(join(world.project, 'secret.txt'), join(world.issueFile, '..', 'leak.md'));
  await symlink(world.project, join(world.issueFile, '..', 'outside'));
  await writeFile(join(world.project, 'notes.md'), 'the secret of the project\n');
  await writeFile(join(world.issueFile, '..', 'own.md'), 'a text of its own\n');
  const { body } = await ask(world, `/sheet/${letter}?tab=source&source=issue`);
  assert.match(body, /own\.md/);
  assert.doesNotMatch(body, /leak\.md|outside/);
  const count = [...body.matchAll(/data-set="file=(\d+)"/g)].length;
  for (let file = 0; file < count; file += 1) {
    assert.doesNotMatch((await ask(world, `/sheet/${letter}?tab=source&source=issue&file=${file}`)).body, /the secret of the project/);
  }
});

test('what changes something wants the origin and the token of the page', async (t) => {
  const world = await openDeskWorld(t, { testRecipients: ['me@mail.example'] });
  const token = await tokenOf(world);
  assert.ok(token.length > 20);
  const post = (headers: Record<string, string>): Promise<Answer> => ask(world, `/send-test/${letter}`, { method: 'POST', headers: { host: new URL(world.url).host, ...headers }, body: JSON.stringify({ to: 'me@mail.example' }) });
  assert.equal((await post({})).status, 403, 'without an origin');
  assert.equal((await post({ 'origin': 'http://evil.example', 'x-courant-token': token })).status, 403, 'another origin');
  assert.equal((await post({ 'origin': 'null', 'x-courant-token': token })).status, 403, 'a frame without an origin');
  assert.equal((await post({ origin: world.url })).status, 403, 'without the token');
  assert.equal((await post({ 'origin': world.url, 'x-courant-token': `${token}x` })).status, 403, 'a wrong token');
  const { status, body } = await post({ 'origin': world.url, 'x-courant-token': token });
  assert.equal(status, 422);
  assert.match(body, /No SMTP account/);
  assert.equal((await ask(world, `/send-test/${letter}`)).status, 404, 'never by GET');
});

test('links are asked by POST with the token only, and the own network is left alone', async (t) => {
  const world = await openDeskWorld(t);
  const asked: string[] = [];
  const server = createServer((incoming, response) => { asked.push(incoming.url ?? ''); response.end(); }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const text = await readFile(world.issueFile, 'utf8');
  await writeFile(world.issueFile, text.replaceAll(/https?:\/\/[^\s)"'>]+/g, `http://127.0.0.1:${port}/x`));
  const headers = { host: new URL(world.url).host, origin: world.url };
  assert.equal((await ask(world, `/ask-links/${letter}`, { method: 'POST', headers })).status, 403);
  assert.equal((await ask(world, `/ask-links/${letter}`)).status, 404, 'never by GET');
  assert.match((await ask(world, `/panel/${letter}`)).body, /Not asked yet: nothing leaves this machine/);
  const answer = await ask(world, `/ask-links/${letter}`, { method: 'POST', headers: { ...headers, 'x-courant-token': await tokenOf(world) } });
  assert.equal(answer.status, 200, answer.body);
  assert.match((await ask(world, `/panel/${letter}`)).body, /an address of this machine or its network/);
  assert.deepEqual(asked, []);
});

test('mail and page are documents that run and ask for nothing', async (t) => {
  const world = await openDeskWorld(t);
  for (const path of [`/frame/${letter}`, `/edition/${letter}`, `/previous/${letter}`]) {
    const policy = String((await ask(world, path)).headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/, path);
    assert.match(policy, /sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox$/, path);
    assert.doesNotMatch(policy, /script-src|allow-scripts|https:/, path);
  }
  assert.match(String((await ask(world, `/frame/${letter}?pictures=all`)).headers['content-security-policy']), /img-src 'self' data: https: http:/);
  const desk = await ask(world, `/issue/${letter}`);
  const policy = String(desk.headers['content-security-policy']);
  assert.doesNotMatch(policy, /unsafe/);
  assert.match(policy, /frame-ancestors 'none'/);
  for (const [frame] of desk.body.matchAll(/<iframe[^>]*>/g)) assert.doesNotMatch(frame, /allow-scripts/);
  assert.equal(desk.headers['cross-origin-resource-policy'], 'same-origin');
});

async function sendTest(t: TestContext, to: string): Promise<{ readonly answer: Answer; readonly mails: readonly string[] }> {
  const { catcher } = await openCatcher(t);
  const world = await openDeskWorld(t, { testRecipients: ['me@mail.example', '@desk.example'], relayUrl: `smtp://127.0.0.1:${catcher.port}`, publicUrl: 'https://news.example' });
  const headers = { 'host': new URL(world.url).host, 'origin': world.url, 'x-courant-token': await tokenOf(world) };
  const answer = await ask(world, `/send-test/${letter}`, { method: 'POST', headers, body: JSON.stringify({ to, view: 'reader=longest' }) });
  const { entries } = catcher.mails({ offset: 0, limit: 10 });
  return { answer, mails: await Promise.all(entries.map(async ({ n }) => (await catcher.rawOf(n))?.toString('utf8') ?? '')) };
}

test('a test goes to the allow list, is marked, and its way out unsubscribes nobody', async (t) => {
  const { answer, mails } = await sendTest(t, 'anybody@desk.example');
  assert.equal(answer.status, 200, answer.body);
  assert.equal(mails.length, 1);
  const [mail = ''] = mails;
  assert.match(mail, /^Subject: \[TEST\] /m);
  assert.match(mail, /^List-Unsubscribe: <https:\/\/news\.example\/u\/test>\r$/m);
  assert.match(mail, /^To: .*<anybody@desk\.example>/ms);
});

test('a test to somebody else is refused politely, and nothing is sent', async (t) => {
  const { answer, mails } = await sendTest(t, 'stranger@mail.example');
  assert.equal(answer.status, 422);
  assert.match(answer.body, /stranger@mail\.example may not get tests.*testRecipients/);
  assert.deepEqual(mails, []);
});
