/**
 * Loading an issue of 100 KB: an ordinary one, one that is all marks, and one with a fault in every item, whose places and frames are all worked out. One JSON line. The
 * anchor is the YAML parser alone on the same text, which says nothing of what is in it; rounds take turns, so that another job slows all.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { renderCodeFrame } from '../src/code-frame.js';
import { toUserErrors } from '../src/errors.js';
import { loadIssue } from '../src/issue/load.js';

const rounds = 40;
const goalMs = 100;

/** The digest of 25 items, 4 KB each: paragraphs of Korean with bold words, foreign names, links and a note, a list and a table. */
function makeIssue(isBroken: boolean): string {
  const plain = '이번 주에 읽을 만한 글을 모아 보냅니다. 한국어 문장은 빈칸에서 나눌 수 있습니다. 시장은 지난해보다 조금 커졌고, 기업은 새로운 공장을 짓기로 했습니다. ';
  const items = Array.from({ length: 25 }, (_, index) => [
    `      - title: "글 ${index + 1}: 제목"`,
    `        ${isBroken && index % 3 === 0 ? 'sourse' : 'source'}: {name: 중국경영보, original: 中国经营报, lang: zh}`,
    `        date: ${isBroken && index % 3 === 1 ? '2020-02-30' : '2020-07-15'}`,
    '        body: |',
    ...[
      `${plain.repeat(2)}**굵은 글**과 [링크](https://example.org/a), 화웨이(华为)의 소식을 함께 전합니다.[^1]`, '', plain.repeat(3), '', `${plain.repeat(2)}[다른 글](https://example.org/c)에서 *더* 읽을 수 있습니다.`, '', plain.repeat(3), '',
      `- 하나 [둘](${isBroken && index % 3 === 2 ? 'javascript:x' : 'https://example.org/b'})`, '- 셋', '', '| 회사 | 값 |', '|---|---:|', '| 가 | 1,200 |', '| 나 | 80 |', '', plain.repeat(4), '', plain.repeat(2), '', '[^1]: 각주의 글입니다.',
    ].map((line) => `          ${line}`),
  ].join('\n'));
  return `number: 134\ndate: 2020-07-22\ntitle: 제목\nsections:\n  - title: 소식\n    items:\n${items.join('\n')}\n`;
}

/** As many marks as a text can bear: in every line bold, slanted and struck words, code, links, notes, bare addresses, HTML, tables and lists in lists. */
function makeDenseIssue(): string {
  const line = '**굵은** *기울임* `코드` [링크](https://example.org/a) 화웨이(华为) ~~지움~~ 글[^1] ';
  const body = (index: number): readonly string[] => [
    line.repeat(6), '', `- ${line}`, `- ${line}`, `  1. ${line}`, `  2. ${line}`, '', `> ${line}`, '', '| 가 | 나 | 다 |', '|---|---|---:|',
    ...Array.from({ length: 8 }, (_, row) => `| **${row}** | [x](https://example.org/${row}) | ${row},000 |`), '', '### 머리', '', line.repeat(8), '', `<b>html</b> & <i>x</i> ${line}`, '',
    `https://example.org/${index} and desk@example.org`, '', line.repeat(8), '', `[^1]: ${line.replace('[^1]', '')}`,
  ];
  const items = Array.from({ length: 25 }, (_, index) => [`      - title: "글 ${index + 1}"`, '        body: |', ...body(index).map((each) => `          ${each}`)].join('\n'));
  return `date: 2020-07-22\ntitle: 제목\nsections:\n  - title: 소식\n    items:\n${items.join('\n')}\n`;
}

async function writeIssue(root: string, name: string, text: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  await writeFile(join(folder, 'issue.yaml'), text);
  return folder;
}

/** Number of faults; with the frames, as a person sees them. */
async function load(folder: string): Promise<number> {
  return loadIssue(folder).then(() => 0, (error: unknown) => toUserErrors(error).map((one) => (one.at === undefined ? '' : renderCodeFrame(one.at))).length);
}

async function timeMs(work: () => unknown): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function quantile(values: readonly number[], share: number): number {
  return Number((values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0).toFixed(1));
}

const root = join(await mkdtemp(join(tmpdir(), 'courant-bench-')), 'weekly');
await mkdir(root);
await writeFile(join(root, 'newsletter.yaml'), 'name: 주간\nlang: ko\nadvertising: false\n');
const text = makeIssue(false);
const good = await writeIssue(root, 'good', text);
const broken = await writeIssue(root, 'broken', makeIssue(true));
const dense = await writeIssue(root, 'dense', makeDenseIssue());
const times = { good: [] as number[], broken: [] as number[], dense: [] as number[], yaml: [] as number[] };
const faultCount = await load(broken);
const firstMs = await timeMs(() => load(good));
for (let round = -4; round < rounds; round += 1) {
  const goodMs = await timeMs(() => load(good));
  const brokenMs = await timeMs(() => load(broken));
  const denseMs = await timeMs(() => load(dense));
  const yamlMs = await timeMs(() => parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false }));
  if (round < 0) continue; // the first warm up
  times.good.push(goodMs);
  times.broken.push(brokenMs);
  times.dense.push(denseMs);
  times.yaml.push(yamlMs);
}
await rm(join(root, '..'), { recursive: true });
const ratios = times.good.map((each, index) => each / (times.yaml[index] ?? 1));
console.log(JSON.stringify({
  bench: 'issue',
  bytes: Buffer.byteLength(text),
  firstMs: Number(firstMs.toFixed(1)),
  goodMs: { p50: quantile(times.good, 0.5), p95: quantile(times.good, 0.95) },
  brokenMs: { p50: quantile(times.broken, 0.5), p95: quantile(times.broken, 0.95) },
  denseBytes: Buffer.byteLength(makeDenseIssue()),
  denseMs: { p50: quantile(times.dense, 0.5), p95: quantile(times.dense, 0.95) },
  faultCount,
  yamlMs: { p50: quantile(times.yaml, 0.5) },
  ratio: quantile(ratios, 0.5),
  goalMs,
  isReached: quantile(times.good, 0.95) < goalMs && quantile(times.broken, 0.95) < goalMs && quantile(times.dense, 0.95) < goalMs,
}));
