/** Readers on the command line: the mail of one of them, and what a plan says of all. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runHere as courant } from '../support/command.js';
import { openWorld } from '../support/world.js';

const issueText = `date: 2026-11-22
title: News
subject: "{{reader.firstName default='friend'}}: {{title}}"
sections:
  - title: For all
    items: [{title: "Hello {{reader.firstName default='friend'}}", body: "[Your page](https://x.example/{{reader.number}})"}]
  - title: Patrons
    readers: plan = "pro"
    items: [{title: Thanks, body: "You keep this going."}]
`;

test('the mail of one reader is written from a file or from the list, and the plan tells who sees what and who lacks what', async (t) => {
  const world = await openWorld(t);
  const folder = await mkdtemp(join(tmpdir(), 'courant-reader-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const issue = join(folder, 'weekly', '2026-11-22-1');
  await mkdir(issue, { recursive: true });
  await writeFile(join(folder, 'weekly', 'newsletter.yaml'), 'name: Weekly\nlang: en\nadvertising: false\npublisher: {name: Weekly, email: desk@example.org}\n');
  await writeFile(join(issue, 'issue.yaml'), issueText);
  await writeFile(join(folder, 'ana.yaml'), 'firstName: "Ana & Co"\nnumber: a/1\nsections: []\n');
  const declared = (name: string) => ({ name, type: 'text', required: false, isShown: true, labels: {} });
  await world.store.query('update lists set attributes = $1', [JSON.stringify(['firstName', 'number', 'plan'].map(declared))]);
  await world.subscribe('pro@mail.example', 'free@mail.example');
  await world.store.query(`update subscribers set attributes = '{"firstName": "Pia", "number": "7", "plan": "pro"}' where address = 'pro@mail.example'`);
  const settings = { DATABASE_URL: world.databaseUrl, COURANT_RELAY_URL: String(world.config.relayUrl) };
  const out = join(folder, 'out');
  const mails = async (): Promise<string> => `${await readFile(join(out, 'mail.txt'), 'utf8')}${await readFile(join(out, 'mail.html'), 'utf8')}`;

  const fromFile = await courant(['compile', issue, '--out', out, '--reader', join(folder, 'ana.yaml')], settings);
  assert.equal(fromFile.code, 0, fromFile.err);
  assert.match(await mails(), /Hello Ana & Co[^]*https:\/\/x\.example\/a%2F1[^]*Hello Ana &amp; Co/);
  assert.doesNotMatch(await mails(), /Patrons|__C_READER|__C_SECTION/);

  const fromList = await courant(['compile', issue, '--out', out, '--reader', 'pro@mail.example', '--list', 'weekly'], settings);
  assert.equal(fromList.code, 0, fromList.err);
  assert.match(await mails(), /Hello Pia[^]*https:\/\/x\.example\/7[^]*Patrons/);

  const test = ['test', issue, '--to', 'me@desk.example', '--list', 'weekly', '--reader', 'pro@mail.example'];
  assert.match((await courant(test, settings)).err, /me@desk\.example may not get tests/);
  const sent = await courant(test, { ...settings, COURANT_TEST_RECIPIENTS: '@desk.example' });
  assert.equal(sent.code, 0, sent.err);
  const [mail] = world.catcher.mails({ offset: 0, limit: 10 }).entries;
  const raw = (await world.catcher.rawOf(mail?.n ?? 0))?.toString('latin1') ?? '';
  assert.match(raw, /^To: .*<?me@desk\.example>?\r$/m, 'the values are of the reader, the mail is not');
  assert.match(raw, new RegExp(`^From: .*<${world.list.fromAddress}>`, 'm'));
  assert.match(raw, /^Subject: \[TEST\] Pia: News\r$/m);
  assert.match(raw, /Patrons/);
  assert.doesNotMatch(raw, /pro@mail\.example/);
  assert.equal((await world.store.query<{ count: string }>('select (select count(*) from deliveries) + (select count(*) from campaigns) + (select count(*) from editions) as count'))[0]?.count, '0', 'a test is no delivery');

  const plan = await courant(['plan', issue, '--list', 'weekly'], settings);
  assert.equal(plan.code, 1);
  assert.match(plan.err, /1 reader of the list "weekly" has no number[^]*issue\.yaml:6:105/);
  await writeFile(join(issue, 'issue.yaml'), issueText.replace('{{reader.number}}', "{{reader.number default=''}}"));
  const mended = await courant(['plan', issue, '--list', 'weekly', '--json'], settings);
  assert.equal(mended.code, 0, mended.err);
  const told = JSON.parse(mended.out) as { subject: string; variants: { sections: string[]; count: number }[]; missing: Record<string, number> };
  assert.equal(told.subject, 'friend: News');
  assert.deepEqual(told.variants.map(({ sections, count }) => `${sections.join('+')} ${count}`).toSorted(), [' 1', 'patrons 1']);
  assert.deepEqual(told.missing, { firstName: 1, number: 1 });
});
