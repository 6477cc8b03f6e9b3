/**
 * The preview as an editor feels it: from the command to the first mail in the browser, and from a save to what is seen of it, over forty
 * saves of the real issue in the ways that text editors save. Headless Chromium; a time ends when every frame shows the new text and
 * the browser has painted. One JSON line. Whatever does not come in time ends it with what the page says, and with its children.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Page } from 'playwright-core';
import { packagePath } from '../src/package-root.js';
import { writeRealIssue } from '../tests/support/real-issue.js';
import { findProgram } from '../tests/support/require.js';

/** Far more than a machine under load takes. */
const patienceMs = 20_000;
const restMs = 1500;
const saves = Number(process.env['BENCH_SAVES'] ?? '40');
const executablePath = findProgram('chromium') ?? findProgram('google-chrome');
if (executablePath === undefined) throw new Error('the benchmark needs chromium');

const project = await mkdtemp(join(tmpdir(), 'courant-preview-bench-'));
const issue = await writeRealIssue(join(project, 'issues'));
const issueFile = join(issue.path, 'issue.yaml');
const original = await readFile(issueFile, 'utf8');

/** The title of the first item, which mail, text and page all show. */
const firstTitle = /- title: (미국, .*)$/m.exec(original)?.[1];
if (firstTitle === undefined) throw new Error('the real issue begins with another item');

type Save = (marker: string) => Promise<void>;
const withTitle = (marker: string): string => original.replace(firstTitle, `${marker} ${firstTitle}`);

const ways: Readonly<Record<string, Save>> = {
  inPlace: async (marker) => writeFile(issueFile, withTitle(marker)),
  async atomicRename(marker) {
    const draft = `${issueFile}.${process.pid}.tmp`;
    await writeFile(draft, withTitle(marker));
    await rename(draft, issueFile);
  },
  async backupAndNew(marker) {
    await rename(issueFile, `${issueFile}~`);
    await writeFile(issueFile, withTitle(marker));
  },
  async newFile(marker) {
    const file = `articles/new-${marker}.md`;
    await writeFile(join(issue.path, file), `${marker} 새 글의 첫 문장이다. 둘째 문장이다.\n`);
    await writeFile(issueFile, original.replace(`- title: ${firstTitle}`, `- title: New\n        body: {file: ${file}}\n      - title: ${firstTitle}`));
  },
};

/** Resolves when the condition, an expression of the page, holds and the browser has painted it. `evaluate` is not under the page's policy, waitForFunction is. */
async function waitUntil(page: Page, condition: string): Promise<void> {
  const isSo = await page.evaluate(`new Promise((resolve) => {
    const end = setTimeout(() => resolve(false), ${patienceMs});
    const look = () => (${condition} ? requestAnimationFrame(() => { clearTimeout(end); resolve(true); }) : requestAnimationFrame(look));
    look();
  })`);
  if (isSo !== true) throw new Error(`not seen within ${patienceMs} ms: ${condition}\nThe page says: ${String(await page.evaluate("document.getElementById('status').innerText + '\\n' + document.getElementById('faults').innerText"))}`);
}

const frames = "[...document.querySelectorAll('.device:not([hidden]) iframe')]";
const shows = (text: string): string => `(frame) => frame.contentDocument?.body?.textContent.includes(${JSON.stringify(text)})`;

/** Every mail frame shows the text. */
async function waitFor(page: Page, text: string): Promise<void> {
  await waitUntil(page, `${frames}.length > 0 && ${frames}.every(${shows(text)})`);
}

/** Processor time of a process so far: what is left of the truth on a machine that others use. Linux only; else 0. */
async function cpuMs(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid ?? 0}/stat`, 'utf8').catch(() => '');
  const [user = '0', system = '0'] = text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10; // 100 ticks a second
}

function percentile(values: readonly number[], share: number): number {
  return Math.round(values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0);
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void browser.close());
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
// An editor's browser is open and at rest; one that was started just now takes half a second of both cores for itself.
await page.goto('about:blank');
await page.waitForTimeout(restMs);
const start = performance.now();
const preview = spawn(process.execPath, [packagePath('bin', 'courant.js'), 'preview', 'issues/weekly/2020-07-22-134', '--port', '0'], { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [line] = (await once(createInterface({ input: preview.stdout }), 'line', { signal: AbortSignal.timeout(patienceMs) })) as [string];
  const saidAt = performance.now() - start;
  await page.goto(`${line.replace('Preview: ', '')}?widths=320,375,600,free`, { waitUntil: 'domcontentloaded' });
  await waitUntil(page, `${frames}.some(${shows(firstTitle.slice(0, 20))})`);
  const firstRenderMs = performance.now() - start;
  await waitFor(page, firstTitle.slice(0, 20));
  const firstCpuMs = await cpuMs(preview.pid);
  await waitUntil(page, "document.getElementById('panel').childElementCount > 0");
  const times: Record<string, number[]> = {};
  let cpuBefore = 0;
  for (let round = -5; round < saves; round += 1) {
    const [name, save] = Object.entries(ways)[(round + 100) % Object.keys(ways).length] ?? ['', async () => undefined];
    const marker = `mark${round + 100}x`;
    // Not in step with anything: editors save when they save.
    await page.waitForTimeout(250 + ((round + 100) * 37) % 90);
    const seen = waitFor(page, marker);
    const savedAt = performance.now();
    await save(marker);
    await seen;
    if (round === -1) cpuBefore = await cpuMs(preview.pid);
    if (round >= 0) times[name] = [...(times[name] ?? []), performance.now() - savedAt];
  }
  const every = Object.values(times).flat();
  console.log(JSON.stringify({
    bench: 'preview', urlMs: Math.round(saidAt), firstRenderMs: Math.round(firstRenderMs), firstCpuMs, saves: every.length,
    p50Ms: percentile(every, 0.5), p95Ms: percentile(every, 0.95), maxMs: percentile(every, 1),
    cpuMsPerSave: Math.round((await cpuMs(preview.pid) - cpuBefore) / saves), load: loadavg().map((value) => Number(value.toFixed(1))),
    byWay: Object.fromEntries(Object.entries(times).map(([name, values]) => [name, percentile(values, 0.5)])),
    ratio: Number((percentile(every, 0.5) / 1202).toFixed(3)), // react-email 6.11: 1,202 ms
  }));
} finally {
  preview.kill('SIGTERM');
  const isGone = preview.exitCode !== null || await once(preview, 'exit', { signal: AbortSignal.timeout(5000) }).then(() => true, () => false);
  if (!isGone) preview.kill('SIGKILL');
  await browser.close();
  await rm(project, { recursive: true, force: true });
}
