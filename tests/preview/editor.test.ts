/** The text editor is opened beside the preview, and left alone from then on. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openInEditor } from '../../src/preview/editor.js';

const place = { file: 'issue.yaml', path: '/project/issue.yaml', line: 3, column: 1, frame: '' };

test('an editor that prints without end is not stopped for it; one that fails is told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-editor-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [talker, mark] = [join(folder, 'talker.mjs'), join(folder, 'done')];
  await writeFile(talker, `import { writeFileSync, writeSync } from 'node:fs';
for (let line = 0; line < 40; line += 1) writeSync(1, 'x'.repeat(50_000));
writeFileSync(${JSON.stringify(mark)}, '');`);
  await openInEditor([process.execPath, talker, '{file}'], place);
  assert.ok(existsSync(mark));
  await assert.rejects(openInEditor([process.execPath, '-e', 'process.exit(3)'], place), { code: 'refused', message: /ended with 3/ });
  await assert.rejects(openInEditor([join(folder, 'none')], place), { code: 'refused', message: /ENOENT/ });
});
