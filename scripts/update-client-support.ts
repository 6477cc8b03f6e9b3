/**
 * Makes src/preflight/support/client-support.json out of caniemail's data: `npm run update-client-support -- FILE`, where FILE is the package
 * tarball that `npm pack caniemail` leaves, or caniemail's own api/data.json. Of every mail program only what its newest version does is kept.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { packagePath } from '../src/package-root.js';
import { watchedFeatures } from '../src/preflight/support/features.js';
import { newestSupport } from '../src/preflight/support/versions.js';

const apiSchema = z.object({
  last_update_date: z.string(),
  data: z.array(z.object({
    slug: z.string(), title: z.string(), last_test_date: z.string(),
    stats: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))),
  })).min(1),
});
type Api = z.infer<typeof apiSchema>;

const target = 'src/preflight/support/client-support.json';

function readInput(file: string): { readonly text: string; readonly origin: string } {
  if (!/\.t(ar\.)?gz$/.test(file)) return { text: readFileSync(file, 'utf8'), origin: 'caniemail.com' };
  const unpack = (member: string): string => execFileSync('tar', ['-xzOf', file, member], { encoding: 'utf8', maxBuffer: 64_000_000 });
  const { name, version } = JSON.parse(unpack('package/package.json')) as { name: string; version: string };
  return { text: unpack('package/data/caniemail.json'), origin: `caniemail.com, out of the npm package ${name} ${version}` };
}

function columnsOf(api: Api): readonly string[] {
  const columns = api.data.flatMap(({ stats }) => Object.entries(stats).flatMap(([client, platforms]) => Object.keys(platforms).map((platform) => `${client}.${platform}`)));
  return [...new Set(columns)].toSorted();
}

function toRow(feature: Api['data'][number], columns: readonly string[]): string {
  const support = columns.map((column) => {
    const [client = '', platform = ''] = column.split('.');
    return newestSupport(column, feature.stats[client]?.[platform] ?? {});
  }).join('');
  return `    ${JSON.stringify(feature.slug)}: ${JSON.stringify({ title: feature.title, testedAt: feature.last_test_date, support })}`;
}

function toFile(api: Api, origin: string): string {
  const columns = columnsOf(api);
  const rows = api.data.toSorted((one, other) => (one.slug < other.slug ? -1 : 1)).map((feature) => toRow(feature, columns));
  const head = { source: origin, licence: 'MIT, see NOTICE.md', updatedAt: api.last_update_date.slice(0, 10), columns };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  // A line per feature: a review of an update sees what changed.
  return `{\n${lines.join(',\n')},\n  "features": {\n${rows.join(',\n')}\n  }\n}\n`;
}

function main(file: string | undefined): void {
  if (file === undefined) throw new Error('name the tarball of the package caniemail, or a data.json: npm run update-client-support -- FILE');
  const { text, origin } = readInput(file);
  const api = apiSchema.parse(JSON.parse(text));
  writeFileSync(packagePath(target), toFile(api, origin));
  const slugs = new Set(api.data.map((feature) => feature.slug));
  const unknown = [...slugs].filter((slug) => !watchedFeatures.has(slug));
  const gone = [...watchedFeatures.keys()].filter((slug) => !slugs.has(slug) && !slug.startsWith('own-'));
  process.stdout.write(`${target}: ${slugs.size} features of ${api.last_update_date.slice(0, 10)}\n`);
  if (unknown.length > 0) process.stdout.write(`without a line in features.ts yet: ${unknown.join(', ')}\n`);
  if (gone.length > 0) process.stdout.write(`in features.ts, and no longer in the data: ${gone.join(', ')}\n`);
}

main(process.argv[2]);
