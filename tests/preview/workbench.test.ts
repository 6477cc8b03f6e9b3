/** What the desk shows of an issue, and in which order: the mail first, never beside what belongs to another one. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { packagePath } from '../../src/package-root.js';
import { createWorkbench, type IssueState, type Workbench } from '../../src/preview/workbench.js';

type World = { readonly workbench: Workbench; readonly states: IssueState[]; readonly file: string; readonly save: (from: string, to: string) => Promise<void> };

const name = { newsletter: 'letter', slug: '2026-11-20-hello' };

async function openWorld(t: TestContext): Promise<World> {
  const project = await realpath(await mkdtemp(join(tmpdir(), 'courant-workbench-')));
  const issuesDir = join(project, 'issues');
  const templatesDir = join(project, 'templates');
  await mkdir(templatesDir);
  await cp(packagePath('issues', 'letter'), join(issuesDir, 'letter'), { recursive: true });
  await cp(packagePath('templates', 'letter'), join(templatesDir, 'letter'), { recursive: true });
  const states: IssueState[] = [];
  const workbench = createWorkbench({ issuesDir, templatesDir, locate: (path) => path, onState: (state) => states.push(state) });
  t.after(async () => {
    await workbench.idle();
    await rm(project, { recursive: true, force: true });
  });
  const file = join(issuesDir, 'letter', name.slug, 'issue.yaml');
  return {
    workbench, states, file,
    async save(from, to) {
      const text = await readFile(file, 'utf8');
      assert.ok(text.includes(from), from);
      await writeFile(file, text.replace(from, to));
      workbench.refresh([file]);
    },
  };
}

const short = ({ version, isWhole, faults }: IssueState): string => `${version}${isWhole ? ' whole' : ''}${faults.length > 0 ? ' faults' : ''}`;

test('the mail is shown first, and what follows from it under the same number', async (t) => {
  const { workbench, states } = await openWorld(t);
  const first = await workbench.open(name);
  assert.equal(first?.isWhole, false);
  assert.match(first?.mail?.edition.html ?? '', /The wall is full/);
  assert.equal(first?.render, undefined);
  const whole = await workbench.openWhole(name);
  assert.deepEqual(states.map(short), ['1', '1 whole']);
  assert.equal(whole?.render?.edition.html, first?.mail?.edition.html);
});

test('whoever closes waits for an issue that is just being looked for', async (t) => {
  const { workbench, states } = await openWorld(t);
  void workbench.open(name);
  await workbench.idle();
  assert.deepEqual(states.map(short), ['1', '1 whole']);
});

test('whoever asks for the whole while a newer mail is shown waits for what belongs to it', async (t) => {
  const { workbench, save } = await openWorld(t);
  await workbench.openWhole(name);
  const next = new Promise<void>((resolve) => setImmediate(resolve));
  await save('title: ', 'title: Quite new: ');
  await next;
  await workbench.idle();
  const state = await workbench.openWhole(name);
  assert.equal(state?.mail?.edition.html, state?.render?.edition.html);
});

test('of saves in one breath the last one is shown, and no rest of those before', async (t) => {
  const { workbench, states, save } = await openWorld(t);
  await workbench.openWhole(name);
  for (const word of ['one', 'two', 'three']) await save('preheader: ', `preheader: ${word} `);
  await workbench.idle();
  const state = await workbench.openWhole(name);
  assert.match(state?.render?.edition.preheader ?? '', /^three two one/);
  for (const { isWhole, mail, render } of states) if (isWhole) assert.equal(mail?.edition.html, render?.edition.html);
});

test('a fault that shows after the mail brings the last good mail back', async (t) => {
  const { workbench, states, file } = await openWorld(t);
  const good = await workbench.openWhole(name);
  const template = join(file, '..', '..', '..', '..', 'templates', 'letter', 'text.hbs');
  const text = await readFile(template, 'utf8');
  await writeFile(template, '{{title}}\n');
  workbench.refresh([template]);
  await workbench.idle();
  const bad = await workbench.openWhole(name);
  assert.deepEqual(states.map(short), ['1', '1 whole', '2', '3 whole faults']);
  assert.match(bad?.faults[0]?.message ?? '', /The text part leaves out/);
  assert.equal(bad?.mail, good?.render);
  await writeFile(template, text);
  workbench.refresh([template]);
  await workbench.idle();
  assert.equal((await workbench.openWhole(name))?.faults.length, 0);
});

test('who reads the issue changes nothing of it', async (t) => {
  const { workbench, states, file } = await openWorld(t);
  await workbench.openWhole(name);
  workbench.refresh([join(file, '..', '..', 'readers.yaml')]);
  await workbench.idle();
  assert.equal(states.length, 2);
});
