/** The layers of docs/architecture.md, read from the imports themselves. A room's line below is its place; a file that differs from its room has its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';
import { packagePath } from '../src/package-root.js';

type Layer = 0 | 1 | 2 | 3 | 4;

/** The longest prefix that fits decides. */
const layers: Readonly<Record<string, Layer>> = {
  'errors.ts': 0, 'config.ts': 0, 'imap-setting.ts': 0, 'url-setting.ts': 0, 'read-body.ts': 0, 'clock.ts': 0, 'ids.ts': 0, 'log.ts': 0, 'package-root.ts': 0, 'code-frame.ts': 0, 'address/': 0,
  'issue/': 1, 'issue/load.ts': 2, 'issue/shrink.ts': 2, 'issue/resize.ts': 2, 'issue/picture-cache.ts': 2, 'issue/file.ts': 2, 'issue/picture-file.ts': 2,
  'template/': 1, 'template/load.ts': 2, 'template/dress.ts': 2, 'template/find.ts': 2, 'template/theme-files.ts': 2,
  'edition/': 1, 'edition/mjml-thread.ts': 2, 'edition/mjml-worker.ts': 2, 'archive/': 1, 'preflight/': 1, 'message/': 1, 'message/dkim/load-keys.ts': 2, 'message/dkim/signing-thread.ts': 2, 'message/dkim/signing-threads.ts': 2, 'feedback/': 1, 'delivery/': 1, 'campaign/': 1,
  'audience/': 3, 'audience/clean.ts': 1, 'audience/frequency.ts': 1, 'audience/csv.ts': 1, 'audience/decode.ts': 1, 'audience/json-lines.ts': 1, 'audience/seen-addresses.ts': 1, 'audience/made-up.ts': 1,
  'audience/attributes.ts': 1, 'audience/attributes-file.ts': 1, 'audience/typed-attributes.ts': 1, 'audience/columns.ts': 1, 'audience/headings.ts': 1, 'audience/words/': 1, 'audience/system-mail-text.ts': 1, 'segment/': 1,
  'preflight/online/': 2, 'preflight/online/answers.ts': 1, 'preflight/online/limits.ts': 1, 'preflight/online/mail-servers.ts': 1, 'preflight/online/tags.ts': 1, 'preflight/online/dmarc.ts': 1, 'preflight/online/dkim-record.ts': 1,
  'store/': 2, 'queue/ear.ts': 2, 'queue/bell.ts': 2, 'queue/backend.ts': 2, 'queue/ticker.ts': 2, 'catcher/': 2, 'feedback/intake/listener.ts': 2,
  'delivery/owner-notice.ts': 2, 'delivery/relay-health.ts': 2, 'delivery/routes.ts': 2, 'campaign/watch.ts': 3, 'campaign/lane-view.ts': 3, 'campaign/capacity.ts': 3, 'delivery/session.ts': 2, 'delivery/connect.ts': 2, 'delivery/session-pool.ts': 2, 'delivery/transaction.ts': 2, 'delivery/engine.ts': 3,
  'delivery/ledger.ts': 3, 'delivery/deliver.ts': 3, 'delivery/lane.ts': 3, 'delivery/seats.ts': 3, 'delivery/transact.ts': 3, 'delivery/consequences.ts': 3, 'delivery/worker.ts': 3, 'delivery/lane-gates.ts': 3, 'delivery/trouble.ts': 3, 'queue/reconciler.ts': 3,
  'campaign/plan.ts': 3, 'campaign/issue-ahead.ts': 3, 'campaign/freeze.ts': 3, 'campaign/readers.ts': 3, 'campaign/plan-readers.ts': 3, 'campaign/inspect.ts': 3, 'campaign/control.ts': 3, 'campaign/mailing.ts': 3, 'campaign/send-lane.ts': 3, 'campaign/pacers.ts': 3,
  'feedback/effect/': 3, 'feedback/effect/match.ts': 1, 'feedback/effect/read.ts': 1, 'feedback/imap/': 2, 'feedback/imap/account.ts': 1, 'feedback/imap/unavailable.ts': 1, 'feedback/imap/oauth/client.ts': 1, 'feedback/imap/oauth/token-answer.ts': 1, 'feedback/imap/watch-account.ts': 3, 'feedback/imap/fetch-once.ts': 3, 'feedback/imap/parts.ts': 3,
  'delivery/claims.ts': 3, 'disk-full.ts': 0, 'delivery/standing.ts': 3, 'campaign/heart.ts': 3, 'campaign/audit.ts': 3, 'campaign/hold.ts': 3, 'campaign/retry.ts': 3, 'campaign/resolve.ts': 3,
  'preview/': 1, 'preview/watch.ts': 2, 'preview/project.ts': 2, 'preview/readers-file.ts': 2, 'preview/issue-files.ts': 2, 'preview/source-texts.ts': 2, 'preview/workbench.ts': 2, 'preview/compiler.ts': 2, 'preview/issue-list.ts': 2, 'preview/locate.ts': 2, 'preview/previous.ts': 3, 'preview/ask-links.ts': 2, 'preview/editor.ts': 2, 'preview/survey.ts': 2, 'preview/records.ts': 3,
  'schedule/': 1, 'schedule/find-issues.ts': 2, 'schedule/keep.ts': 3, 'schedule/dispatch.ts': 3, 'schedule/round.ts': 3, 'schedule/scheduler.ts': 3,
  'campaign/prepare.ts': 3, 'campaign/plan-issue.ts': 3,
  'check/': 3, 'notice/': 3,
  'campaign/relay-turn.ts': 3, 'campaign/smtp-utf8.ts': 3, 'campaign/lane-lookup.ts': 3,
  'delivery/test-mail.ts': 2, 'delivery/system-mail.ts': 2, 'delivery/single-mail.ts': 2, 'campaign/test-send.ts': 3, 'campaign/counting.ts': 3, 'campaign/record-click.ts': 3, 'campaign/figures.ts': 3, 'campaign/scrape.ts': 3,
  'app.ts': 4, 'sending.ts': 4, 'desk.ts': 4, 'web/': 4, 'cli/': 4,
};

/** Node's own modules that a layer below 2 may not use: it neither reads, nor connects, nor waits. */
const outside = /^node:(fs|net|tls|http|https|child_process|dns|dgram|timers|worker_threads|cluster|readline)/;
/** Where a library is touched: nowhere else. */
const libraries: Readonly<Record<string, RegExp>> = {
  'bullmq': /^queue\//, 'ioredis': /^queue\//, 'pg': /^store\//, 'pg-copy-streams': /^store\//, 'sharp': /^issue\/shrink/, 'mjml': /^edition\//, 'juice': /^edition\//, 'handlebars': /^template\//,
  'nodemailer': /^(delivery|catcher)\//, 'smtp-server': /^(catcher|feedback)\//, 'imapflow': /^feedback\/imap\//, 'hono': /^(web\/|app\.ts|desk\.ts)/, 'parse5': /^preflight\//, 'hast-util-from-parse5': /^preflight\//, 'css-tree': /^preflight\//, 'tldts': /^preflight\//, 'commander': /^cli\//, 'croner': /^schedule\//,
};

function layerOf(file: string): Layer {
  const place = Object.keys(layers).filter((prefix) => file.startsWith(prefix)).toSorted((a, b) => b.length - a.length)[0];
  assert.ok(place !== undefined, `src/${file} has no room: give it one in tests/architecture.test.ts`);
  return layers[place] ?? 4;
}

type Import = { readonly file: string; readonly line: number; readonly target: string; readonly isType: boolean };

function importsOf(file: string): Import[] {
  const text = readFileSync(packagePath('src', file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)';?$|^import\s+'([^']+)'/gm)].map((match) => ({
    file, line: text.slice(0, match.index).split('\n').length, target: match[2] ?? match[3] ?? '', isType: match[1] !== undefined,
  }));
}

const files = (await readdir(packagePath('src'), { recursive: true })).filter((file) => /\.tsx?$/.test(file)).toSorted();
const imports = files.flatMap(importsOf);

function resolve(entry: Import): string | undefined {
  if (!entry.target.startsWith('.')) return undefined;
  const path = normalize(join(dirname(entry.file), entry.target)).replace(/\.js$/, '');
  return files.find((file) => file === `${path}.ts` || file === `${path}.tsx`);
}

const where = (entry: Import): string => `src/${entry.file}:${entry.line} imports ${entry.target}`;

test('imports go down, or stay in their layer', () => {
  const wrong = imports.flatMap((entry) => {
    const target = resolve(entry);
    // A type is no dependency at run time; the shape of a row may be known above and below.
    if (target === undefined || entry.isType || layerOf(target) <= layerOf(entry.file)) return [];
    return [`${where(entry)}: layer ${layerOf(entry.file)} reaches up to layer ${layerOf(target)}`];
  });
  assert.deepEqual(wrong, []);
});

/** app.ts joins all parts; sending.ts those that send, which a process of its own starts without the rest; desk.ts those of the preview, which must not wait for database and queue. */
const joints: ReadonlySet<string> = new Set(['app.ts', 'sending.ts', 'desk.ts']);

test('edges do not know each other; only app.ts, sending.ts and desk.ts join them', () => {
  const wrong = imports.filter((entry) => {
    const target = resolve(entry);
    if (target === undefined || layerOf(target) !== 4 || layerOf(entry.file) !== 4) return false;
    if (joints.has(entry.file) || joints.has(target)) return false;
    return target.split('/')[0] !== entry.file.split('/')[0];
  }).map(where);
  assert.deepEqual(wrong, []);
});

test('leaves and pure rooms reach no file, no network and no process', () => {
  const wrong = imports.filter((entry) => layerOf(entry.file) <= 1 && outside.test(entry.target) && entry.file !== 'package-root.ts').map(where);
  assert.deepEqual(wrong, []);
});

test('each library is touched in one place', () => {
  const wrong = imports.filter((entry) => {
    const name = Object.keys(libraries).find((library) => entry.target === library || entry.target.startsWith(`${library}/`));
    return name !== undefined && !entry.isType && libraries[name]?.test(entry.file) !== true;
  }).map(where);
  assert.deepEqual(wrong, []);
});

test('no import circle between files', () => {
  const next = new Map(files.map((file) => [file, imports.filter((entry) => entry.file === file && !entry.isType).flatMap((entry) => resolve(entry) ?? [])]));
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
});

test('no folder is a drawer for everything', () => {
  const names = files.map((file) => relative('.', file)).filter((file) => /(^|\/)(utils?|helpers?|common|services?|managers?|core)\//.test(file));
  assert.deepEqual(names, []);
});

test('each migration has a number of its own', async () => {
  const numbers = (await readdir(packagePath('src', 'store', 'migrations'))).map((name) => name.slice(0, 4));
  assert.deepEqual(numbers.filter((number, index) => numbers.indexOf(number) !== index), []);
});
