/** Our own samples with every template have nothing to mend; real issues run through, and what is found in them is there. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkIssue } from '../../src/check/check-issue.js';
import { prepareEdition } from '../../src/cli/prepare.js';
import { configSchema } from '../../src/config.js';
import { compileEdition } from '../../src/edition/compile.js';
import { packagePath } from '../../src/package-root.js';
import type { Report } from '../../src/preflight/rule.js';
import { loadTemplate } from '../../src/template/load.js';
import { listMarkdownIssues, writeMarkdownIssue, writeRealIssue } from '../support/real-issue.js';
import { sharedDir, skipUnless } from '../support/require.js';

const now = new Date('2026-11-22T09:00:00Z');

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'courant-preflight-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const told = ({ findings }: Report): readonly string[] => findings.filter(({ severity }) => severity !== 'notice').map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);

for (const path of ['weekly/2026-11-18-42', 'letter/2026-11-20-hello']) {
  test(`nothing is to be mended in ${path}, whatever template it has and however much the mail carries`, async (t) => {
    const config = configSchema.parse({ dataDir: await makeFolder(t) });
    const prepared = await prepareEdition({ err: () => undefined }, config, packagePath('issues', path));
    for (const name of ['weekly', 'letter', 'digest-cards', 'plain']) {
      const template = await loadTemplate(name);
      for (const mail of ['digest', 'auto'] as const) {
        const issue = { ...prepared.issue, mail, assets: [...prepared.issue.assets, ...template.assets] };
        const report = await checkIssue({ ...prepared, issue, edition: await compileEdition(issue, template), theme: template.theme, templateFiles: template.mailFiles }, { config, now });
        assert.deepEqual(told(report), [], `${name}, ${mail}`);
      }
    }
  });
}

test('real issues run through, and only what is there is found', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared material')) return;
  const folder = await makeFolder(t);
  const config = configSchema.parse({ dataDir: join(folder, 'data') });
  const written = [await writeRealIssue(folder), ...(await Promise.all((await listMarkdownIssues()).map(async (file) => writeMarkdownIssue(folder, file))))];
  for (const { path } of written) {
    const report = await checkIssue(await prepareEdition({ err: () => undefined }, config, path), { config, now });
    // Neither says its postal address, the one in Markdown no contact either; one has a tag that Markdown takes for HTML.
    const expected = ['postal-address', 'contact', 'issue-warnings'];
    const own = report.findings.filter(({ severity, topic }) => severity !== 'notice' && topic !== 'clients');
    assert.deepEqual(own.filter(({ rule }) => !expected.includes(rule)).map(({ rule, message }) => `${rule}: ${message}`), [], path);
    assert.equal(report.counts.error, 0, path);
    for (const { rule, at } of own) assert.ok(at !== undefined, `${rule} has its place`);
  }
});
