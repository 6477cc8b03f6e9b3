/** What readers of some mail programs lose: nothing with our own templates, and each planted fault is told with its place. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkIssue } from '../../../src/check/check-issue.js';
import { configSchema } from '../../../src/config.js';
import { compileEdition } from '../../../src/edition/compile.js';
import { UserErrors } from '../../../src/errors.js';
import type { Issue } from '../../../src/issue/issue.js';
import { loadIssue } from '../../../src/issue/load.js';
import { packagePath } from '../../../src/package-root.js';
import { baseline } from '../../../src/preflight/support/baseline.js';
import { clientNames, clients, defaultMix, familyNames, spreadMix } from '../../../src/preflight/support/clients.js';
import data from '../../../src/preflight/support/client-support.json' with { type: 'json' };
import { features, watchedFeatures, type Harm } from '../../../src/preflight/support/features.js';
import { describeGap, findGaps } from '../../../src/preflight/support/gaps.js';
import { readMail, type Use } from '../../../src/preflight/support/read-html.js';
import { newestSupport } from '../../../src/preflight/support/versions.js';
import { listTemplates } from '../../../src/template/find.js';
import { loadTemplate } from '../../../src/template/load.js';
import type { Template } from '../../../src/template/template.js';
import { listMarkdownIssues, writeMarkdownIssue, writeRealIssue } from '../../support/real-issue.js';
import { sharedDir, skipUnless } from '../../support/require.js';
import { arabicIssue, letterIssue, wholeIssue } from '../../edition/fixture.js';

/** Readers of every program that the data knows, and of Naver and Daum. */
const everybody = Object.fromEntries(familyNames.map((name) => [name, 100 / familyNames.length]));
const samples: readonly Issue[] = [
  (await loadIssue(packagePath('issues/weekly/2026-11-18-42'))).issue, (await loadIssue(packagePath('issues/letter/2026-11-20-hello'))).issue, wholeIssue(), letterIssue(), arabicIssue(),
];

/** `full` of a long issue is refused as too large; the digest of it is looked at. */
async function htmlOf(issue: Issue, name: string, mail: Issue['mail']): Promise<string | undefined> {
  const template = await loadTemplate(name);
  return compileEdition({ ...issue, template: name, mail }, template).then((edition) => edition.html, (error: unknown) => {
    if (error instanceof UserErrors || (error instanceof Error && error.name === 'UserError')) return undefined;
    throw error;
  });
}

type Mail = { readonly where: string; readonly uses: readonly Use[] };

async function readOwnMails(): Promise<readonly Mail[]> {
  const mails: Mail[] = [];
  for (const name of await listTemplates()) {
    for (const issue of samples) {
      for (const mail of ['digest', 'full'] as const) {
        const html = await htmlOf(issue, name, mail);
        if (html !== undefined) mails.push({ where: `${name}, ${issue.slug}, ${mail}`, uses: readMail(html) });
      }
    }
  }
  return mails;
}

const ownMails = await readOwnMails();

test('our own templates lose nothing in any program, with every sample issue, as digest and in full', () => {
  for (const { where, uses } of ownMails) assert.deepEqual(findGaps(uses, everybody).map(describeGap), [], where);
  assert.ok(ownMails.length >= 30, `only ${ownMails.length} mails were looked at`);
});

test('the real weekly and the shared issues in Markdown lose nothing either', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared issues')) return;
  const folder = await mkdtemp(join(tmpdir(), 'courant-issues-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const written = [await writeRealIssue(folder), ...(await Promise.all((await listMarkdownIssues()).map((file) => writeMarkdownIssue(folder, file))))];
  for (const { path } of written) {
    const { issue } = await loadIssue(path);
    for (const mail of ['digest', 'full'] as const) {
      const html = await htmlOf(issue, issue.template, mail);
      if (html !== undefined) assert.deepEqual(findGaps(readMail(html), everybody).map(describeGap), [], `${path}, ${mail}`);
    }
  }
});

test('the baseline excuses only what the templates do', () => {
  const uses = ownMails.flatMap((mail) => mail.uses);
  const idle = baseline.filter(({ features: slugs, text }) => !uses.some((use) => slugs.includes(use.feature.slug) && (text?.test(use.text) ?? true)));
  assert.deepEqual(idle.map(({ reason }) => reason), []);
});

type Planted = { readonly slug: string; readonly harm: Harm; readonly html: string; /** Part of the sentence. */ readonly says: RegExp };

const picture = (file: string): string => `<img src="https://pictures.example/${file}" alt="a tree" width="600" height="300">`;

/** Each goes into the body of the plain template, whose style sheet is written into the elements, or left alone where it says data-embed. */
const planted: readonly Planted[] = [
  { slug: 'css-display-flex', harm: 'layout', html: '<div style="display:flex"><div>one</div><div>two</div></div>', says: /`display: flex` is ignored by .*Outlook for Windows/ },
  { slug: 'css-display-grid', harm: 'layout', html: '<div style="display:grid"><div>one</div><div>two</div></div>', says: /stands below each other/ },
  { slug: 'css-grid-template', harm: 'layout', html: '<div style="grid-template-columns:1fr 1fr">x</div>', says: /Gmail/ },
  { slug: 'css-float', harm: 'layout', html: '<div style="float:left">x</div>', says: /Outlook for Windows/ },
  { slug: 'css-position', harm: 'layout', html: '<div style="position:absolute;color:#000">x</div>', says: /Gmail.*|Naver Mail \(assumed\)/ },
  { slug: 'css-left-right-top-bottom', harm: 'layout', html: '<div style="top:-20px">x</div>', says: /Gmail/ },
  { slug: 'css-transform', harm: 'layout', html: '<div style="transform:rotate(3deg)">x</div>', says: /transform: rotate\(3deg\)/ },
  { slug: 'css-gap', harm: 'layout', html: '<div style="gap:12px">x</div>', says: /not lined up/ },
  { slug: 'css-unit-rem', harm: 'layout', html: '<p style="font-size:1.2rem">x</p>', says: /Yahoo/ },
  { slug: 'css-unit-calc', harm: 'layout', html: '<p style="width:calc(100% - 20px)">x</p>', says: /Outlook/ },
  { slug: 'css-function-clamp', harm: 'layout', html: '<p style="font-size:clamp(14px,3vw,20px)">x</p>', says: /sizes and spaces/ },
  { slug: 'css-variables', harm: 'layout', html: '<p style="color:var(--brand)">x</p>', says: /Gmail/ },
  { slug: 'css-modern-color', harm: 'layout', html: '<p style="color:oklch(60% 0.2 20)">x</p>', says: /colours/ },
  { slug: 'css-rgba', harm: 'layout', html: '<p style="background-color:rgba(0,0,0,.5)">x</p>', says: /Outlook for Windows/ },
  { slug: 'css-object-fit', harm: 'layout', html: '<div style="object-fit:cover">x</div>', says: /stretched/ },
  { slug: 'css-padding-inline-block', harm: 'layout', html: '<div style="padding-inline:20px">x</div>', says: /Gmail/ },
  { slug: 'css-visibility', harm: 'content', html: '<div style="visibility:hidden">x</div>', says: /should be hidden is shown/ },
  { slug: 'html-hidden', harm: 'content', html: '<div hidden>x</div>', says: /`hidden` does nothing in/ },
  { slug: 'css-background-image', harm: 'look', html: '<div style="background-image:url(https://pictures.example/sky.png)">x</div>', says: /background picture/ },
  { slug: 'css-linear-gradient', harm: 'look', html: '<div style="background-image:linear-gradient(#fff,#eee)">x</div>', says: /Outlook/ },
  { slug: 'css-box-shadow', harm: 'look', html: '<div style="box-shadow:0 1px 2px #000">x</div>', says: /shadows/ },
  { slug: 'css-text-shadow', harm: 'look', html: '<div style="text-shadow:0 1px 2px #000">x</div>', says: /shadows/ },
  { slug: 'css-opacity', harm: 'look', html: '<div style="opacity:.5">x</div>', says: /opacity: \.5/ },
  { slug: 'css-animation', harm: 'look', html: '<div style="animation:blink 1s">x</div>', says: /stands still/ },
  { slug: 'html-form', harm: 'content', html: '<form action="https://a.example/"><p>x</p></form>', says: /`<form>`.*Outlook for Windows/ },
  { slug: 'html-input-text', harm: 'content', html: '<input type="email" name="e">', says: /cannot fill it in/ },
  { slug: 'html-video', harm: 'content', html: '<video src="https://a.example/film.mp4"></video>', says: /cannot be opened, closed or played/ },
  { slug: 'html-audio', harm: 'content', html: '<audio src="https://a.example/voice.mp3"></audio>', says: /Gmail/ },
  { slug: 'html-svg', harm: 'content', html: '<svg width="10" height="10"><circle r="4"/></svg>', says: /`<svg>`/ },
  { slug: 'html-dialog', harm: 'content', html: '<dialog open>x</dialog>', says: /`<dialog>`/ },
  { slug: 'own-details', harm: 'content', html: '<details><summary>x</summary>y</details>', says: /opened/ },
  { slug: 'own-frame', harm: 'content', html: '<iframe src="https://a.example/"></iframe>', says: /taken out/ },
  { slug: 'html-progress', harm: 'content', html: '<progress value="3" max="5"></progress>', says: /the value is not shown/ },
  { slug: 'html-semantics', harm: 'look', html: '<nav>x</nav>', says: /screen readers/ },
  { slug: 'image-webp', harm: 'content', html: picture('tree.webp'), says: /tree\.webp` cannot be shown by Outlook for Windows/ },
  { slug: 'image-avif', harm: 'content', html: picture('tree.avif?size=2'), says: /cannot be shown/ },
  { slug: 'image-svg', harm: 'content', html: picture('tree.svg'), says: /Gmail on the web/ },
  { slug: 'image-base64', harm: 'content', html: '<img src="data:image/png;base64,iVBORw0KGgo=" alt="dot" width="1" height="1">', says: /`<img src="data:…">` cannot be shown by Gmail/ },
  { slug: 'html-anchor-links', harm: 'content', html: '<p><a href="#below">below</a></p>', says: /Samsung/ },
  { slug: 'own-important-space', harm: 'layout', html: '<p style="color:#123456!important">x</p>', says: /`color:#123456!important`.*Outlook for Windows/ },
  { slug: 'css-at-font-face', harm: 'look', html: '<style data-embed>@font-face{font-family:x;src:url(https://a.example/x.woff2)}</style>', says: /another font/ },
  { slug: 'css-at-import', harm: 'layout', html: '<style data-embed>@import url(https://a.example/x.css);</style>', says: /whole style sheet/ },
  { slug: 'css-nesting', harm: 'layout', html: '<style data-embed>.toc{color:#000;.x{color:#111}}</style>', says: /the rule is dropped/ },
  { slug: 'css-pseudo-element-before', harm: 'content', html: '<style data-embed>.toc::before{content:"Contents"}</style>', says: /only the style sheet writes/ },
  { slug: 'css-pseudo-class-nth-child', harm: 'look', html: '<style data-embed>tr:nth-child(2){color:#000}</style>', says: /nth-child/ },
  { slug: 'css-pseudo-class-checked', harm: 'content', html: '<style data-embed>.t:checked{color:#000}</style>', says: /opened, closed/ },
  { slug: 'css-selector-general-sibling', harm: 'look', html: '<style data-embed>h2~p{color:#000}</style>', says: /what the rule says/ },
  { slug: 'html-style', harm: 'layout', html: '<style data-embed>.half{width:50%}</style><div class="half">x</div>', says: /only the style sheet says.*right without it/ },
  { slug: 'css-at-media', harm: 'look', html: '<style data-embed>@media (max-height:400px){p{color:#000}}</style>', says: /max-height:400px/ },
];

/** The plain template with something put in front of the newsletter's name. */
async function plantedTemplate(folder: string, html: string): Promise<Template> {
  await cp(packagePath('templates/plain'), join(folder, 'plain'), { recursive: true });
  const file = join(folder, 'plain', 'mail.html.hbs');
  const text = await readFile(file, 'utf8');
  assert.ok(text.includes('{{> mail-logo}}'));
  await writeFile(file, text.replace('{{> mail-logo}}', `{{> mail-logo}}\n${html}`));
  return loadTemplate('plain', { templatesDir: folder });
}

const common = { gmail: 40, outlook: 20, naver: 10, apple: 10, yahoo: 10, samsung: 6, gmx: 4 };
const config = configSchema.parse({});

test('every planted fault is found, with what the reader loses and the place in the template', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-planted-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const { slug, harm, html, says } of planted) {
    await t.test(slug, async () => {
      const template = await plantedTemplate(folder, html);
      const issue: Issue = { ...letterIssue(), template: 'plain', clients: common };
      const edition = await compileEdition(issue, template);
      const { findings } = await checkIssue({ issue, edition, theme: template.theme, templateFiles: template.mailFiles }, { config, now: new Date('2026-11-22T09:00:00Z') });
      const own = findings.filter(({ topic }) => topic === 'clients');
      const finding = own.find(({ rule, message }) => rule === `client-${harm}` && says.test(message));
      assert.ok(finding !== undefined, own.map(({ rule, message }) => `${rule}: ${message}`).join('\n') || 'nothing found');
      assert.deepEqual([finding.at?.file, finding.at?.line], ['plain/mail.html.hbs', 27], finding.message);
      assert.equal(finding.severity, harm === 'look' ? 'notice' : 'warning');
      assert.ok(findGaps(readMail(edition.html), common).some(({ feature }) => feature.slug === slug), `not as ${slug}`);
    });
  }
});

const korean = { naver: 30, gmail: 40, 'outlook-windows': 12 };

test('the share is that of the publisher\'s own readers, and families are named as one', () => {
  const [gap] = findGaps(readMail('<div style="display:grid">x</div>'), korean);
  assert.equal(gap && describeGap(gap), '`display: grid` is ignored by Outlook for Windows (12 % of your readers): what should stand side by side stands below each other');
  const [video] = findGaps(readMail('<video src="a.mp4"></video>'), { gmail: 40, naver: 30 });
  assert.match(video ? describeGap(video) : '', /by Gmail and Naver Mail \(assumed\) \(70 % of your readers\)/);
  assert.deepEqual(findGaps(readMail('<div style="display:grid">x</div>'), { apple: 100 }), []);
});

const harmless: readonly (readonly [html: string, why: string])[] = [
  ['<!--[if mso]><table style="display:grid"><tr><td style="mso-line-height-rule:exactly"><![endif]-->', 'Outlook alone reads it, and code for Outlook is checked against Outlook: this one is a fault there'],
  ['<!--[if !mso]><!--><div style="float:left">x</div><!--<![endif]-->', 'Outlook for Windows does not read it'],
  ['<!--[if lt IE 9]><form></form><![endif]-->', 'nobody reads mail with it'],
  ['<!-- <form></form> -->', 'a comment'],
  ['<picture><source srcset="a.webp"><img src="a.png" alt=""></picture>', 'the img within is shown'],
  ['<div style="background:#fff;background:linear-gradient(#fff,#eee)">x</div>', 'the colour before it stays'],
  ['<div style="background-color:#fff;background-image:url(a.png)">x</div>', 'the colour stays'],
  ['<td bgcolor="#ffffff" style="background-image:url(a.png)">x</td>', 'the colour stays'],
  ['<div style="display:block;display:flex">x</div>', 'the simpler value before it stays'],
  ['<style>@supports (display:grid){.a{display:grid}}</style>', 'asks before it uses'],
  ['<style>@media (min-width:600px){.a{display:grid}}</style>', 'Outlook for Windows reads no media block, so it never comes to the grid'],
  ['<div style="display:none;max-height:0;opacity:0;overflow:hidden">x</div>', 'hidden is hidden'],
  ['<div style="-webkit-text-size-adjust:100%;mso-hide:all">x</div>', 'written for those who know it'],
  ['<style>.half{width:50%}</style><div class="half" style="width:50%">x</div>', 'said in the element too'],
];

test('what is meant for others, hidden, or has a plain form beside it is no loss', () => {
  for (const [html, why] of harmless.slice(1)) assert.deepEqual(findGaps(readMail(html), { 'outlook-windows': 100 }).map(describeGap), [], `${html}: ${why}`);
  assert.equal(findGaps(readMail(harmless[0]?.[0] ?? ''), { 'outlook-windows': 100 }).length, 1);
  assert.deepEqual(findGaps(readMail(harmless[0]?.[0] ?? ''), { gmail: 100, yahoo: 100 }), []);
});

test('every feature of the data has a line, and every line is in the data or our own', () => {
  const slugs = Object.keys(data.features);
  assert.deepEqual(slugs.filter((slug) => !watchedFeatures.has(slug)), []);
  assert.deepEqual([...watchedFeatures.keys()].filter((slug) => !slugs.includes(slug) && !slug.startsWith('own-')), []);
  assert.equal(features.length, new Set(features.map(({ slug }) => slug)).size);
  for (const [slug, { support }] of Object.entries(data.features)) assert.match(support, new RegExp(`^[yan-]{${data.columns.length}}$`), slug);
  for (const { column } of clients) assert.ok(column === undefined || data.columns.includes(column), column);
});

test('the newest version of a program counts, however the data orders and names versions', () => {
  const cases: readonly (readonly [column: string, versions: Record<string, string>, expected: string])[] = [
    ['apple-mail.ios', { 12: 'n', 15: 'y', '11.4': 'n' }, 'y'],
    ['outlook.macos', { 2011: 'n', 2016: 'n', '16.80': 'y' }, 'y'],
    ['outlook.macos', { '16.80': 'n', '2024-01': 'y' }, 'y'],
    ['outlook.macos', { '2019-10': 'n', '16.80': 'a #1 #10' }, 'a'],
    ['gmail.ios', { '2019-10': 'n', '2022-12': 'y #1' }, 'y'],
    ['outlook.windows', { 2007: 'y', 2019: 'n', 2021: 'u' }, 'n'],
    ['hey.desktop-webmail', { '2020-06': 'u' }, '-'],
    ['hey.desktop-webmail', {}, '-'],
  ];
  for (const [column, versions, expected] of cases) assert.equal(newestSupport(column, versions), expected, `${column} ${JSON.stringify(versions)}`);
});

test('a mix spreads over programs: what is named counts as named, the family stands for the rest of it', () => {
  const total = (mix: Record<string, number>) => Math.round(spreadMix(mix).reduce((sum, { percent }) => sum + percent, 0));
  for (const lang of ['ko', 'en', 'zh-Hans', 'de', 'fr', 'ja', 'ru', 'xx']) assert.equal(total(defaultMix(lang)), Math.round(Object.values(defaultMix(lang)).reduce((sum, share) => sum + share, 0)), lang);
  const shares = Object.fromEntries(spreadMix({ outlook: 10, 'outlook-windows': 12, samsung: 5, naver: 0 }).map(({ client, percent }) => [client.id, percent]));
  assert.deepEqual([shares['outlook-windows'], shares['outlook-com'], shares['samsung-email'], shares['naver-mail']], [12, 5, 5, undefined]);
  assert.equal(new Set(clientNames).size, clientNames.length);
});

test('no markup, however broken, stops the reading', () => {
  const piece = fc.constantFrom('<style>', '</style>', '<div style="', 'display:grid', '"', '>', '<!--[if mso]>', '<![endif]-->', '<!--', '-->', '@media', '{', '}', '@import', ':', ';', 'var(', ')', '<svg', '</svg>', '&#x41;', '&#9999999999;', '!important', '\\', '\0', '가', '<img src=x.webp', ' ', '\n');
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    findGaps(readMail(pieces.join('')), everybody).map(describeGap);
  }), { numRuns: 500 });
});
