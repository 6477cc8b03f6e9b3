/** A SpamAssassin on this machine: what is sent to it, what its report says, and what is told when none answers. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { askSpamd } from '../../../src/preflight/online/spamd.js';
import { spamScore } from '../../../src/preflight/rules/spam-score.js';
import { findProgram, skipUnless } from '../../support/require.js';
import { spamdAnswer, startSpamd } from '../../support/spamd.js';
import { makeSubject } from '../subject.js';

const mail = Buffer.from('Subject: Hello\r\n\r\nHello\r\n');

const table = [
  ' 1.5 SUBJ_ALL_CAPS          Subject is all capitals', '-0.1 DKIM_VALID             Message has at least one valid DKIM or DK signature', ' 0.0 HTML_MESSAGE           BODY: HTML included in message',
  ' 2.0 URIBL_BLACK            Contains an URL listed in the URIBL blacklist', '                            [URIs: example.org]',
].join('\n');

test('score, threshold and rules are read from the report, descriptions in several lines too', async (t) => {
  const { address, asked } = await startSpamd(t, () => spamdAnswer('False ; 3.4 / 5.0', table));
  const { answer } = await askSpamd(address, mail);
  assert.deepEqual(asked, [{ line: 'REPORT SPAMC/1.5', body: mail.toString() }]);
  assert.deepEqual(answer, { value: { score: 3.4, threshold: 5, rules: [
    { points: 1.5, name: 'SUBJ_ALL_CAPS', description: 'Subject is all capitals' }, { points: -0.1, name: 'DKIM_VALID', description: 'Message has at least one valid DKIM or DK signature' },
    { points: 0, name: 'HTML_MESSAGE', description: 'BODY: HTML included in message' }, { points: 2, name: 'URIBL_BLACK', description: 'Contains an URL listed in the URIBL blacklist [URIs: example.org]' },
  ] } });
  const told = spamScore.check({ ...await makeSubject(), spam: { address, answer } });
  assert.deepEqual(told.map(({ severity, message }) => `${severity ?? ''} ${message}`), [
    'notice SpamAssassin gives the mail 3.4 points; 5 make it spam.', 'notice URIBL_BLACK adds 2 points: Contains an URL listed in the URIBL blacklist [URIs: example.org].',
    'notice SUBJ_ALL_CAPS adds 1.5 points: Subject is all capitals.', 'notice DKIM_VALID takes off 0.1 points: Message has at least one valid DKIM or DK signature.',
  ]);
});

test('it is asked over a Unix socket too', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-spamd-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { address } = await startSpamd(t, () => spamdAnswer('True ; 1000.0 / 5.0', '1000 GTUBE                  BODY: Generic Test for Unsolicited Bulk Email'), join(folder, 'spamd.sock'));
  assert.deepEqual((await askSpamd(address, mail)).answer, { value: { score: 1000, threshold: 5, rules: [{ points: 1000, name: 'GTUBE', description: 'BODY: Generic Test for Unsolicited Bulk Email' }] } });
});

const failures: readonly (readonly [why: string, answer: string | undefined, failed: RegExp])[] = [
  ['it refuses', 'SPAMD/1.0 76 Bad header line\r\n\r\n', /^it refused with 76 Bad header line$/], ['something else answers', '220 mail ESMTP\r\n', /^what answers is no spamd$/], ['it closes', '', /without an answer/],
  ['there is no score', 'SPAMD/1.1 0 EX_OK\r\nContent-length: 0\r\n\r\n', /no score/], ['the score is no number', 'SPAMD/1.1 0 EX_OK\r\nSpam: True ; . / 5\r\n\r\n', /no score/],
  ['it never ends', 'x'.repeat(1_100_000), /does not end/], ['it never answers', undefined, /^no answer within 0\.2 s$/],
];

for (const [why, answer, failed] of failures) {
  test(`no verdict when ${why}`, async (t) => {
    const { address } = await startSpamd(t, () => answer);
    const told = (await askSpamd(address, mail, answer === undefined ? 200 : 20_000)).answer;
    assert.match('failed' in told ? told.failed : JSON.stringify(told), failed);
  });
}

test('nobody listens', async () => {
  assert.deepEqual((await askSpamd('127.0.0.1:1', mail)).answer, { failed: 'nothing listens there' });
});

/** Without its network tests, in a folder of its own. */
async function startRealSpamd(t: TestContext, program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-spamd-'));
  const socket = join(folder, 'spamd.sock');
  const child = spawn(program, ['--local', '--max-children=1', `--socketpath=${socket}`, '--nouser-config', `--helper-home-dir=${folder}`], { env: { ...process.env, HOME: folder } });
  const ended = once(child, 'close');
  t.after(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (words: Buffer) => {
      said += words.toString();
      if (/server started|is listening/.test(said)) resolve();
    });
    child.once('close', () => reject(new Error(`spamd ended: ${said}`)));
  });
  return socket;
}

const spamd = findProgram('spamd');

test('the real spamd knows the test for spam from the sample letter', { timeout: 300_000 }, async (t) => {
  if (skipUnless(t, spamd !== undefined, 'spamd (SpamAssassin)')) return;
  const address = await startRealSpamd(t, spamd ?? '');
  const gtube = Buffer.from(`${mail.toString()}XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n`);
  const bad = (await askSpamd(address, gtube)).answer;
  assert.ok('value' in bad && bad.value.score >= 1000 && bad.value.rules.some(({ name }) => name === 'GTUBE'), JSON.stringify(bad));
  const good = (await askSpamd(address, (await makeSubject()).usual.raw)).answer;
  assert.ok('value' in good && good.value.score < good.value.threshold, JSON.stringify(good));
});
