/** The links of a mail as the panel lists them, and how they are asked: by real servers on loopback. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createLinkDesk } from '../../src/preview/ask-links.js';
import { listLinks } from '../../src/preview/links.js';
import { makeSubject } from '../preflight/subject.js';

const withLinks = (...links: readonly string[]) => makeSubject({ html: (html) => html.replace('</body>', `${links.map((href, index) => `<a href="${href}">link ${index}</a>`).join('')}</body>`) });

test('each address is listed once, with how often it is there and where it leads', async () => {
  const subject = await withLinks('https://a.example/x#one', 'https://a.example/x#two', '#nowhere', 'mailto:me@a.example');
  const byAddress = new Map(listLinks(subject).map((link) => [link.address, link]));
  assert.deepEqual([byAddress.get('https://a.example/x')?.count, byAddress.get('https://a.example/x')?.kind, byAddress.get('https://a.example/x')?.words], [2, 'other', ['link 0', 'link 1']]);
  assert.deepEqual([byAddress.get('#nowhere')?.kind, byAddress.get('#nowhere')?.isLost], ['within', true]);
  assert.equal(byAddress.get('mailto:me@a.example')?.kind, 'program');
  assert.ok([...byAddress.values()].some(({ kind }) => kind === 'own'), 'the way out and the web edition are own pages');
});

test('links are asked when somebody says so; answers and where redirects end are known from then on', async (t) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/moved') response.writeHead(301, { location: '/here' }).end();
    else response.writeHead(request.url === '/gone' ? 404 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const desk = createLinkDesk({ cacheFile: undefined, now: Date.now, linkTimeoutMs: 2_000, trustedHosts: [host] });
  const subject = await withLinks(`http://${host}/moved`, `http://${host}/gone`, 'http://192.168.0.1/router');
  const own = { ...subject, links: subject.links.filter(({ words }) => words.startsWith('link ')) };
  assert.equal(desk.known().askedAt, undefined);
  assert.deepEqual(asked, []);
  await desk.ask(own);
  const { answers, failed } = desk.known();
  assert.equal(failed, undefined);
  assert.deepEqual(answers.get(`http://${host}/moved`), { status: 200, redirects: [`http://${host}/here`] });
  assert.deepEqual(answers.get(`http://${host}/gone`), { status: 404, redirects: [] });
  assert.equal((answers.get('http://192.168.0.1/router') as { fault?: string }).fault, 'private', 'the own network is not asked');
});

test('without a network that is what is told, and nothing is held against a link', async () => {
  const desk = createLinkDesk({ cacheFile: undefined, now: Date.now, linkTimeoutMs: 2_000, trustedHosts: ['127.0.0.1:1', 'localhost:1'] });
  const subject = await withLinks('http://127.0.0.1:1/', 'http://localhost:1/');
  await desk.ask({ ...subject, links: subject.links.filter(({ words }) => words.startsWith('link ')) });
  assert.equal(desk.known().failed, 'no server could be reached');
  assert.equal(desk.known().answers.size, 0);
});
