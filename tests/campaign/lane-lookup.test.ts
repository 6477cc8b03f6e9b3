/** Lanes by MX: asked once a week, remembered without the domain, and never in the way when nobody answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLanes, type LookupParts } from '../../src/campaign/lane-lookup.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { openTestStore } from '../support/database.js';
import { startDnsServer } from '../support/dns-server.js';

const zone = { mx: { 'company.org': ['aspmx.l.google.com'], 'bank.org': ['eu-smtp-inbound-1.mimecast.com'], 'school.org': ['school-org.mail.protection.outlook.com'], 'own.org': ['mx.own.org'] }, broken: ['broken.org'] };
const domains = ['gmail.com', 'company.org', 'bank.org', 'school.org', 'own.org', 'broken.org', 'nobody.org', 'naver.example'];
const expected = { 'gmail.com': 'gmail', 'company.org': 'gmail', 'bank.org': 'mimecast', 'school.org': 'office365', 'own.org': 'rest', 'broken.org': 'rest', 'nobody.org': 'rest', 'naver.example': 'naver' };

test('companies are found behind their servers; the answer is kept for a week under a digest, what failed is asked again', async (t) => {
  const store = await openTestStore(t);
  const server = await startDnsServer(zone);
  t.after(() => server.close());
  const parts = (settings: object = {}, clock = systemClock): LookupParts => ({ store, clock, config: configSchema.parse({ laneLookup: 'mx', dnsServers: [server.address], ...settings }) });
  const asked = (): string[] => [...new Set(server.questions.splice(0))].toSorted();

  assert.deepEqual(Object.fromEntries(await findLanes(parts(), domains)), expected);
  assert.deepEqual(asked(), ['MX bank.org', 'MX broken.org', 'MX company.org', 'MX nobody.org', 'MX own.org', 'MX school.org']);
  assert.deepEqual(Object.fromEntries(await findLanes(parts(), domains)), expected);
  assert.deepEqual(asked(), ['MX broken.org'], 'the rest is remembered');
  assert.doesNotMatch(JSON.stringify(await store.query('select * from lane_lookups')), /company|bank|school/, 'a domain may be a name');

  const later = { ...systemClock, now: () => new Date(Date.now() + 8 * 86_400_000) };
  await findLanes(parts({}, later), ['company.org']);
  assert.deepEqual(asked(), ['MX company.org'], 'after a week it is asked again');
  assert.equal((await store.query('select from lane_lookups')).length, 1, 'and the rest is forgotten');
  assert.equal((await findLanes(parts({ lanes: [{ lane: 'own', servers: ['own.org'] }] }), ['own.org'])).get('own.org'), 'own', 'a lane that is new in the settings is found at once');
});

test('by name alone nobody is asked', async (t) => {
  const store = await openTestStore(t);
  const config = configSchema.parse({ dnsServers: ['127.0.0.1:1'] });
  assert.equal((await findLanes({ store, clock: systemClock, config }, ['company.org'])).get('company.org'), 'rest');
});
