/**
 * Newsletters as people write them, none of them ours: a Japanese monthly with readings and emoji, Arabic with Hebrew in it, a German digest
 * of code and tables, a link list brought over from plain Markdown, and sixty items of a hundred kilobytes. With every template they compile, and
 * the preflight tells what is there, at its place, and nothing else.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { stringify } from 'yaml';
import { prepareIssue } from '../../src/campaign/prepare.js';
import { checkIssue } from '../../src/check/check-issue.js';
import { configSchema } from '../../src/config.js';
import { compileEdition } from '../../src/edition/compile.js';
import { packagePath } from '../../src/package-root.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { createPng } from '../support/png.js';

const root = await mkdtemp(join(tmpdir(), 'courant-newsletters-'));
after(() => rm(root, { recursive: true, force: true }));
const config = configSchema.parse({ dataDir: join(root, 'data') });
const now = new Date('2026-11-22T09:00:00Z');

await cp(packagePath('tests', 'fixtures', 'issues'), root, { recursive: true });
for (const picture of ['machi/2026-11-20-kawara/images/roof.png', 'machi/2026-11-20-kawara/images/kiln.png', 'machi/2026-11-20-kawara/images/rule.png', 'qahwa/2026-11-21-souq/images/port.png']) {
  await mkdir(dirname(join(root, picture)), { recursive: true });
  await writeFile(join(root, picture), createPng(640, 400, [90, 120, 200]));
}
await writeLarge(join(root, 'echo', '2026-11-19-soixante'));

/** Sixty articles with lists, tables, quotations and links: some hundred kilobytes of text. */
async function writeLarge(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const words = 'Le conseil a voté hier soir, après « quatre heures » de débats : l’école rouvrira lundi. Rien n’est simple ; tout est possible !';
  const article = (number: number): string => [
    `${words} `.repeat(7).trim(), `- **point ${number}** : ${words}\n- voir [le rapport nº ${number}](https://echo.example.org/rapports/${number})`,
    `| Lieu | Coût |\n|---|---:|\n| École ${number} | ${number} 000 € |\n| Pont | 12,5 % |`, `> « ${words} »`,
  ].join('\n\n');
  const items = (section: number) => Array.from({ length: 10 }, (_, index) => ({ title: `Article ${section * 10 + index + 1} : qu’a-t-on décidé à l’Assemblée ?`, date: '2026-11-18', body: article(section * 10 + index + 1) }));
  const sections = Array.from({ length: 6 }, (_, index) => ({ title: `Rubrique ${index + 1}`, items: items(index) }));
  const publisher = { name: 'L’Écho', email: 'bonjour@echo.example.org', address: '3, rue de l’Église, 35000 Rennes' };
  await writeFile(join(folder, '..', 'newsletter.yaml'), stringify({ name: 'L’Écho', lang: 'fr', advertising: false, publisher }));
  await writeFile(join(folder, 'issue.yaml'), stringify({ date: '2026-11-19', title: 'Soixante nouvelles', preheader: 'Tout ce qui s’est décidé cette semaine', sections }, { lineWidth: 0 }));
}

/** What is to be told, whatever the template: severity, rule, file:line:column. */
const newsletters: Readonly<Record<string, readonly string[]>> = {
  'machi/2026-11-20-kawara': ['notice link-name issue.yaml:37:21'],
  'qahwa/2026-11-21-souq': ['notice subject-length newsletter.yaml:5:10'],
  'takt/2026-11-19-nr-88': ['notice subject-length issue.yaml:3:8', 'warning issue-warnings ts7.md:33:1'],
  'bytes/2026-11-18-212': [
    'notice link-http all.md:29:24', 'notice link-http all.md:56:12', 'notice link-name all.md:70:16', 'notice link-same-words all.md:76:64',
    'notice picture-address all.md:2:50', 'notice picture-address all.md:34:13', 'notice picture-width all.md:34:13',
    'warning foreign-placeholders all.md:7:67', 'warning issue-warnings all.md:30:4', 'warning issue-warnings all.md:6:1', 'warning layout-tables all.md:63:1', 'warning markup-shown all.md:72:83',
  ],
  'echo/2026-11-19-soixante': [],
};

for (const [path, expected] of Object.entries(newsletters)) {
  test(`${path}: what is there is told, with every template, and nothing else`, async () => {
    const prepared = await prepareIssue(config, join(root, path));
    for (const name of await listTemplates()) {
      const template = await loadTemplate(name);
      const issue = { ...prepared.issue, assets: [...prepared.issue.assets, ...template.assets] };
      const compiled = { ...prepared, issue, edition: await compileEdition(issue, template), theme: template.theme, templateFiles: template.files };
      const { findings } = await checkIssue(compiled, { config, now });
      const told = findings.map(({ severity, rule, at }) => `${severity} ${rule} ${at === undefined ? '-' : `${basename(at.file)}:${at.line}:${at.column}`}`);
      assert.deepEqual(told.toSorted((one, other) => one.localeCompare(other)), expected, `${name}: ${findings.map(({ message }) => message).join('\n')}`);
    }
  });
}
