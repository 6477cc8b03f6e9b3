/**
 * The numbers of an edition, issue by issue: the sample, and the real ones where they lie beside the repository. One JSON line each: sizes,
 * markup an item, how long compiling takes warm, how often MJML ran. The time of a bare MJML compile of the same mail is the anchor.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mjml2html from 'mjml';
import { compileEdition, renderMailSource } from '../src/edition/compile.js';
import type { Edition } from '../src/edition/edition.js';
import { measureSizes } from '../src/edition/size.js';
import type { Issue } from '../src/issue/issue.js';
import { loadIssue } from '../src/issue/load.js';
import { packagePath } from '../src/package-root.js';
import { loadTemplate } from '../src/template/load.js';
import { listMarkdownIssues, writeMarkdownIssue, writeRealIssue } from '../tests/support/real-issue.js';
import { sharedDir } from '../tests/support/require.js';

const rounds = 20;
const warmUp = 4;

function quantile(values: readonly number[], share: number): number {
  return Number((values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0).toFixed(1));
}

async function timesOf(work: () => Promise<unknown>): Promise<{ readonly p50: number; readonly p95: number }> {
  const times: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - start);
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

/** Bytes of tags per item of a digest in the weekly's layout. */
function markupPerItem({ html, itemCount }: Edition): number {
  const items = html.match(/<h3.*?(?=<h3|<p class="n"|<h2|<\/div>)/gs) ?? [];
  return Math.round(items.reduce((sum, item) => sum + Buffer.byteLength(item) - Buffer.byteLength(item.replace(/<[^>]*>/g, '')), 0) / Math.max(1, itemCount));
}

async function measure(issue: Issue, mail: Issue['mail']): Promise<object> {
  const template = await loadTemplate('weekly');
  const asked: Issue = { ...issue, template: 'weekly', mail };
  let mjmlCount = 0;
  const edition = await compileEdition(asked, template, (...words) => {
    mjmlCount += 1;
    return mjml2html(...words);
  });
  const source = renderMailSource(asked, template, edition.mode);
  const allMs = await timesOf(() => compileEdition(asked, template));
  const bareMs = await timesOf(() => mjml2html(source, { validationLevel: 'strict', minify: true, minifyOptions: { minifyCss: false }, fonts: {} }));
  const { html, text } = measureSizes(edition);
  return {
    issue: `${issue.newsletter}/${issue.slug}`, mail, mode: edition.mode, itemCount: edition.itemCount, htmlBytes: html.decoded, htmlEncodedBytes: html.encoded, textBytes: text.decoded,
    webBytes: Buffer.byteLength(edition.web), ...(edition.mode === 'digest' ? { markupPerItem: markupPerItem(edition) } : {}), mjmlCount, allPartsMs: allMs, bareMjmlMs: bareMs,
    ratio: Number((allMs.p50 / bareMs.p50).toFixed(1)),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'courant-bench-'));
const paths = [packagePath('issues', 'weekly', '2026-11-18-42')];
if (sharedDir() !== undefined) {
  paths.push((await writeRealIssue(folder)).path);
  for (const file of await listMarkdownIssues()) paths.push((await writeMarkdownIssue(folder, file)).path);
}
for (const path of paths) {
  const { issue } = await loadIssue(path);
  for (const mail of issue.newsletter === 'weekly' ? ['digest' as const, 'auto' as const] : ['auto' as const]) console.log(JSON.stringify({ bench: 'edition-issues', ...(await measure(issue, mail)) }));
}
await rm(folder, { recursive: true, force: true });
