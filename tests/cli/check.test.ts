/** The preflight as its user meets it: `check`, the summary in `plan`, and a `send` that refuses while an error stands. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { packagePath } from '../../src/package-root.js';
import { runHere as courant } from '../support/command.js';
import { spamdAnswer, startSpamd } from '../support/spamd.js';
import { openWorld, type World } from '../support/world.js';

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-check-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The sample letter in a folder of its own, with a line of its issue.yaml changed. */
async function copyLetter(folder: string, change: (issue: string) => string): Promise<string> {
  await cp(packagePath('issues', 'letter'), join(folder, 'letter'), { recursive: true });
  const path = join(folder, 'letter', '2026-11-20-hello');
  await writeFile(join(path, 'issue.yaml'), change(await readFile(join(path, 'issue.yaml'), 'utf8')));
  return path;
}

const settings = (world: World, folder: string): Record<string, string> => ({ DATABASE_URL: world.databaseUrl, COURANT_DATA_DIR: folder, COURANT_RELAY_URL: String(world.config.relayUrl), COURANT_RELAY_RATE_PER_SECOND: '200' });

test('check --spam asks the spamd of the settings, and a spam is an error', async (t) => {
  const folder = await makeFolder(t);
  const path = await copyLetter(folder, (issue) => issue);
  const spamd = await startSpamd(t, () => spamdAnswer('True ; 6.5 / 5.0', ' 6.5 BAYES_99               BODY: Bayes spam probability is 99 to 100%'));
  const told = await courant(['check', path, '--spam'], { COURANT_DATA_DIR: folder, COURANT_SPAMD: spamd.address });
  assert.equal(told.code, 1, told.err);
  assert.match(told.out, /error {4}SpamAssassin takes the mail for spam: 6\.5 points, 5 are enough\. {2}\[spam-score\]/);
  assert.match(told.out, /BAYES_99 adds 6\.5 points: BODY: Bayes spam probability is 99 to 100%\./);
  assert.match(spamd.asked[0]?.body ?? '', /^Subject: .*wall/im);
});

test('check --spam without a SpamAssassin is one notice, and the check goes on', async (t) => {
  const folder = await makeFolder(t);
  const path = await copyLetter(folder, (issue) => issue);
  const told = await courant(['check', path, '--spam', '--json'], { COURANT_DATA_DIR: folder, COURANT_SPAMD: join(folder, 'no.sock') });
  assert.equal(told.code, 0, told.err);
  const [{ findings }] = JSON.parse(told.out) as [{ findings: readonly { rule: string; severity: string; message: string }[] }];
  assert.deepEqual(findings.filter(({ rule }) => rule === 'spam-score').map(({ severity, message }) => `${severity} ${message}`), [`notice SpamAssassin was not asked: there is no such socket (${join(folder, 'no.sock')}).`]);
});

test('a spamd on another machine is refused: the mail stays here', async (t) => {
  const folder = await makeFolder(t);
  for (const address of ['192.0.2.1:783', 'spam.example.org:783', '127.0.0.999:783', '127.0.0.1:99999']) {
    const told = await courant(['check', packagePath('issues', 'letter', '2026-11-20-hello'), '--spam'], { COURANT_DATA_DIR: folder, COURANT_SPAMD: address });
    assert.equal(told.code, 2);
    assert.match(told.err, /spamd.*must be a loopback address/i);
  }
});

test('check tells a warning with its place, and an acknowledgement with its reason silences it', async (t) => {
  const folder = await makeFolder(t);
  const environment = { COURANT_DATA_DIR: folder };
  const path = await copyLetter(folder, (issue) => issue.replace(/^title: .*$/m, 'title: "Re: THE WALL IS FULL"'));
  const told = await courant(['check', path, '--strict'], environment);
  assert.equal(told.code, 1, told.err);
  assert.match(told.out, /warning {2}The subject begins like an answer.*\[subject-reply\]\n +.*newsletter\.yaml:6:10/);
  assert.equal((await courant(['check', path], environment)).code, 0, 'warnings do not fail a check unless asked to');
  await writeFile(join(path, 'issue.yaml'), `${await readFile(join(path, 'issue.yaml'), 'utf8')}\nacknowledge:\n  - {rule: subject-reply, reason: a letter about letters}\n  - {rule: subject-capitals, reason: quoted}\n`);
  const left = await courant(['check', path, '--strict'], environment);
  assert.equal(left.code, 0, left.out);
  assert.match(left.out, /Left so: a letter about letters/);
});

test('check goes on after an issue that cannot be compiled, and says so in every form', async (t) => {
  const folder = await makeFolder(t);
  const environment = { COURANT_DATA_DIR: folder };
  const broken = await copyLetter(folder, (issue) => issue.replace(/^title:/m, 'titel:'));
  const sound = packagePath('issues', 'letter', '2026-11-20-hello');
  const run = await courant(['check', broken, sound, '--json'], environment);
  assert.equal(run.code, 1);
  const reports = JSON.parse(run.out) as readonly { counts: { error: number }; checkedCount: number }[];
  assert.ok((reports[0]?.counts.error ?? 0) > 0);
  assert.deepEqual([reports[1]?.counts.error, (reports[1]?.checkedCount ?? 0) > 50], [0, true]);
  assert.match((await courant(['check', broken, '--format', 'github'], environment)).out, /^::error file=.*issue\.yaml,line=\d+,col=\d+/);
  assert.match((await courant(['check', broken, sound, '--format', 'junit'], environment)).out, /<testsuite name=".*" tests="\d+" failures="[1-9]/);
});

test('send refuses while an error stands; an override by name and reason is kept in the record', async (t) => {
  const world = await openWorld(t);
  const folder = await makeFolder(t);
  const environment = settings(world, folder);
  const letter = packagePath('issues', 'letter', '2026-11-20-hello');
  await courant(['list', 'add', 'news', '--from', 'News <news@gmail.com>'], environment);
  await courant(['subscriber', 'add', 'kim@mail.example', '--list', 'news'], environment);
  assert.match((await courant(['plan', letter, '--list', 'news'], environment)).out, /error .*\[from-free-mail\]/);
  const refused = await courant(['send', letter, '--list', 'news', '--yes'], environment);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /\[preflight-errors\]/);
  assert.equal((await world.store.query('select 1 from campaigns')).length, 0, 'nothing is frozen');
  assert.equal((await courant(['send', letter, '--list', 'news', '--yes', '--override-by', 'Kim'], environment)).code, 2, 'a name without a reason is no override');
  const sent = await courant(['send', letter, '--list', 'news', '--yes', '--override-by', 'Kim Minji', '--override-reason', 'the test list'], environment);
  assert.equal(sent.code, 0, sent.err);
  const record = JSON.parse((await courant(['audit', 'ls', '--json'], environment)).out) as readonly { actor: string; action: string; detail: { reason?: string; errors?: readonly { rule: string }[]; fromAddress?: string } }[];
  assert.deepEqual(record.map(({ action }) => action), ['send.override', 'campaign.freeze']);
  assert.deepEqual([record[0]?.actor, record[0]?.detail.reason, record[0]?.detail.errors?.map(({ rule }) => rule)], ['Kim Minji', 'the test list', ['from-free-mail']]);
  assert.equal(record[1]?.detail.fromAddress, 'news@gmail.com');
  assert.match((await courant(['audit', 'verify'], environment)).out, /2 rows, all whole/);
  const again = await courant(['check', letter, '--list', 'news'], environment);
  assert.match(again.out, /The issue went to this list on .*\[same-issue\]/);
});
