/** The online check whole: a real DNS server, the real public pages over a database, links to real servers, all on loopback. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { makeSubject } from '../../../src/check/check-issue.js';
import { askOnline, type OnlineParts } from '../../../src/check/online.js';
import { compileEdition } from '../../../src/edition/compile.js';
import { generateDkimKey, parseDkimKey, recordText, type DkimKey } from '../../../src/message/dkim/key.js';
import { runPreflight } from '../../../src/preflight/preflight.js';
import { rules } from '../../../src/preflight/rules.js';
import type { Subject } from '../../../src/preflight/subject.js';
import { countList } from '../../../src/store/lists.js';
import { loadTemplate } from '../../../src/template/load.js';
import { letterIssue, makeItem, makeSection, rich } from '../../edition/fixture.js';
import { startDnsServer, type Zone } from '../../support/dns-server.js';
import { freePort } from '../../support/port.js';
import { openWorld, type World } from '../../support/world.js';

const key: DkimKey = parseDkimKey('s1', await generateDkimKey('ed25519'), 'test');

const zone: Zone = {
  txt: {
    'example.org': ['v=spf1 include:spf.relay.example ip4:198.51.100.7 -all'], 'spf.relay.example': ['v=spf1 ip4:203.0.113.0/24 -all'], 's1._domainkey.example.org': [recordText(key)],
    '_dmarc.example.org': ['v=DMARC1; p=reject; rua=mailto:dmarc@example.org'], 'default._bimi.example.org': ['v=BIMI1; l=https://example.org/logo.svg'],
  },
  mx: { 'example.org': ['mx.example.org'] },
  a: { 'mx.example.org': ['192.0.2.5'], 'out.example.org': ['198.51.100.7'] },
  ptr: { '198.51.100.7': ['out.example.org'] },
};

type Setting = { readonly world: World; readonly subject: Subject; readonly parts: OnlineParts; readonly site: string };

async function setUp(t: TestContext, ofDns: Zone): Promise<Setting> {
  const server = await startDnsServer(ofDns);
  t.after(() => server.close());
  const web = createServer((request, response) => response.writeHead(request.url === '/gone' ? 404 : 200).end());
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  t.after(async () => {
    web.closeAllConnections();
    web.close();
    await once(web, 'close');
  });
  const site = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  const port = await freePort();
  const world = await openWorld(t, { config: { webPort: port, publicUrl: `http://127.0.0.1:${port}`, dnsServers: [server.address], relaySpf: 'spf.relay.example', relaySendingAddress: '198.51.100.7' } });
  const links = rich(`<p><a href="http://${site}/here#part">here</a> <a href="http://${site}/gone">gone</a> <a href="http://${site}/here">here again</a></p>`);
  const issue = { ...letterIssue(), template: 'plain', mail: 'full' as const, sections: [makeSection({ id: 'letter', title: 'Letter', items: [makeItem({ title: 'Links', body: links })] })] };
  const edition = await compileEdition(issue, await loadTemplate('plain'));
  const { config, list, app: { keys } } = world;
  const subject = await makeSubject({ issue, edition }, { config, now: new Date('2026-11-22T09:00:00Z'), list, keys });
  return { world, subject, site, parts: { config, list, keys, dkim: { domain: undefined, keys: [key] }, now: () => Date.now() } };
}

function tell(subject: Subject, online: Subject['online']): readonly string[] {
  return runPreflight({ ...subject, online }, rules.filter((rule) => rule.needs === 'online')).findings.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
}

test('a sound set-up: only the dead link is told, and trying the way out moved nobody', async (t) => {
  const { world, subject, parts, site } = await setUp(t, zone);
  await world.subscribe('reader@example.org');
  const web = await world.app.startWeb();
  t.after(() => web.close());
  const online = await askOnline(subject, parts, { trustedHosts: [site], dnsTimeoutMs: 1_000 });
  assert.deepEqual(tell(subject, online), [`warning http-links: http://${site}/gone answers with an error (status 404).`]);
  const counts = await countList(world.store, world.list.id);
  assert.deepEqual([counts.subscribedCount, counts.unsubscribedCount], [1, 0]);
  const http = online.http;
  assert.ok('value' in http);
  assert.deepEqual(http.value.oneClick?.post, { status: 200, redirects: [] });
  assert.equal(http.value.oneClick?.get.asks, true);
});

test('a set-up with nothing published, and pages that do not run: each is told once', async (t) => {
  const { subject, parts } = await setUp(t, { txt: { 'unrelated.example': ['x'] } });
  const told = tell(subject, await askOnline(subject, parts, { dnsTimeoutMs: 1_000 }));
  const ids = told.map((line) => line.split(' ')[1]);
  assert.deepEqual(ids.toSorted((one, other) => (one ?? '').localeCompare(other ?? '')), ['dns-bounce-mx:', 'dns-dkim:', 'dns-dmarc:', 'dns-relay-ptr:', 'dns-reply-mx:', 'dns-spf:', 'http-links:', 'http-links:', 'http-one-click:'], told.join('\n'));
  assert.ok(told.some((line) => line.includes('an address of this machine')), 'a link into the own network is not asked');
});

test('without DNS there is one line about it', async (t) => {
  const { subject, parts, site, world } = await setUp(t, zone);
  const web = await world.app.startWeb();
  t.after(() => web.close());
  const closed = await startDnsServer({});
  await closed.close();
  const online = await askOnline(subject, { ...parts, config: { ...parts.config, dnsServers: [closed.address] } }, { trustedHosts: [site], dnsTimeoutMs: 200 });
  assert.deepEqual(tell(subject, online).filter((line) => !line.includes('http-links')).map((line) => line.slice(0, line.indexOf('.'))), ['warning online-reached: DNS could not be asked: no name server takes questions']);
});
