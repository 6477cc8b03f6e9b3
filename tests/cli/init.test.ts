/** `courant init`: what it writes is a project that the other commands take as it is. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { parse } from 'yaml';
import { readConfig } from '../../src/cli/read-config.js';
import { systemClock } from '../../src/clock.js';
import { configSchema } from '../../src/config.js';
import { toUserErrors } from '../../src/errors.js';
import { loadIssue } from '../../src/issue/load.js';
import { commandsOn, type Said } from '../support/command.js';

/** Runs commands on one empty folder, at one day. */
async function openFolder(t: TestContext): Promise<{ folder: string; courant: (...words: string[]) => Promise<Said> }> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-init-'));
  t.after(() => rm(folder, { recursive: true }));
  const clock = { ...systemClock, now: () => new Date(2026, 10, 22, 0, 30) };
  return { folder, courant: commandsOn(undefined, configSchema.parse({}), { clock }) };
}

test('a new project compiles as it is, without a warning', async (t) => {
  const { folder, courant } = await openFolder(t);
  const made = await courant('init', join(folder, 'letters'));
  assert.match(made.out, /^Wrote 13 files into .*letters:\n {2}courant\.yaml\n/);
  assert.match(made.out, /\n {2}npx courant preview issues\/weekly\/2026-11-22-1\n {2}npx courant check issues\/weekly\/2026-11-22-1\n {2}npx courant compile issues\/weekly\/2026-11-22-1 --out out\n$/);
  const issue = join(folder, 'letters', 'issues', 'weekly', '2026-11-22-1');
  const compiled = await courant('compile', issue, '--out', join(folder, 'out'));
  assert.equal(compiled.err, '');
  assert.match(await readFile(join(folder, 'out', 'mail.html'), 'utf8'), /Table: What a mail may weigh/);
  assert.match(await readFile(join(folder, 'out', 'mail.txt'), 'utf8'), /The first issue/);
});

test('each YAML file names its schema, and it is there', async (t) => {
  const { folder, courant } = await openFolder(t);
  await courant('init', folder, '--newsletter', 'news-kr', '--name', '주간 "소식": {{x}} #1', '--lang', 'ko');
  const files = ['issues/news-kr/newsletter.yaml', 'issues/news-kr/2026-11-22-1/issue.yaml'];
  for (const file of files) {
    const path = join(folder, file);
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(await readFile(path, 'utf8'))?.[1] ?? assert.fail(file);
    assert.ok('properties' in (JSON.parse(await readFile(resolve(dirname(path), schema), 'utf8')) as object));
  }
  const { issue, warnings } = await loadIssue(join(folder, 'issues', 'news-kr', '2026-11-22-1'));
  assert.deepEqual([issue.name, issue.publisher.name, issue.lang, issue.date, warnings], ['주간 "소식": {{x}} #1', '주간 "소식": {{x}} #1', 'en', '2026-11-22', []]);
  assert.deepEqual(readConfig({ file: join(folder, 'courant.yaml'), environment: {} }), configSchema.parse({}));
  assert.equal(parse(await readFile(join(folder, 'courant.yaml'), 'utf8')), null);
});

test('what is there already stays, and then nothing is written', async (t) => {
  const { folder, courant } = await openFolder(t);
  await writeFile(join(folder, 'README.md'), 'mine');
  const errors = toUserErrors(await courant('init', folder).then(() => undefined, (error: unknown) => error));
  assert.deepEqual(errors.map((error) => error.code), ['already-exists']);
  assert.match(errors[0]?.message ?? '', /README\.md in /);
  assert.deepEqual(await readdir(folder), ['README.md']);
  await writeFile(join(folder, 'file'), 'x');
  const into = toUserErrors(await courant('init', join(folder, 'file')).then(() => undefined, (error: unknown) => error));
  assert.deepEqual(into.map((error) => error.code), ['refused']);
});

test('words that cannot be a folder, a name or a language are refused before anything is written', async (t) => {
  const { folder, courant } = await openFolder(t);
  for (const words of [['--newsletter', '../x'], ['--newsletter', 'My News'], ['--lang', 'korean_'], ['--name', ' ']]) await assert.rejects(courant('init', folder, ...words), /argument|invalid/i);
  assert.deepEqual(await readdir(folder), []);
});
