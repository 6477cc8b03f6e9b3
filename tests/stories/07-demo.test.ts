/** The newcomer's minute, as a test. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { holdsWithin, processesOf } from '../store/processes.js';

const mainFile = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

test('the demo ends with status 0 when every forced outcome had its effect, and leaves no process behind', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'courant-demo-'));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const child = spawn(process.execPath, [mainFile, 'demo', '--exit', '--subscribers', '60'], { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], COURANT_DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number | null];
  assert.equal(code, 0, out);
  assert.match(out, /balance +holds/);
  assert.ok(!out.includes('WRONG'));
  assert.ok(!out.includes('\u001b'), 'plain when it is no terminal');
  assert.ok(await holdsWithin(60_000, async () => (await processesOf(dataDir)).length === 0), 'no process is left');
});
