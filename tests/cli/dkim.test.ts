/** `courant dkim` and the mails of a send: the key that a person makes is the one receivers check with. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseDkimKey } from '../../src/message/dkim/key.js';
import { toUserErrors } from '../../src/errors.js';
import { verify } from '../message/dkim-support.js';
import { runHere as courant } from '../support/command.js';
import { openWorld } from '../support/world.js';

test('a key made by the command signs every mail, and the printed record verifies them', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-dkim-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const files = { rsa1: join(folder, 'keys', 'rsa1.pem'), ed1: join(folder, 'ed1.pem') };
  const made = await courant(['dkim', 'new', '--domain', 'example.org', '--selector', 'rsa1', '--out', files.rsa1]);
  assert.match(made.out, /rsa1\._domainkey\.example\.org\. IN TXT "v=DKIM1; k=rsa; p=/);
  assert.equal((await courant(['dkim', 'new', '--domain', 'example.org', '--selector', 'ed1', '--type', 'ed25519', '--out', files.ed1])).code, 0);
  assert.equal((await stat(files.rsa1)).mode & 0o777, 0o600);
  const pem = await readFile(files.rsa1, 'utf8');
  assert.match((await courant(['dkim', 'new', '--domain', 'example.org', '--selector', 'rsa1', '--out', files.rsa1])).err, /\[already-exists\]/);
  assert.equal(await readFile(files.rsa1, 'utf8'), pem, 'the old key is left alone');

  const setting = `rsa1=${files.rsa1},ed1=${files.ed1}`;
  const shown = await courant(['dkim', 'show', '--json'], { COURANT_DKIM_KEYS: setting, COURANT_DKIM_DOMAIN: 'example.org' });
  assert.deepEqual((JSON.parse(shown.out) as { name: string }[]).map(({ name }) => name), ['rsa1._domainkey.example.org', 'ed1._domainkey.example.org']);

  const world = await openWorld(t, { config: { dkimKeys: files } });
  await world.subscribe('kim@mail.example', 'lee+data4@mail.example');
  const campaignId = await world.freeze();
  const sending = await world.startSending();
  await world.settled(campaignId);
  await sending.close();
  const keys = await Promise.all(Object.entries(files).map(async ([selector, file]) => parseDkimKey(selector, await readFile(file, 'utf8'), file)));
  const caught = (await world.caught()).filter((entry) => entry.kept !== null);
  assert.equal(caught.length, 2);
  for (const entry of caught) {
    const raw = await world.catcher.rawOf(entry.n);
    assert.ok(raw);
    assert.deepEqual(await verify(raw, keys, 'example.org'), ['rsa-sha256 pass', 'ed25519-sha256 pass']);
  }
  const tries = (await world.caught()).filter((entry) => entry.recipient === 'lee+data4@mail.example');
  assert.equal(tries.length, 2);
  assert.equal(new Set(tries.map((entry) => entry.sha256)).size, 1, 'both attempts have the same bytes');
});

test('nothing is sent without a key that is set: a file that is none is told at the start', async (t) => {
  const world = await openWorld(t, { config: { dkimKeys: { s1: '/nowhere/s1.pem', s2: '/nowhere/s2.pem' } } });
  const codes = await world.startSending().then(() => [], (error: unknown) => toUserErrors(error).map(({ code }) => code));
  assert.deepEqual(codes, ['dkim-key', 'dkim-key']);
});

test('settings of keys are told when they are wrong', async () => {
  assert.match((await courant(['dkim', 'show'], { COURANT_DKIM_KEYS: 'keys/a.pem' })).err, /\[config-invalid\]/);
  assert.match((await courant(['dkim', 'show'], {})).err, /\[not-found\]/);
});
