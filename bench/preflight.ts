/**
 * The preflight of an issue that is compiled already, warm, as the preview runs it after every save: messages of the sample readers made,
 * taken apart, the mail parsed, all rules run. For the sample weekly and for a weekly of 60 items. One JSON line; `ratio` is its share of the 20 ms it may take.
 */
import { checkIssue, makeSubject } from '../src/check/check-issue.js';
import { configSchema } from '../src/config.js';
import { compileEdition } from '../src/edition/compile.js';
import { loadIssue } from '../src/issue/load.js';
import type { Issue } from '../src/issue/issue.js';
import { packagePath } from '../src/package-root.js';
import { rules } from '../src/preflight/rules.js';
import { loadTemplate } from '../src/template/load.js';

const rounds = 60;
const budgetMs = 20;

const template = await loadTemplate('weekly');
const loaded = await loadIssue(packagePath('issues/weekly/2026-11-18-42'));
const config = configSchema.parse({});
const now = new Date('2026-11-22T09:00:00Z');

function repeat(issue: Issue, count: number): Issue {
  return { ...issue, sections: Array.from({ length: count }, (_, turn) => issue.sections.map((section) => ({
    ...section, id: `${section.id}-${turn}`, items: section.items.map((item) => ({ ...item, id: `${item.id}-${turn}` })),
    groups: section.groups.map((group) => ({ ...group, id: `${group.id}-${turn}`, items: group.items.map((item) => ({ ...item, id: `${item.id}-${turn}` })) })),
  }))).flat() };
}

function percentile(values: readonly number[], share: number): number {
  return Number((values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? 0).toFixed(1));
}

async function measure(issue: Issue): Promise<{ p50Ms: number; p95Ms: number; subjectP50Ms: number; htmlBytes: number }> {
  const examined = { issue, edition: await compileEdition(issue, template), theme: template.theme, templateFiles: template.mailFiles, places: loaded.places, warnings: loaded.warnings };
  const [whole, subject]: [number[], number[]] = [[], []];
  for (let round = -20; round < rounds; round += 1) {
    const start = process.hrtime.bigint();
    await makeSubject(examined, { config, now });
    const middle = process.hrtime.bigint();
    await checkIssue(examined, { config, now });
    const end = process.hrtime.bigint();
    if (round < 0) continue; // the first ones warm up
    subject.push(Number(middle - start) / 1e6);
    whole.push(Number(end - middle) / 1e6);
  }
  return { p50Ms: percentile(whole, 0.5), p95Ms: percentile(whole, 0.95), subjectP50Ms: percentile(subject, 0.5), htmlBytes: Buffer.byteLength(examined.edition.html) };
}

const weekly = await measure(loaded.issue);
const large = await measure({ ...repeat(loaded.issue, 3), mail: 'digest' });
console.log(JSON.stringify({ bench: 'preflight', ruleCount: rules.length, weekly, large, ratio: Number((weekly.p50Ms / budgetMs).toFixed(2)) }));
