/** A story of one issue that is not the same for all: from its files over plan and freeze to the mails that arrived. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser, type ParsedMail } from 'mailparser';
import { saveSegment } from '../../src/audience/segments.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { planReaders } from '../../src/campaign/plan-readers.js';
import { systemClock } from '../../src/clock.js';
import { compileEdition } from '../../src/edition/compile.js';
import type { Edition } from '../../src/edition/edition.js';
import { toUserErrors } from '../../src/errors.js';
import type { Issue } from '../../src/issue/issue.js';
import { loadIssue } from '../../src/issue/load.js';
import { findEdition } from '../../src/store/editions.js';
import { findListBySlug } from '../../src/store/lists.js';
import { loadTemplate } from '../../src/template/load.js';
import { writeFiles } from '../issue/fixture.js';
import { openWorld, type World } from '../support/world.js';

const masthead = 'name: Weekly\nlang: en\nadvertising: false\npublisher: {name: Weekly, email: desk@example.org}\n';
const issueText = `date: 2026-11-22
title: "What's new"
subject: "{{reader.firstName default=\\"friend\\"}}: {{title}}"
preheader: "For {{reader.firstName default='you'}}"
sections:
  - title: News
    items:
      - title: "Hello {{reader.firstName default='friend'}}"
        body: |
          You have {{reader.points default="no"}} points until {{reader.until default="further notice"}}, \`{{reader.points}}\`.
          [Your page](https://x.example/u/{{reader.customerId}}?p={{reader.points default=""}})
  - title: For patrons
    readers: plan = "pro"
    items: [{title: Thanks, body: "You keep this going."}]
  - title: Near you
    readers: locals
    web: false
    items: [{title: "Meeting in {{reader.city default='your town'}}", body: "Bring a friend, {{reader.firstName default='friend'}}."}]
`;

async function prepare(text = issueText): Promise<{ issue: Issue; edition: Edition }> {
  const { issue } = await loadIssue(await writeFiles({ 'newsletter.yaml': masthead, '2020-07-22-1/issue.yaml': text }));
  return { issue, edition: await compileEdition(issue, await loadTemplate(issue.template)) };
}

async function openPersonalWorld(t: { after(work: () => Promise<void>): void }): Promise<World> {
  const world = await openWorld(t);
  const declared = (name: string, type: string, more = {}) => ({ name, type, required: false, isShown: true, labels: {}, ...more });
  const attributes = [declared('givenName', 'text'), declared('points', 'number'), declared('until', 'date'), declared('customerId', 'text'), declared('plan', 'choice', { choices: ['free', 'pro'] }), declared('city', 'text')];
  await world.store.query('update lists set attributes = $1', [JSON.stringify([{ ...attributes[0], name: 'firstName' }, ...attributes.slice(1)])]);
  await world.subscribe('ana@mail.example', 'ben+data4@mail.example', 'cem@mail.example');
  const people: Record<string, Record<string, string>> = {
    'ana@mail.example': { firstName: 'Ana <b>&', points: '12345', until: '2027-01-31', customerId: 'a/1', plan: 'pro', city: 'Köln' },
    'ben+data4@mail.example': { firstName: 'Ben', customerId: 'b 2', plan: 'free', city: 'Köln' },
    'cem@mail.example': { customerId: 'c3', plan: 'pro' },
  };
  for (const [address, values] of Object.entries(people)) await world.store.query('update subscribers set attributes = $2 where address = $1', [address, JSON.stringify(values)]);
  const list = await findListBySlug(world.store, 'weekly');
  assert.ok(list);
  await saveSegment(world.store, list, { name: 'locals', text: 'city = "köln" or city = "Köln"', isReplacing: false, at: new Date() });
  return { ...world, list };
}

async function freeze(world: World, { issue, edition }: { issue: Issue; edition: Edition }) {
  const choice = { listId: world.list.id, segment: null, now: new Date() };
  const readers = await planReaders(world.store, world.list, { edition, issue }, choice);
  const plan = await planCampaign(world.store, systemClock, { edition, readers, listId: world.list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  return { plan, frozen: await freezeAudience(world.store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false }) };
}

test('each reader gets his values and his sections; an attempt that is put off has the same bytes, whatever the list learns meanwhile', async (t) => {
  const world = await openPersonalWorld(t);
  const { plan, frozen } = await freeze(world, await prepare());
  assert.deepEqual(plan.readers?.count.missing, { firstName: 1, points: 2, until: 2, customerId: 0, city: 1 });
  assert.deepEqual(plan.readers?.variants.map(({ sections, count }) => `${sections.join('+')} ${count}`).toSorted(), ['for-patrons 1', 'for-patrons+near-you 1', 'near-you 1']);
  // Frozen is frozen.
  await world.store.query(`update subscribers set name = 'Changed', attributes = '{"firstName": "Changed", "customerId": "9", "plan": "free"}'`);
  await world.store.query(`update lists set attributes = '[]'`);
  const sending = await world.startSending();
  const balance = await world.settled(frozen.campaignId);
  await sending.close();
  assert.equal(balance.counts.accepted, 3);

  const caught = await world.caught();
  const bens = caught.filter((entry) => entry.recipient === 'ben+data4@mail.example' && entry.isComplete);
  assert.ok(bens.length >= 2, 'he was put off once');
  assert.equal(new Set(bens.map((entry) => entry.sha256)).size, 1, 'I12: every attempt has the same bytes');
  const mails = new Map<string, ParsedMail>();
  for (const entry of caught) {
    const message = await world.catcher.rawOf(entry.n);
    if (message !== undefined) mails.set(entry.recipient, await simpleParser(message));
  }
  const expected: readonly [address: string, subject: string, there: readonly string[], gone: readonly string[]][] = [
    ['ana@mail.example', "Ana <b>&: What's new", ['You have 12,345 points until January 31, 2027', 'https://x.example/u/a%2F1?p=12345', 'For patrons', 'Meeting in Köln', '{{reader.points}}'], []],
    ['ben+data4@mail.example', "Ben: What's new", ['You have no points until further notice', 'https://x.example/u/b%202?p=', 'Meeting in Köln'], ['For patrons', 'Thanks']],
    ['cem@mail.example', "friend: What's new", ['Hello friend', 'https://x.example/u/c3?p=', 'For patrons'], ['Near you', 'Meeting']],
  ];
  for (const [address, subject, there, gone] of expected) {
    const mail = mails.get(address);
    assert.equal(mail?.subject, subject);
    // Long lines of HTML are folded at blanks.
    const parts = [mail?.text ?? '', String(mail?.html)].map((part) => part.replaceAll(/\s+/g, ' '));
    for (const words of there) for (const part of parts) assert.ok(part.includes(words), `${address}: ${words}`);
    for (const words of gone) for (const part of parts) assert.ok(!part.includes(words), `${address}: ${words}`);
    assert.doesNotMatch(`${mail?.subject ?? ''}${mail?.text ?? ''}${String(mail?.html)}`, /__C_|Changed/);
  }
  assert.ok(String(mails.get('ana@mail.example')?.html).includes('Ana &lt;b&gt;&amp;'));

  const kept = await findEdition(world.store, plan.edition.hash);
  assert.ok(kept?.web.includes('For patrons') && !kept.web.includes('Near you') && kept.web.includes('Hello friend'));
  assert.doesNotMatch(kept?.web ?? '', /Ana|Köln|__C_/);
});

test('what the list does not know is told in the file, and nothing is frozen', async (t) => {
  const world = await openPersonalWorld(t);
  const faulty = issueText.replaceAll('reader.city', 'reader.citty').replace('plan = "pro"', 'plann = "pro"');
  const prepared = await prepare(faulty);
  const errors = await freeze(world, prepared).then(() => [], (error: unknown) => toUserErrors(error));
  const lines = faulty.split('\n');
  const lineOf = (words: string): number => lines.findIndex((line) => line.includes(words)) + 1;
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line, error.at?.column]), [
    ['reader-field-unknown', lineOf('citty'), (lines[lineOf('citty') - 1]?.indexOf('{{reader.citty') ?? 0) + 1],
    ['segment-field', lineOf('plann'), (lines[lineOf('plann') - 1]?.indexOf('plann') ?? 0) + 1],
  ], errors.map((error) => error.message).join('; '));
  assert.match(errors[0]?.hint ?? '', /did you mean reader\.city/);
  assert.match(errors[0]?.at?.file ?? '', /issue\.yaml$/);

  const gap = await freeze(world, await prepare(issueText.replace(`{{reader.points default="no"}}`, '{{reader.points}}'))).then(() => [], (error: unknown) => toUserErrors(error));
  assert.deepEqual(gap.map((error) => error.code), ['reader-field-no-default']);
  assert.match(gap[0]?.message ?? '', /^2 readers of the list "weekly" have no points/);
  // Without the issue at hand the freeze says the same, without the place.
  const plan = await planCampaign(world.store, systemClock, { edition: prepared.edition, listId: world.list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  await assert.rejects(freezeAudience(world.store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false }));
  assert.deepEqual(await world.store.query('select id from campaigns'), []);
});
