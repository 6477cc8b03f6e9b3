/** The program as its user meets it: real processes, their output line by line, their exit status. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { packagePath } from '../../src/package-root.js';
import { openCatcher } from '../catcher/support.js';
import { mainFile, runCourant, runHere } from '../support/command.js';
import { freePort } from '../support/port.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const letter = packagePath('issues', 'letter', '2026-11-20-hello');

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-cli-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Settings of a world for a process of its own. */
const settings = (world: World): Record<string, string> => ({ DATABASE_URL: world.databaseUrl, COURANT_RELAY_URL: String(world.config.relayUrl), COURANT_RELAY_RATE_PER_SECOND: '200' });

test('compile writes the five files and the pictures', async (t) => {
  const folder = await makeFolder(t);
  const run = await runHere(['compile', letter, '--out', folder]);
  assert.equal(run.code, 0, run.err);
  assert.deepEqual((await readdir(folder)).toSorted(), ['2026-11-20-hello', 'mail.html', 'mail.txt', 'message.eml', 'report.json', 'web.html']);
  assert.equal((await readdir(join(folder, '2026-11-20-hello'))).length, 1);
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as { mode: string; bytes: { html: { decoded: number } } };
  assert.equal(report.mode, 'full');
  assert.equal(report.bytes.html.decoded, Buffer.byteLength(await readFile(join(folder, 'mail.html'))));
});

test('a fault in an issue is told with file, line, column and a frame, and ends with status 2', async (t) => {
  const folder = await makeFolder(t);
  await mkdir(join(folder, 'n', '2026-01-01-a'), { recursive: true });
  await writeFile(join(folder, 'n', 'newsletter.yaml'), 'name: 시험\nlang: ko\nadvertising: false\ntemplate: letter\n');
  await writeFile(join(folder, 'n', '2026-01-01-a', 'issue.yaml'), 'date: 2026-01-01\ntitel: "안녕 세계\n');
  const run = await runCourant(['compile', join(folder, 'n', '2026-01-01-a'), '--out', join(folder, 'out')]);
  assert.equal(run.code, 2);
  assert.match(run.err, /issue\.yaml:2:8/);
  assert.match(run.err, /> 2 \| titel: "안녕 세계/);
  assert.ok(!run.err.includes('    at '), 'no stack');
  assert.deepEqual(await readdir(folder), ['n'], 'nothing half done');
});

test('the whole loop by commands: list, import, plan, send, show; the second send is refused', async (t) => {
  const world = await openWorld(t);
  const folder = await makeFolder(t);
  const environment = settings(world);
  const csv = join(folder, 'people.csv');
  await writeFile(csv, 'email,name\nkim@mail.example,김민지\nbroken,\nlee+refuse@mail.example,Lee\n');
  assert.equal((await runHere(['list', 'add', 'news', '--from', 'News <news@example.org>'], environment)).code, 0);
  const imported = await runCourant(['subscriber', 'import', csv, '--list', 'news'], environment);
  assert.equal(imported.code, 1, 'refused rows are a finding');
  assert.match(imported.out, /line 3 +broken +has no @/);
  const planned = await runHere(['plan', letter, '--list', 'news', '--json'], environment);
  assert.equal((JSON.parse(planned.out) as { audience: number }).audience, 2);
  const unasked = await runCourant(['send', letter, '--list', 'news'], environment);
  assert.equal(unasked.code, 2, 'without a terminal a yes must be said');
  const sent = await runCourant(['send', letter, '--list', 'news', '--yes'], environment);
  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /2 audience = 1 accepted \+ 1 failed \+ 0 suppressed \+ 0 cancelled \+ 0 in doubt/);
  assert.match(sent.out, /550 5\.1\.1/);
  const again = await runCourant(['send', letter, '--list', 'news', '--yes'], environment);
  assert.equal(again.code, 1);
  assert.match(again.err, /already-sent/);
  const shown = await runHere(['campaign', 'show', '1', '--json'], environment);
  assert.equal((JSON.parse(shown.out) as { balance: { holds: boolean } }).balance.holds, true);
  assert.match((await runHere(['suppression', 'ls'], environment)).out, /lee\+refuse@mail\.example/);
});

test('a relay that refuses the login is told before anything is frozen', async (t) => {
  const world = await openWorld(t, { catcher: { auth: { user: 'u', password: 'right' } } });
  await world.subscribe('kim@mail.example');
  const run = await runCourant(['send', letter, '--list', 'weekly', '--yes'], { ...settings(world), COURANT_RELAY_URL: `smtp://u:wrong@127.0.0.1:${world.catcher.port}` });
  assert.equal(run.code, 1);
  assert.match(run.err, /refused the login: 535 .*\[relay-unreachable\]/);
  assert.match(run.err, /hint: Check user and password/);
  assert.deepEqual(await world.store.query('select id from campaigns'), []);
});

test('Ctrl-C in the middle of a send: the open mails finish, and resume sends the rest', async (t) => {
  const world = await openWorld(t);
  await world.subscribe(...Array.from({ length: 300 }, (_, index) => `r${index}@mail.example`));
  const environment = { ...settings(world), COURANT_RELAY_RATE_PER_SECOND: '20' };
  const child = spawn(process.execPath, [mainFile, 'send', letter, '--list', 'weekly', '--yes'], { env: { PATH: process.env['PATH'], ...environment } });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  await until('the first mails', async () => (await world.caught()).length >= 8);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 1);
  assert.match(out, /Stopped; nothing is lost\. Go on with `courant campaign resume 1`/);
  const resumed = await runCourant(['campaign', 'resume', '1'], { ...environment, COURANT_RELAY_RATE_PER_SECOND: '1000' });
  assert.equal(resumed.code, 0, resumed.err);
  assert.match(resumed.out, /300 audience = 300 accepted/);
  assert.equal((await world.caught()).length, 300);
});

test('start serves the pages, sends what waits, and stops gracefully on SIGTERM; a busy port is a sentence', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('kim@mail.example');
  const busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  t.after(async () => void busy.close());
  const address = busy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refused = await runCourant(['start'], { ...settings(world), COURANT_WEB_PORT: String(port) });
  assert.equal(refused.code, 1);
  assert.match(refused.err, /\[port-busy\]/);
  const child = spawn(process.execPath, [mainFile, 'start'], { env: { PATH: process.env['PATH'], ...settings(world), COURANT_WEB_PORT: '0' }, stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(async () => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => { log += chunk.toString(); });
  await until('the start', () => log.includes('"started"'));
  const url = /"url":"([^"]+)"/.exec(log)?.[1] ?? '';
  assert.deepEqual(await (await fetch(`${url}/health`)).json(), { status: 'ok', sending: 'ok', held: 0 });
  const campaignId = await world.freeze();
  assert.equal((await world.settled(campaignId)).counts.accepted, 1);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0);
  for (const line of log.trim().split('\n')) assert.ok(JSON.parse(line), 'the log is one JSON object a line');
});

const faults: readonly [why: string, words: string[], environment: Record<string, string>, code: number, says: RegExp][] = [
  ['an unknown command', ['frobnicate'], {}, 2, /unknown command/],
  ['a missing option', ['plan', letter], {}, 2, /required option '--list/],
  ['a rate of zero', ['plan', letter, '--list', 'x', '--rate', '0'], {}, 2, /A rate is a number above 0/],
  ['an issue that is not there', ['compile', 'nowhere', '--out', 'x'], {}, 2, /there is no issue at nowhere/],
  ['a database URL of another kind', ['list', 'ls'], { DATABASE_URL: 'mysql://x' }, 2, /DATABASE_URL: must be a URL/],
  ['a database that is not there', ['list', 'ls'], { DATABASE_URL: 'postgresql://u:geheim@127.0.0.1:1/x' }, 1, /nothing listens at 127\.0\.0\.1:1/],
  ['a data folder that cannot be made', ['list', 'ls'], { COURANT_DATA_DIR: '/dev/null/x' }, 1, /\[data-unwritable\]/],
];
for (const [why, words, environment, code, says] of faults) {
  test(`${why} is a sentence and status ${code}`, async () => {
    const run = await runHere(words, environment);
    assert.equal(run.code, code, run.err);
    assert.match(run.err, says);
    assert.ok(!/\n {4}at /.test(run.err), 'no stack');
    assert.ok(!run.err.includes('geheim'), 'no password');
  });
}

test('the process ends with the status of its command, and tells a settings file that is not there', async () => {
  const run = await runCourant(['--config', 'nowhere.yaml', 'list', 'ls']);
  assert.equal(run.code, 2);
  assert.match(run.err, /nowhere\.yaml cannot be read/);
  assert.ok(!/\n {4}at /.test(run.err), 'no stack');
});

test('a fault in the settings file is told at its line', async (t) => {
  const file = join(await makeFolder(t), 'courant.yaml');
  await writeFile(file, 'webPort: 8025\nrelayRate: 5\nrelayConnections: many\nfeedbackImap: [{name: a, url: imaps://me@imap.example, oauth: {provider: google}}]\n');
  const run = await runCourant(['--config', file, 'config', 'show']);
  assert.equal(run.code, 2);
  assert.match(run.err, /There is no setting "relayRate".*\n.*courant\.yaml:2:1/);
  assert.match(run.err, /courant\.yaml:3:1/);
  assert.match(run.err, /"feedbackImap" at 0\.oauth\.clientId: .*\n.*courant\.yaml:4:1/);
});

test('the sample file as it stands changes nothing, and every line of it can be switched on', async (t) => {
  const file = join(await makeFolder(t), 'courant.yaml');
  const sample = (await runHere(['config', 'sample'])).out;
  await writeFile(file, sample);
  assert.equal((await runCourant(['--config', file, 'config', 'show'])).code, 0);
  const switchedOn = sample.split('\n').map((line) => line.replace(/^# ([a-zA-Z]+: .+)$/, '$1')).join('\n');
  await writeFile(file, switchedOn);
  const shown = await runCourant(['--config', file, 'config', 'show', '--json']);
  assert.equal(shown.code, 0, shown.err);
  assert.equal((JSON.parse(shown.out) as { relayConnections: number }).relayConnections, 4);
});

test('a test goes over the first relay of the newsletter that takes it, and says which; when none does, what each of them said', async (t) => {
  const { catcher } = await openCatcher(t);
  const nobody = { name: 'down', url: `smtp://127.0.0.1:${await freePort()}`, weight: 9 };
  const foreign = { name: 'foreign', url: `smtp://127.0.0.1:${catcher.port}`, newsletters: ['weekly'] };
  const up = { name: 'up', url: `smtp://127.0.0.1:${catcher.port}` };
  const run = (relays: readonly object[], to = 'me@mail.example') => runHere(['test', letter, '--to', to], { COURANT_TEST_RECIPIENTS: '@mail.example', COURANT_RELAYS: JSON.stringify(relays) });
  const sent = await run([nobody, foreign, up]);
  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /^Sent to me@mail\.example over the relay up: 250 .* The relay down did not take it: .*ECONNREFUSED/);
  const none = await run([nobody, up], 'me+refuse@mail.example');
  assert.equal(none.code, 1);
  assert.match(none.err, /No relay took the test\. down: .*ECONNREFUSED.*; up: 5\d\d /);
  assert.match((await run([foreign])).err, /No relay carries the newsletter "letter"/);
});

test('commands about a campaign say which number they want', async () => {
  for (const command of ['resume', 'pause', 'cancel', 'show', 'resolve', 'retry', 'audit', 'figures', 'pace']) {
    assert.match((await runHere(['campaign', command, '--help'])).out, /id +number of the campaign; `courant campaign ls` lists/, command);
  }
});

test('a test goes to the allow list only, marked, and is no delivery', async (t) => {
  const world = await openWorld(t);
  const environment = { ...settings(world), COURANT_TEST_RECIPIENTS: 'me@mail.example' };
  const refused = await runHere(['test', letter, '--to', 'stranger@mail.example'], environment);
  assert.notEqual(refused.code, 0);
  assert.match(refused.err, /stranger@mail\.example may not get tests/);
  assert.deepEqual(await world.caught(), []);
  const sent = await runHere(['test', letter, '--to', 'me@mail.example'], environment);
  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /^Sent to me@mail\.example over the relay default: 250 /);
  assert.equal((await world.caught()).length, 1);
  assert.match((await world.catcher.rawOf(1))?.toString('utf8') ?? '', /^Subject: \[TEST\] /m);
  const [count] = await world.store.query<{ count: number }>('select count(*)::int as count from deliveries');
  assert.equal(count?.count, 0);
});
