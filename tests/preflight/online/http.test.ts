/** What web servers are asked and how they answer, against real servers on loopback. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import type { LinkAnswer } from '../../../src/preflight/online.js';
import { isPublicAddress } from '../../../src/preflight/online/address-guard.js';
import { openLinkCache } from '../../../src/preflight/online/link-cache.js';
import { askLinks } from '../../../src/preflight/online/links.js';
import { askOneClick } from '../../../src/preflight/online/one-click-probe.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Site = { readonly host: string; readonly asked: string[] };

async function startSite(t: TestContext, handle: Handler): Promise<Site> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    handle(request, response);
  };
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A TLS server with the certificate of its own that smtp-server brings along: the handshake is all that is looked at. */
async function startTls(t: TestContext): Promise<string> {
  const server = new SMTPServer({ secure: true });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.after(() => new Promise<void>((resolve) => { server.close(resolve); }));
  return `127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const ways: Readonly<Record<string, Handler>> = {
  '/good': (_, response) => response.end('hello'),
  '/gone': (_, response) => response.writeHead(404).end(),
  '/no-head': (request, response) => (request.method === 'HEAD' ? response.writeHead(405).end() : response.end('hello')),
  '/head-cut': (request, response) => (request.method === 'HEAD' ? request.socket.destroy() : response.end('hello')),
  '/one': (_, response) => response.writeHead(302, { location: '/good' }).end(),
  '/two': (_, response) => response.writeHead(301, { location: 'one' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/script': (_, response) => response.writeHead(302, { location: 'javascript:alert(1)' }).end(),
  '/silent': () => undefined,
  '/endless': (_, response) => { response.write('x'.repeat(100_000)); },
};

const answerWay: Handler = (request, response) => (ways[request.url ?? ''] ?? ways['/gone'])?.(request, response);

async function ask(urls: readonly string[], trusted: readonly string[], timeoutMs = 2_000): Promise<ReadonlyMap<string, LinkAnswer>> {
  return askLinks(urls, { timeoutMs, cache: await openLinkCache(undefined, () => 0), trustedHosts: new Set(trusted) });
}

test('links are asked with HEAD, then GET; redirects are followed and counted', async (t) => {
  const { host, asked } = await startSite(t, answerWay);
  const url = (path: string): string => `http://${host}${path}`;
  const answers = await ask(['/good', '/gone', '/no-head', '/head-cut', '/two', '/round', '/script', '/endless'].map(url), [host]);
  assert.deepEqual(answers.get(url('/good')), { status: 200, redirects: [] });
  assert.deepEqual(answers.get(url('/gone')), { status: 404, redirects: [] });
  assert.deepEqual(answers.get(url('/no-head')), { status: 200, redirects: [] });
  assert.deepEqual(answers.get(url('/head-cut')), { status: 200, redirects: [] });
  assert.deepEqual(answers.get(url('/two')), { status: 200, redirects: [url('/one'), url('/good')] });
  assert.deepEqual(answers.get(url('/endless')), { status: 200, redirects: [] });
  const faultOf = (path: string) => { const answer = answers.get(url(path)); return answer !== undefined && 'fault' in answer ? answer.fault : undefined; };
  assert.deepEqual([faultOf('/round'), faultOf('/script')], ['loop', 'broken']);
  assert.deepEqual(asked.filter((line) => line.endsWith('/good')).includes('GET /good'), false, 'HEAD is enough where it is answered');
});

test('a server that says nothing, one that is not there, and a certificate nobody vouches for', async (t) => {
  const site = await startSite(t, answerWay);
  const secure = await startTls(t);
  const urls = [`http://${site.host}/silent`, 'http://127.0.0.1:9/', `https://${secure}/good`];
  const answers = await ask(urls, [site.host, '127.0.0.1:9', secure], 300);
  assert.deepEqual(urls.map((url) => { const answer = answers.get(url); return answer !== undefined && 'fault' in answer ? answer.fault : answer; }), ['timeout', 'refused', 'certificate']);
});

test('never more than two questions to one host, and six in all', async (t) => {
  const counts = { now: 0, most: 0, all: 0, mostOfAll: 0 };
  const handle = (own: { now: number; most: number }): Handler => (_, response) => {
    own.now++;
    counts.all++;
    own.most = Math.max(own.most, own.now);
    counts.mostOfAll = Math.max(counts.mostOfAll, counts.all);
    setImmediate(() => setImmediate(() => {
      own.now--;
      counts.all--;
      response.end();
    }));
  };
  const owns = Array.from({ length: 5 }, () => ({ now: 0, most: 0 }));
  const sites = await Promise.all(owns.map((own) => startSite(t, handle(own))));
  const urls = sites.flatMap(({ host }) => Array.from({ length: 8 }, (_, index) => `http://${host}/${index}`));
  const answers = await ask(urls, sites.map(({ host }) => host));
  assert.equal([...answers.values()].filter((answer) => 'status' in answer && answer.status === 200).length, 40);
  assert.ok(owns.every(({ most }) => most <= 2), JSON.stringify(owns));
  assert.ok(counts.mostOfAll <= 6, `${counts.mostOfAll} at once`);
});

test('a link to this machine is not asked: not by address, not by name, not by a redirect', async (t) => {
  const inside = await startSite(t, answerWay);
  const port = inside.host.split(':')[1] ?? '';
  const outside = await startSite(t, (_, response) => response.writeHead(302, { location: `http://${inside.host}/good` }).end());
  const urls = [`http://${inside.host}/good`, `http://localhost:${port}/good`, `http://[::1]:${port}/good`, `http://2130706433:${port}/good`, `http://0x7f.1:${port}/good`, `http://[::ffff:127.0.0.1]:${port}/good`, `http://${outside.host}/`];
  const answers = await ask(urls, [outside.host]);
  for (const answer of answers.values()) assert.equal('fault' in answer ? answer.fault : answer.status, 'private', JSON.stringify(answer));
  assert.equal(answers.size, urls.length - 2, 'two spellings of one address are one link');
  assert.deepEqual(inside.asked, []);
});

test('addresses that are nobody\'s public place', () => {
  for (const address of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'no address']) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['9.9.9.9', '172.32.0.1', '100.128.0.1', '2620:fe::fe', '2606:4700::1111']) assert.equal(isPublicAddress(address), true, address);
});

test('what answered is kept for six hours, what did not for ten minutes; a broken file is an empty cache', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-cache-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'cache', 'links.json');
  let now = 1_000_000;
  const first = await openLinkCache(path, () => now);
  first.keep('https://a.example/', { status: 200, redirects: [] });
  first.keep('https://b.example/', { fault: 'timeout', detail: 'no answer in time', redirects: [] });
  await first.save();
  const minute = 60_000;
  now += 9 * minute;
  const second = await openLinkCache(path, () => now);
  assert.deepEqual([second.find('https://a.example/'), second.find('https://b.example/')], [{ status: 200, redirects: [] }, { fault: 'timeout', detail: 'no answer in time', redirects: [] }]);
  now += 2 * minute;
  assert.equal(second.find('https://b.example/'), undefined);
  now += 6 * 60 * minute;
  assert.equal(second.find('https://a.example/'), undefined);
  await second.save();
  assert.equal(await readFile(path, 'utf8'), '{}');
  await writeFile(path, '{"https://a.example/": 1');
  assert.equal((await openLinkCache(path, () => now)).find('https://a.example/'), undefined);
});

test('a kept answer is not asked for again', async (t) => {
  const { host, asked } = await startSite(t, answerWay);
  const cache = await openLinkCache(undefined, () => 0);
  const options = { timeoutMs: 1_000, cache, trustedHosts: new Set([host]) };
  await askLinks([`http://${host}/good`], options);
  await askLinks([`http://${host}/good`], options);
  assert.deepEqual(asked, ['HEAD /good']);
});

test('the unsubscribe address is tried with GET and with the POST of a mail program', async (t) => {
  let body = '';
  const { host, asked } = await startSite(t, (request, response) => {
    if (request.method === 'GET') return response.end('<form method="post"><button>Leave</button></form>');
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => response.writeHead(303, { location: '/login' }).end());
    return undefined;
  });
  const tried = await askOneClick(`http://${host}/u/token`, 1_000, new Set([host]));
  assert.deepEqual(tried, { url: `http://${host}/u/token`, isHttps: false, get: { status: 200, redirects: [], asks: true }, post: { status: 303, redirects: ['/login'] } });
  assert.equal(body, 'List-Unsubscribe=One-Click');
  assert.deepEqual(asked, ['GET /u/token', 'POST /u/token']);
});

test('when the time for all links is over, the rest is neither asked nor kept', async (t) => {
  const { host, asked } = await startSite(t, answerWay);
  const urls = ['good', 'gone', 'one'].map((name) => `http://${host}/${name}`);
  const cache = await openLinkCache(undefined, () => 0);
  const answers = await askLinks(urls, { timeoutMs: 2_000, cache, trustedHosts: new Set([host]), patienceMs: 0 });
  assert.deepEqual([...answers.values()].map((answer) => ('fault' in answer ? answer.fault : answer.status)), ['unasked', 'unasked', 'unasked']);
  assert.deepEqual([asked, urls.map((url) => cache.find(url))], [[], [undefined, undefined, undefined]]);
});

test('a server that says more than asked for is heard to the end of what is wanted, no further', async (t) => {
  const { host } = await startSite(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const pour = (): void => { if (!response.destroyed) while (response.write('<p>x</p>'.repeat(10_000))) continue; };
    response.on('drain', pour);
    pour();
  });
  const answer = await askOneClick(`http://${host}/u/x`, 5_000, new Set([host]));
  assert.deepEqual([answer.get.asks, 'status' in answer.post ? answer.post.status : answer.post.fault], [false, 200]);
});

test('headers without end are a broken answer', async (t) => {
  const { host } = await startSite(t, (_, response) => { response.writeHead(200, { 'x-much': 'x'.repeat(60_000) }).end(); });
  const answers = await ask([`http://${host}/`], [host]);
  const [answer] = [...answers.values()];
  assert.ok(answer !== undefined && 'fault' in answer && answer.fault === 'broken', JSON.stringify(answer));
});

test('the addresses under which clouds tell secrets are nobody\'s public place, however they are written', async () => {
  const urls = ['http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/latest/', 'http://[::ffff:169.254.169.254]/', 'http://0xa9fea9fe/', 'http://2852039166/', 'http://0251.0376.0251.0376/', 'http://[64:ff9b::a9fe:a9fe]/', 'http://127.1/'];
  const answers = await ask(urls.map((url) => new URL(url).href), []);
  for (const [url, answer] of answers) assert.ok('fault' in answer && answer.fault === 'private', `${url}: ${JSON.stringify(answer)}`);
  assert.equal(answers.size, new Set(urls.map((url) => new URL(url).href)).size);
});
