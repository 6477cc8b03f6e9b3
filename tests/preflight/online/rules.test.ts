/** The rules about online answers: for each a set-up that passes, and the faults it tells. Answers are plain data; nobody is asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSubject } from '../../../src/check/check-issue.js';
import { configSchema } from '../../../src/config.js';
import { compileEdition } from '../../../src/edition/compile.js';
import { toListId } from '../../../src/ids.js';
import type { DnsAnswers, HttpAnswers, LinkAnswer, OnlineAnswers } from '../../../src/preflight/online.js';
import { parseDmarc } from '../../../src/preflight/online/dmarc.js';
import type { SpfAnswer } from '../../../src/preflight/online/spf.js';
import { runPreflight } from '../../../src/preflight/preflight.js';
import { findRule, rules } from '../../../src/preflight/rules.js';
import type { Severity } from '../../../src/preflight/rule.js';
import { loadTemplate } from '../../../src/template/load.js';
import { letterIssue } from '../../edition/fixture.js';

const spf: SpfAnswer = { records: ['v=spf1 include:spf.relay.example -all'], lookupCount: 3, voidCount: 0, includes: ['spf.relay.example'], passesAll: false, faults: [], result: 'pass' };
const record = { keyType: 'rsa', key: 'OWNKEY', isTest: false, bits: 2048, hashes: [] };
const mx = { value: { hosts: [{ name: 'mx.lantern.example', hasAddress: true }], hasOwnAddress: false } };
const bimiText = 'v=BIMI1; l=https://lantern.example/logo.svg';

const dns: DnsAnswers = {
  spf: { domain: 'bounces.lantern.example', mustInclude: 'spf.relay.example', address: '198.51.100.7', answer: { value: spf } },
  dkim: [{ name: 's1._domainkey.lantern.example', algorithm: 'rsa-sha256', ownKey: 'OWNKEY', answer: { value: [record] } }],
  dmarc: { fromDomain: 'lantern.example', envelopeDomain: 'bounces.lantern.example', signingDomains: ['lantern.example'], foundAt: 'lantern.example', answer: { value: [parseDmarc('v=DMARC1; p=quarantine; rua=mailto:reports@lantern.example')] } },
  bounceMx: { domain: 'bounces.lantern.example', answer: mx },
  replyMx: [{ domain: 'lantern.example', answer: mx }],
  relay: { address: '198.51.100.7', answer: { value: [{ name: 'out.lantern.example', isConfirmed: true }] } },
  blocklists: [{ zone: 'dbl.lists.example', what: 'lantern.example', answer: { value: 'clean' } }],
  bimi: { name: 'default._bimi.lantern.example', answer: { value: [bimiText] } },
};
const link = 'https://shed.example/plan';
const http: HttpAnswers = {
  links: new Map<string, LinkAnswer>([[link, { status: 200, redirects: ['https://shed.example/plan/'] }]]),
  oneClick: { url: 'https://news.lantern.example/u/x', isHttps: true, get: { status: 200, redirects: [], asks: true }, post: { status: 200, redirects: [] } },
};

const issue = { ...letterIssue(), template: 'plain' };
const edition = await compileEdition(issue, await loadTemplate('plain'));
const list = {
  id: toListId('1'), slug: 'letter', name: 'Lantern Lane', listIdHeader: 'letter.lantern.example', fromName: 'Lantern Lane', fromAddress: 'news@lantern.example', replyTo: null, lang: 'en', optIn: 'single' as const,
  names: {}, attributes: [], topics: [], frequency: null, frequencies: [], timeZone: null, quiet: null, subscribe: 'closed' as const, welcome: false, accent: null, font: 'sans' as const, logo: null, consentTexts: {}, createdAt: new Date(0),
};
const subject = await makeSubject({ issue, edition }, { config: configSchema.parse({ publicUrl: 'https://news.lantern.example' }), now: new Date('2026-11-22T09:00:00Z'), list });
const onlineRules = rules.filter((rule) => rule.needs === 'online');

function findings(online: OnlineAnswers): readonly { readonly rule: string; readonly severity: Severity; readonly message: string }[] {
  return runPreflight({ ...subject, online }, onlineRules).findings;
}

test('a set-up without a fault has no finding', () => {
  assert.deepEqual(findings({ dns: { value: dns }, http: { value: http } }), []);
  assert.equal(onlineRules.length, 11);
});

const withSpf = (values: Partial<SpfAnswer>): Partial<DnsAnswers> => ({ spf: { ...dns.spf, answer: { value: { ...spf, ...values } } } });
const withKey = (...records: readonly Partial<typeof record>[]): Partial<DnsAnswers> => ({ dkim: dns.dkim.map((one) => ({ ...one, answer: { value: records.map((values) => ({ ...record, ...values })) } })) });
const withDmarc = (...texts: readonly string[]): Partial<DnsAnswers> => ({ dmarc: { ...dns.dmarc, answer: { value: texts.map(parseDmarc) } }, bimi: { ...dns.bimi, answer: { value: [] } } });
const withMx = (hosts: readonly { name: string; hasAddress: boolean }[], hasOwnAddress = false) => ({ domain: 'bounces.lantern.example', answer: { value: { hosts, hasOwnAddress } } });
const withPtr = (...names: readonly { name: string; isConfirmed: boolean }[]): Partial<DnsAnswers> => ({ relay: { address: '198.51.100.7', answer: { value: names } } });

const dnsFaults: readonly (readonly [why: string, values: Partial<DnsAnswers>, rule: string, severity: Severity, says: RegExp])[] = [
  ['no record', withSpf({ records: [] }), 'dns-spf', 'error', /has no SPF record/],
  ['two records', withSpf({ records: ['v=spf1 -all', 'v=spf1 ~all'] }), 'dns-spf', 'error', /2 SPF records/],
  ['anybody may send', withSpf({ passesAll: true }), 'dns-spf', 'error', /\+all/],
  ['too many look-ups', withSpf({ lookupCount: 11 }), 'dns-spf', 'error', /needs 11 look-ups; after 10/],
  ['too many empty look-ups', withSpf({ voidCount: 3 }), 'dns-spf', 'error', /3 hosts that are not there/],
  ['a broken term', withSpf({ faults: ['"ipv4:1" is no term of SPF'] }), 'dns-spf', 'warning', /"ipv4:1" is no term/],
  ['the relay is not included', withSpf({ includes: [] }), 'dns-spf', 'error', /does not include spf\.relay\.example/],
  ['the address may not send', withSpf({ result: 'softfail' }), 'dns-spf', 'error', /says softfail to 198\.51\.100\.7/],
  ['a zone that does not answer', { spf: { ...dns.spf, answer: { failed: 'no answer' } } }, 'dns-spf', 'warning', /could not be asked for: no answer/],
  ['no key', withKey(), 'dns-dkim', 'error', /No DKIM key is published at s1\._domainkey/],
  ['another key', withKey({ key: 'OTHER' }), 'dns-dkim', 'error', /not the one that signs/],
  ['another kind of key', withKey({ keyType: 'ed25519' }), 'dns-dkim', 'error', /not the one that signs/],
  ['a withdrawn key', withKey({ key: '' }), 'dns-dkim', 'error', /withdrawn/],
  ['two keys', withKey({}, {}), 'dns-dkim', 'error', /2 DKIM keys/],
  ['test mode', withKey({ isTest: true }), 'dns-dkim', 'warning', /test mode/],
  ['a short key', withKey({ bits: 1024 }), 'dns-dkim', 'warning', /1024 bits/],
  ['another hash', withKey({ hashes: ['sha1'] } as unknown as Partial<typeof record>), 'dns-dkim', 'error', /sha1 only/],
  ['no DMARC', withDmarc(), 'dns-dmarc', 'error', /has no DMARC record/],
  ['two DMARC records', withDmarc('v=DMARC1; p=none; rua=mailto:a@b.example', 'v=DMARC1; p=reject'), 'dns-dmarc', 'error', /2 DMARC records/],
  ['a policy that is none', withDmarc('v=DMARC1; p=hold'), 'dns-dmarc', 'error', /cannot be read/],
  ['p=none', withDmarc('v=DMARC1; p=none; rua=mailto:a@b.example'), 'dns-dmarc', 'notice', /forged mails/],
  ['no reports', withDmarc('v=DMARC1; p=reject'), 'dns-dmarc', 'notice', /no reports/],
  ['reports to a page', withDmarc('v=DMARC1; p=reject; rua=https://b.example/'), 'dns-dmarc', 'warning', /no mailto/],
  ['strict alignment', { ...withDmarc('v=DMARC1; p=reject; aspf=s; adkim=s; rua=mailto:a@b.example'), dmarc: { ...dns.dmarc, signingDomains: ['mail.lantern.example'], answer: { value: [parseDmarc('v=DMARC1; p=reject; aspf=s; adkim=s; rua=mailto:a@b.example')] } } }, 'dns-dmarc', 'error', /\(aspf=s and adkim=s\): DMARC fails/],
  ['no mail server for bounces', { bounceMx: withMx([]) }, 'dns-bounce-mx', 'error', /has no mail server/],
  ['a null MX', { bounceMx: withMx([{ name: '', hasAddress: false }]) }, 'dns-bounce-mx', 'error', /takes no mail/],
  ['an address, no MX', { bounceMx: withMx([], true) }, 'dns-bounce-mx', 'warning', /no MX record, only an address/],
  ['mail servers without an address', { bounceMx: withMx([{ name: 'mx.x.example', hasAddress: false }]) }, 'dns-bounce-mx', 'error', /have no address \(mx\.x\.example\)/],
  ['replies go nowhere', { replyMx: [withMx([])] }, 'dns-reply-mx', 'warning', /answers of readers go nowhere/],
  ['no name', withPtr(), 'dns-relay-ptr', 'error', /has no name/],
  ['a name that does not lead back', withPtr({ name: 'out.lantern.example', isConfirmed: false }), 'dns-relay-ptr', 'error', /does not lead back/],
  ['a provider\'s name', withPtr({ name: '198-51-100-7.pool.isp.example', isConfirmed: true }), 'dns-relay-ptr', 'warning', /as providers give it/],
  ['a domain on a blocklist', { blocklists: [{ zone: 'dbl.lists.example', what: 'shed.example', answer: { value: 'listed' } }] }, 'dns-blocklists', 'warning', /dbl\.lists\.example names shed\.example/],
  ['a blocklist that answers strangers not', { blocklists: [{ zone: 'dbl.lists.example', what: 'shed.example', answer: { value: 'refused' } }] }, 'dns-blocklists', 'notice', /no questions of this name server/],
  ['a blocklist that does not answer', { blocklists: [{ zone: 'dbl.lists.example', what: 'shed.example', answer: { failed: 'no answer' } }] }, 'dns-blocklists', 'notice', /could not be asked about shed\.example: no answer/],
  ['a logo that is no picture of the right kind', { bimi: { ...dns.bimi, answer: { value: ['v=BIMI1; l=https://lantern.example/logo.png'] } } }, 'dns-bimi', 'notice', /ends in \.svg/],
  ['a logo without a policy', { bimi: dns.bimi, dmarc: { ...dns.dmarc, answer: { value: [parseDmarc('v=DMARC1; p=none; rua=mailto:a@b.example')] } } }, 'dns-bimi', 'notice', /only with a DMARC policy/],
];

test('each fault of DNS is told by its rule', () => {
  for (const [why, values, rule, severity, says] of dnsFaults) {
    const found = findings({ dns: { value: { ...dns, ...values } }, http: { value: http } });
    assert.ok(found.some((finding) => finding.rule === rule && finding.severity === severity && says.test(finding.message)), `${why}: ${JSON.stringify(found.map((one) => [one.rule, one.severity, one.message]))}`);
  }
});

test('links that were not tried are one notice', () => {
  const unasked: LinkAnswer = { fault: 'unasked', detail: 'the time for all links was over', redirects: [] };
  const links = new Map<string, LinkAnswer>([[link, unasked], ['https://shed.example/other', unasked]]);
  assert.deepEqual(findings({ dns: { value: dns }, http: { value: { ...http, links } } }).map(({ rule, severity, message }) => [rule, severity, message]), [['http-links', 'notice', '2 links were not tried: the others took too long.']]);
});

const linkFaults: readonly (readonly [answer: LinkAnswer, severity: Severity, says: RegExp])[] = [
  [{ status: 404, redirects: [] }, 'warning', /answers with an error \(status 404\)/],
  [{ status: 500, redirects: [] }, 'warning', /status 500/],
  [{ status: 304, redirects: [] }, 'warning', /without saying where/],
  [{ status: 403, redirects: [] }, 'notice', /keeps programs out/],
  [{ status: 200, redirects: ['https://a.example/', 'https://b.example/', 'https://c.example/', 'https://d.example/'] }, 'notice', /leads on 4 times/],
  [{ fault: 'timeout', detail: 'no answer in time', redirects: [] }, 'warning', /does not answer: no answer in time/],
  [{ fault: 'certificate', detail: 'the certificate has expired', redirects: ['https://a.example/'] }, 'warning', /it leads to https:\/\/a\.example\/\): the certificate has expired; browsers warn/],
  [{ fault: 'private', detail: 'the name leads to this machine or its network', redirects: [] }, 'warning', /this machine or its network/],
];

test('each fault of a link is told once, however often it stands in the mail', () => {
  for (const [answer, severity, says] of linkFaults) {
    const found = findings({ dns: { value: dns }, http: { value: { ...http, links: new Map([[link, answer]]) } } });
    assert.deepEqual(found.map((finding) => [finding.rule, finding.severity]), [['http-links', severity]]);
    assert.match(found[0]?.message ?? '', says);
  }
});

const oneClick = http.oneClick;
assert.ok(oneClick !== undefined);
const oneClickFaults: readonly (readonly [why: string, tried: Partial<typeof oneClick>, says: RegExp])[] = [
  ['no server', { post: { fault: 'refused', detail: 'the server refuses connections', redirects: [] } }, /does not answer: the server refuses/],
  ['a redirect', { post: { status: 302, redirects: ['/login'] } }, /redirect to \/login/],
  ['a status of its own', { post: { status: 403, redirects: [] } }, /status 403 instead of 200/],
  ['a page that is not there', { get: { status: 404, redirects: [] } }, /cannot be opened: status 404/],
  ['a page that acts', { get: { status: 200, redirects: [], asks: false } }, /does not ask before it acts/],
];

test('each fault of the way out is an error', () => {
  for (const [why, tried, says] of oneClickFaults) {
    const found = findings({ dns: { value: dns }, http: { value: { ...http, oneClick: { ...oneClick, ...tried } } } });
    assert.ok(found.some((finding) => finding.rule === 'http-one-click' && finding.severity === 'error' && says.test(finding.message)), `${why}: ${JSON.stringify(found)}`);
  }
});

test('without a network there is one finding for each family, and no other', () => {
  const found = findings({ dns: { failed: 'no name server answered in time' }, http: { failed: 'no server could be reached' } });
  assert.deepEqual(found.map(({ rule, severity }) => [rule, severity]), [['online-reached', 'warning'], ['online-reached', 'warning']]);
  assert.deepEqual(findings({ dns: undefined, http: { value: http } }).map(({ rule, severity }) => [rule, severity]), [['online-reached', 'notice']]);
});

test('no rule without a case that fails', () => {
  const failing = new Set([...dnsFaults.map(([, , rule]) => rule), 'http-links', 'http-one-click', 'online-reached']);
  assert.deepEqual(onlineRules.map(({ id }) => id).filter((id) => !failing.has(id)), []);
});

test('every rule says what it protects and where it comes from', () => {
  for (const rule of [...onlineRules, ...['client-content', 'client-layout', 'client-look'].map(findRule)]) {
    assert.ok(rule !== undefined);
    for (const text of [rule.title, rule.protects, rule.source]) assert.ok(text.length > 8, rule.id);
  }
});
