/** What doctor finds of relays: each tried on its own, each with what is wrong with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCatcher } from '../catcher/support.js';
import { freePort } from '../support/port.js';
import { runHere } from '../support/command.js';
import { openWorld } from '../support/world.js';

test('each relay is tried: connection, TLS, login, what EHLO offers, and a mail to an allow-listed address', async (t) => {
  const world = await openWorld(t);
  const [locked, small] = [(await openCatcher(t, { auth: { user: 'sender', password: 'right' }, startTls: true })).catcher, (await openCatcher(t, { sizeLimit: 200_000 })).catcher];
  const closed = await freePort();
  const relays = [
    { name: 'good', url: `smtp://127.0.0.1:${world.catcher.port}`, ratePerSecond: 14, connections: 3 },
    { name: 'locked', url: `smtp://sender:right@127.0.0.1:${locked.port}` },
    { name: 'wrong', url: `smtp://sender:wrong@127.0.0.1:${locked.port}` },
    { name: 'small', url: `smtp://127.0.0.1:${small.port}` },
    { name: 'closed', url: `smtp://127.0.0.1:${closed}` },
  ];
  const environment = { PATH: process.env['PATH'], DATABASE_URL: world.databaseUrl, COURANT_RELAYS: JSON.stringify(relays), COURANT_RELAY_TLS_VERIFY: 'false', COURANT_TEST_RECIPIENTS: 'desk@news.example' };
  const said = await runHere(['doctor', '--mail', 'desk@news.example'], environment);
  const lineOf = (relay: string): string => said.text.split('\n').find((line) => line.includes(`relay ${relay} `)) ?? said.text;
  assert.equal(said.code, 1, said.text);
  assert.match(lineOf('good'), /ok +relay good +127\.0\.0\.1:\d+ answers; takes mails .*, offers .*PIPELINING.*; 14\/s over 3 connections at the most, a command takes (less than 1|\d+) ms; it took a mail to desk@news\.example: 250/);
  assert.match(lineOf('locked'), /ok +relay locked .* and takes the login/);
  assert.match(lineOf('wrong'), /error +relay wrong .*refused the login: 535/);
  assert.match(lineOf('small'), /(warning|error) +relay small .*takes mails up to 200\.0 KB/);
  assert.match(lineOf('closed'), /error +relay closed .*ECONNREFUSED/);
  assert.ok((await world.caught()).some(({ recipient, subject }) => recipient === 'desk@news.example' && subject === 'Courant: a test of the relay good'));

  const unlisted = await runHere(['doctor', '--mail', 'stranger@news.example'], environment);
  assert.match(unlisted.text, /stranger@news\.example/);
  assert.equal((await world.caught()).length, 1, 'nobody else is written to');
});
