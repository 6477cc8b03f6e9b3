import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { createPictureReader } from '../../src/issue/picture-file.js';
import { createPng } from '../support/png.js';

test('a picture is read again when its file is another one, and never on the word of a time that may come twice', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-picture-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.png');
  const nameOf = (found: ReturnType<ReturnType<typeof createPictureReader>>): string => ('value' in found ? found.value.name : found.fault.message);
  let now = Date.now();
  const read = createPictureReader(() => now);
  await writeFile(path, createPng(10, 10, [9, 9, 9]));
  const fresh = nameOf(read(path));
  // Written anew at the same time of a coarse clock: what was read just now is not trusted.
  await writeFile(path, createPng(10, 20, [9, 9, 9]));
  const second = nameOf(read(path));
  assert.notEqual(second, fresh);
  now += 10_000;
  const kept = read(path);
  assert.equal(read(path), kept, 'the same file is read once');
  // An old time does not make it an old picture.
  await writeFile(path, createPng(20, 20, [9, 9, 9]));
  await utimes(path, 1, 1);
  assert.notEqual(nameOf(read(path)), second);
  await rm(path);
  assert.match(nameOf(read(path)), /there is no file a\.png/);
});
