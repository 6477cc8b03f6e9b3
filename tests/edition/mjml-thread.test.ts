/** MJML in a thread of its own makes and throws what it does here. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import { openMjmlThread } from '../../src/edition/mjml-thread.js';
import { toUserErrors } from '../../src/errors.js';
import { loadTemplate } from '../../src/template/load.js';
import { parseTemplate } from '../../src/template/template.js';
import { readSources } from '../template/sources.js';
import { wholeIssue } from './fixture.js';

test('a mail is the same, byte for byte, wherever MJML runs', async (t) => {
  const thread = openMjmlThread();
  t.after(() => thread.close());
  const template = await loadTemplate('weekly');
  const [there, here] = await Promise.all([compileEdition(wholeIssue(), template, thread.run), compileEdition(wholeIssue(), template)]);
  assert.equal(there.hash, here.hash);
});

test('a fault comes back with its place in the template', async (t) => {
  const thread = openMjmlThread();
  t.after(() => thread.close());
  const sources = await readSources('weekly');
  const template = parseTemplate({ ...sources, mail: { ...sources.mail, text: sources.mail.text.replace('<mj-body', '<mj-body colour="red"') } });
  const tell = async (run?: typeof thread.run): Promise<unknown> => compileEdition(wholeIssue(), template, run).then(() => [], (error: unknown) => toUserErrors(error).map(({ message, at }) => ({ message, at })));
  const there = await tell(thread.run);
  assert.match(JSON.stringify(there), /colour/);
  assert.deepEqual(there, await tell());
});

test('a thread that has ended says so to whoever asks', async () => {
  const thread = openMjmlThread();
  await thread.close();
  await assert.rejects(thread.run('<mjml><mj-body></mj-body></mjml>', {}), /has ended/);
});
