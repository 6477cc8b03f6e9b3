/**
 * Compiling an issue, warm: the mail of a digest of 25 items; the same with text part, page and checks; mail, text part and page of a whole weekly of 170 KB of text; against a bare MJML compile
 * of the same source. One JSON line (that MJML runs once for a mail is a test). Rounds take turns, so that another job on the
 * machine slows all of them alike.
 */
import mjml2html from 'mjml';
import { compileEdition } from '../src/edition/compile.js';
import { labelsFor, createDateFormat } from '../src/edition/labels.js';
import { mailMedium } from '../src/edition/mail-medium.js';
import { measureSizes } from '../src/edition/size.js';
import { buildView } from '../src/edition/view.js';
import type { Issue, Item, Section } from '../src/issue/issue.js';
import { loadIssue } from '../src/issue/load.js';
import { packagePath } from '../src/package-root.js';
import { loadTemplate } from '../src/template/load.js';

const rounds = 40;
const wantedCharacters = 57_000; // 170 KB of Korean

const { issue: sample } = await loadIssue(packagePath('issues/weekly/2026-11-18-42'));
const template = await loadTemplate('weekly');

function itemsOf(section: Section): readonly Item[] {
  return [...section.items, ...section.groups.flatMap((group) => group.items)];
}

function characterCount(issue: Issue): number {
  return JSON.stringify(issue.sections.flatMap(itemsOf).map((item) => item.body?.tree), (key, value: unknown) => (key === 'type' || key === 'tagName' || key === 'properties' ? undefined : value))
    .replace(/"(?:value|children)":|[{}[\],"]/g, '').length;
}

/** The sample with its texts repeated inside of each item until the issue is as long as the longest real one. */
function scaleUp(issue: Issue): Issue {
  const factor = Math.max(1, Math.ceil(wantedCharacters / characterCount(issue)));
  const repeat = (item: Item): Item => (item.body === undefined ? item : { ...item, body: { tree: { ...item.body.tree, children: Array.from({ length: factor }, () => item.body?.tree.children ?? []).flat() } } });
  return { ...issue, sections: issue.sections.map((section) => ({ ...section, items: section.items.map(repeat), groups: section.groups.map((group) => ({ ...group, items: group.items.map(repeat) })) })) };
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const digest: Issue = { ...sample, mail: 'digest' };
const whole = scaleUp(digest);
const labels = labelsFor(digest.lang);
const formatDate = createDateFormat(digest.lang);
const renderMjml = (): string => template.parts.mail(buildView({ issue: digest, template, labels, formatDate, medium: mailMedium(digest, template, labels), mode: 'digest' }, digest.preheader ?? ''));
const source = renderMjml();
const bareOptions = { validationLevel: 'strict', minify: true, minifyOptions: { minifyCss: false }, fonts: {} } as const;

const times = { mail: [] as number[], digest: [] as number[], whole: [] as number[], bare: [] as number[] };
for (let round = -5; round < rounds; round += 1) {
  const digestMs = await measure(() => compileEdition(digest, template));
  const mailMs = await measure(() => mjml2html(renderMjml(), bareOptions));
  const bareMs = await measure(() => mjml2html(source, bareOptions));
  const wholeMs = await measure(() => compileEdition(whole, template));
  if (round < 0) continue; // the first ones warm up
  times.digest.push(digestMs);
  times.mail.push(mailMs);
  times.bare.push(bareMs);
  times.whole.push(wholeMs);
}
const edition = await compileEdition(digest, template);
const wholeEdition = await compileEdition(whole, template);
const round1 = (value: number): number => Number(value.toFixed(1));
console.log(JSON.stringify({
  bench: 'edition',
  digestBytes: measureSizes(edition).html.decoded, digestEncodedBytes: measureSizes(edition).html.encoded,
  wholeWebBytes: Buffer.byteLength(wholeEdition.web),
  digestMailP50Ms: round1(percentile(times.mail, 0.5)), digestMailP95Ms: round1(percentile(times.mail, 0.95)),
  digestP50Ms: round1(percentile(times.digest, 0.5)), digestP95Ms: round1(percentile(times.digest, 0.95)),
  bareMjmlP50Ms: round1(percentile(times.bare, 0.5)),
  wholeP50Ms: round1(percentile(times.whole, 0.5)), wholeP95Ms: round1(percentile(times.whole, 0.95)),
  ratio: round1(percentile(times.digest, 0.5) / percentile(times.bare, 0.5)),
}));
