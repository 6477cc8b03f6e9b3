/** What editors do to files is seen, each way of it. Waits for events, never for a time. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { watchFolders } from '../../src/preview/watch.js';

type World = { readonly folder: string; readonly seen: (name: string) => Promise<void> };

async function openWorld(t: TestContext): Promise<World> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'courant-watch-')));
  await mkdir(join(folder, 'articles'));
  await writeFile(join(folder, 'issue.yaml'), 'title: one\n');
  const waiting = new Map<string, () => void>();
  const watcher = await watchFolders({ folders: [folder], onChange: (paths) => paths.forEach((path) => waiting.get(path)?.()) });
  t.after(async () => {
    watcher.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { folder, seen: (name) => new Promise((resolve) => waiting.set(join(folder, name), resolve)) };
}

const patience = { timeout: 300_000 };

test('a file written over is seen', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  const told = seen('issue.yaml');
  await writeFile(join(folder, 'issue.yaml'), 'title: two\n');
  await told;
});

test('a file put in the place of another is seen, again and again', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  for (let round = 0; round < 5; round += 1) {
    const told = seen('issue.yaml');
    await writeFile(join(folder, 'draft'), `title: ${round}\n`);
    await rename(join(folder, 'draft'), join(folder, 'issue.yaml'));
    await told;
  }
});

test('a file moved aside and written anew is seen', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  await rename(join(folder, 'issue.yaml'), join(folder, 'issue.yaml~'));
  const told = seen('issue.yaml');
  await writeFile(join(folder, 'issue.yaml'), 'title: three\n');
  await told;
});

test('a file in a folder that is new itself is seen, and what follows in it', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  const first = seen('images/deep/a.png');
  await mkdir(join(folder, 'images', 'deep'), { recursive: true });
  await writeFile(join(folder, 'images', 'deep', 'a.png'), 'a');
  await first;
  const second = seen('images/deep/b.png');
  await writeFile(join(folder, 'images', 'deep', 'b.png'), 'b');
  await second;
});

test('a folder put in the place of another is watched on', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  await mkdir(join(folder, 'other'));
  await writeFile(join(folder, 'other', '01.md'), 'x');
  const swapped = seen('articles/01.md');
  await rm(join(folder, 'articles'), { recursive: true });
  await rename(join(folder, 'other'), join(folder, 'articles'));
  await swapped;
  const told = seen('articles/01.md');
  await writeFile(join(folder, 'articles', '01.md'), 'y');
  await told;
});

test('a file taken away is told', patience, async (t) => {
  const { folder, seen } = await openWorld(t);
  const told = seen('issue.yaml');
  await rm(join(folder, 'issue.yaml'));
  await told;
});

test('swap and backup files of editors are no change', patience, async (t) => {
  const { folder } = await openWorld(t);
  const told: string[] = [];
  let done = (): void => undefined;
  const last = new Promise<void>((resolve) => { done = resolve; });
  const watcher = await watchFolders({ folders: [folder], onChange: (paths) => { told.push(...paths); if (paths.some((path) => path.endsWith('end.md'))) done(); } });
  t.after(() => watcher.close());
  for (const name of ['.issue.yaml.swp', 'issue.yaml~', '4913', '#issue.yaml#', '.#issue.yaml']) await writeFile(join(folder, name), 'x');
  await writeFile(join(folder, 'end.md'), 'x');
  await last;
  assert.deepEqual([...new Set(told)], [join(folder, 'end.md')]);
});
