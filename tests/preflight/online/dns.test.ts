/** What DNS is asked and how its answers are read, against a real server on loopback. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { askBlocklists } from '../../../src/preflight/online/blocklists.js';
import { openDns, type Dns } from '../../../src/preflight/online/dns.js';
import { parseDkimRecord } from '../../../src/preflight/online/dkim-record.js';
import { isDmarc, parseDmarc } from '../../../src/preflight/online/dmarc.js';
import { askSpf } from '../../../src/preflight/online/spf.js';
import { parseTags } from '../../../src/preflight/online/tags.js';
import { startDnsServer, type Zone } from '../../support/dns-server.js';

async function dnsOf(t: TestContext, zone: Zone): Promise<{ readonly dns: Dns; readonly questions: readonly string[] }> {
  const server = await startDnsServer(zone);
  t.after(() => server.close());
  return { dns: openDns({ servers: [server.address], timeoutMs: 500 }), questions: server.questions };
}

test('no record is an answer, a broken zone and a silent server are failures, and each question is asked once', async (t) => {
  const { dns, questions } = await dnsOf(t, { txt: { 'a.example': ['one', `long ${'x'.repeat(400)}`] }, mx: { 'a.example': ['mx1.a.example', 'mx2.a.example'] }, broken: ['broken.example'] });
  assert.deepEqual(await dns.txt('a.example'), { value: ['one', `long ${'x'.repeat(400)}`] });
  assert.deepEqual(await dns.txt('nothing.example'), { value: [] });
  assert.deepEqual(await dns.mx('a.example'), { value: ['mx1.a.example', 'mx2.a.example'] });
  assert.deepEqual(await dns.txt('broken.example'), { failed: 'the name servers of the domain do not answer' });
  await Promise.all([dns.txt('a.example'), dns.txt('a.example')]);
  assert.equal(questions.filter((question) => question === 'TXT a.example').length, 1);
  assert.equal(dns.hasAnswered(), true);
  const closed = await startDnsServer({});
  await closed.close();
  const silent = openDns({ servers: [closed.address], timeoutMs: 100 });
  const answer = await silent.txt('a.example');
  assert.ok('failed' in answer, JSON.stringify(answer));
  assert.equal(silent.hasAnswered(), false);
});

const many = Object.fromEntries(Array.from({ length: 12 }, (_, index): [string, string[]] => [`s${index}.example`, [`v=spf1 ip4:198.51.100.${index} -all`]]));
const zone: Zone = {
  txt: {
    'good.example': ['other text', 'v=spf1 include:relay.example -all'], 'relay.example': ['v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/32 ~all'],
    'two.example': ['v=spf1 -all', 'v=spf1 ~all'], 'open.example': ['v=spf1 +all'], 'none.example': ['v=spf10 nothing'],
    'hosts.example': ['v=spf1 a mx a:www.hosts.example/24 -all'], 'redirect.example': ['v=spf1 redirect=relay.example'], 'loop.example': ['v=spf1 include:loop.example -all'],
    'typo.example': ['v=spf1 ipv4:1.2.3.4 include:gone.example -all'], 'net.example': ['v=spf1 ip4:1.2.3.400/24 -all'], 'void.example': ['v=spf1 a:x1.example a:x2.example mx:x3.example -all'],
    'many.example': [`v=spf1 ${Object.keys(many).map((name) => `include:${name}`).join(' ')} -all`], 'macro.example': ['v=spf1 exists:%{i}.spf.macro.example include:%{d}.x.example ?all'], ...many,
  },
  a: { 'hosts.example': ['192.0.2.1'], 'mail.hosts.example': ['192.0.2.9'], 'www.hosts.example': ['198.51.100.77'] },
  mx: { 'hosts.example': ['mail.hosts.example'] },
};

const cases: readonly (readonly [domain: string, address: string | undefined, expected: Record<string, unknown>])[] = [
  ['good.example', undefined, { lookupCount: 1, voidCount: 0, includes: ['relay.example'], passesAll: false, faults: [], result: undefined }],
  ['good.example', '203.0.113.9', { result: 'pass' }],
  ['good.example', '2001:db8::9', { result: 'pass' }],
  ['good.example', '192.0.2.200', { result: 'fail' }],
  ['two.example', '192.0.2.1', { result: undefined }],
  ['open.example', '192.0.2.1', { passesAll: true, result: 'pass' }],
  ['none.example', '192.0.2.1', { records: [], lookupCount: 0, result: undefined }],
  ['hosts.example', '192.0.2.1', { lookupCount: 3, result: 'pass' }],
  ['hosts.example', '192.0.2.9', { result: 'pass' }],
  ['hosts.example', '198.51.100.3', { result: 'pass' }],
  ['hosts.example', '192.0.2.10', { result: 'fail' }],
  ['redirect.example', '192.0.2.1', { lookupCount: 1, result: 'softfail' }],
  ['loop.example', '192.0.2.1', { faults: ['loop.example includes itself'], result: 'permerror' }],
  ['typo.example', undefined, { faults: ['"ipv4:1.2.3.4" is no term of SPF', 'include of gone.example, which has no SPF record'] }],
  ['net.example', undefined, { faults: ['"ip4:1.2.3.400/24" names no network'] }],
  ['void.example', undefined, { voidCount: 3 }],
  ['many.example', '198.51.100.11', { lookupCount: 12, result: 'pass' }],
  ['macro.example', '192.0.2.1', { lookupCount: 2, result: 'neutral', faults: [] }],
];

test('SPF is walked as a receiver does: includes, redirects, limits, and the result for the address that sends', async (t) => {
  const { dns } = await dnsOf(t, zone);
  for (const [domain, address, expected] of cases) {
    const answer = await askSpf(dns, domain, address);
    assert.ok('value' in answer, domain);
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(answer.value[key as keyof typeof answer.value], value, `${domain} ${address ?? ''} ${key}`);
  }
});

test('DMARC: what counts is read, whatever the case and spaces; what cannot be read has no policy', () => {
  assert.equal(isDmarc('v=DMARC1; p=none'), true);
  assert.equal(isDmarc('v=DMARC10; p=none'), false);
  const strict = parseDmarc(' v=DMARC1 ;p = Reject; sp=none; adkim=s; ASPF=s; rua=mailto:a@b.example, mailto:c@d.example');
  assert.deepEqual([strict.policy, strict.subdomainPolicy, strict.isDkimStrict, strict.isSpfStrict, strict.rua], ['reject', 'none', true, true, ['mailto:a@b.example', 'mailto:c@d.example']]);
  assert.equal(parseDmarc('v=DMARC1; p=nothing').policy, undefined);
  assert.equal(parseDmarc('v=DMARC1; rua').policy, undefined);
  assert.equal(parseDmarc('v=DMARC1; p=quarantine').subdomainPolicy, 'quarantine');
});

test('a DKIM record: type, key, test mode and bits', () => {
  const record = parseDkimRecord('v=DKIM1; k=ed25519; t=y:s; h=sha256; p=AAAA BBBB');
  assert.deepEqual(record, { keyType: 'ed25519', key: 'AAAABBBB', isTest: true, bits: undefined, hashes: ['sha256'] });
  assert.equal(parseDkimRecord('p=')?.key, '');
  assert.equal(parseDkimRecord('v=DKIM2; p=AAAA'), undefined);
  assert.equal(parseDkimRecord('hello'), undefined);
});

test('whatever stands in a TXT record, reading it ends', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => {
    parseTags(text);
    parseDmarc(text);
    parseDkimRecord(`v=DKIM1; p=${text}`);
  }));
});

test('a zone that does not answer cannot hold a check up for longer than all questions may take', async (t) => {
  const server = await startDnsServer({ txt: { 'slow.example': [`v=spf1 ${Array.from({ length: 10 }, (_, index) => `include:s${index}.slow.example`).join(' ')} -all`] }, silent: /^s\d/ });
  t.after(() => server.close());
  const answer = await askSpf(openDns({ servers: [server.address], timeoutMs: 100, patienceMs: 150 }), 'slow.example', undefined);
  assert.ok('value' in answer);
  assert.ok(answer.value.faults.some((fault) => fault.endsWith('the time for all questions was over')), answer.value.faults.join());
  assert.ok(server.questions.every((question) => !question.includes('s9.')), 'the last one is not asked any more');
});

test('blocklists: listed, clean, and lists that answer strangers not', async (t) => {
  const { dns } = await dnsOf(t, { a: {
    'bad.example.dbl.lists.example': ['127.0.1.2'], 'shut.example.dbl.lists.example': ['127.255.255.254'], 'hijacked.example.dbl.lists.example': ['198.51.100.1'],
    '7.100.51.198.zen.lists.example': ['127.0.0.4'], '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.six.lists.example': ['127.0.0.2'],
  } });
  const told = async (zone: string, kind: 'domain' | 'ip', address?: string) => (await askBlocklists(dns, [{ kind, zone }], { domains: ['bad.example', 'good.example', 'shut.example', 'hijacked.example', 'bad.example'], address })).map(({ what, answer }) => `${what} ${'value' in answer ? answer.value : answer.failed}`);
  assert.deepEqual(await told('dbl.lists.example', 'domain'), ['bad.example listed', 'good.example clean', 'shut.example refused', 'hijacked.example refused']);
  assert.deepEqual(await told('zen.lists.example', 'ip', '198.51.100.7'), ['198.51.100.7 listed']);
  assert.deepEqual(await told('six.lists.example', 'ip', '2001:db8::1'), ['2001:db8::1 listed']);
  assert.deepEqual(await told('zen.lists.example', 'ip'), []);
});
