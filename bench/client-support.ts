/**
 * Reading a mail for what mail programs do not know: the digest of the real weekly where ../shared has it, of the sample elsewhere, against the 30 ms a preflight may take
 * for it. One JSON line; `ratio` is the allowed time over the time taken.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileEdition } from '../src/edition/compile.js';
import { loadIssue } from '../src/issue/load.js';
import { packagePath } from '../src/package-root.js';
import { defaultMix } from '../src/preflight/support/clients.js';
import { findGaps } from '../src/preflight/support/gaps.js';
import { readMail } from '../src/preflight/support/read-html.js';
import { loadTemplate } from '../src/template/load.js';
import { writeRealIssue } from '../tests/support/real-issue.js';
import { sharedDir } from '../tests/support/require.js';

const allowedMs = 30;
const rounds = 60;

const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
const path = sharedDir() === undefined ? packagePath('issues/weekly/2026-11-18-42') : (await writeRealIssue(folder)).path;
const { issue } = await loadIssue(path);
await rm(folder, { recursive: true });
const { html } = await compileEdition({ ...issue, mail: 'digest' }, await loadTemplate(issue.template));

function measure(): number {
  const start = performance.now();
  findGaps(readMail(html), defaultMix('ko'));
  return performance.now() - start;
}

const firstMs = measure();
const times = Array.from({ length: rounds }, measure).toSorted((one, other) => one - other);
const medianMs = times[rounds / 2] ?? 0;
const round = (value: number): number => Math.round(value * 100) / 100;
process.stdout.write(JSON.stringify({
  bench: 'client-support', mail: sharedDir() === undefined ? 'sample' : 'real', bytes: Buffer.byteLength(html), firstMs: round(firstMs), medianMs: round(medianMs), p95Ms: round(times[Math.floor(rounds * 0.95)] ?? 0), allowedMs,
  ratio: round(allowedMs / medianMs),
}) + '\n');
