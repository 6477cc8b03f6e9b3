/**
 * Faults planted one at a time into the files of a sound issue and of its template, and looked for over the whole way: load, compile, sample
 * mails, all rules. Each is told once by its rule, at the exact line and column where `«` stands.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { prepareIssue } from '../../src/campaign/prepare.js';
import { checkIssue } from '../../src/check/check-issue.js';
import { configSchema } from '../../src/config.js';
import { toUserErrors } from '../../src/errors.js';
import { packagePath } from '../../src/package-root.js';
import { toRefusedReport } from '../../src/preflight/checked.js';
import type { Finding, Severity } from '../../src/preflight/rule.js';
import { takeMark } from '../issue/fixture.js';
import { createPng } from '../support/png.js';

const root = await mkdtemp(join(tmpdir(), 'courant-planted-'));
after(() => rm(root, { recursive: true, force: true }));
const config = configSchema.parse({ dataDir: join(root, 'data'), templatesDir: join(root, 'templates') });
const now = new Date('2026-11-22T09:00:00Z');

const files: Readonly<Record<string, string>> = {
  'news/newsletter.yaml': `name: Mill Lane News
lang: en
advertising: false
template: mine
mail: full
publisher:
  name: Mill Lane Society
  email: hello@milllane.org
  address: 7 Mill Lane, Millbrook Green
  url: https://milllane.org
`,
  'news/2026-11-20-one/issue.yaml': `number: 12
date: 2026-11-20
title: The wall is full
preheader: Four hundred tools lent, and one long ladder missing.
sections:
  - title: Letters
    items:
      - title: Dear neighbours
        body:
          file: articles/01.md
      - title: A second wall
        source: {name: The Millbrook Post, url: "https://post.example.net/wall"}
        image: {src: images/wall.png, alt: A wall of tools}
        body: |
          The timber is cut, and [the plan](https://milllane.org/plan) is on the door.

          | Tool | Trips |
          |---|---:|
          | Drill | 96 |
          | Press | 31 |
`,
  'news/2026-11-20-one/articles/01.md': `On Tuesday we ran out of wall. Nadia hung a plane that had belonged to her grandfather on the last hook.

Read [the long story](https://milllane.org/story) or ask at the shed. The stove is lit from ten, and the light goes at four. Bring something hot, and somebody who is happy on a ladder. Last year the most useful person in the shed did not own a hammer, and labelled every drawer.

Thank you for a year of bringing things back.
`,
};
await cp(packagePath('templates', 'letter'), join(root, 'templates', 'mine'), { recursive: true });

async function put(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), content);
}

async function check(): Promise<readonly Finding[]> {
  try {
    return (await checkIssue(await prepareIssue(config, join(root, 'news', '2026-11-20-one')), { config, now })).findings;
  } catch (error) {
    const faults = toUserErrors(error);
    if (faults.length === 0) throw error;
    return toRefusedReport(faults).findings;
  }
}

type Planted = readonly [why: string, file: string, sound: string, broken: string, rule: string, severity: Severity, says: RegExp];

/** Of the template, with a footer of its own. */
const mail = 'templates/mine/mail.mjml.hbs';
const text = 'templates/mine/text.hbs';
const footer = 'templates/mine/partials/mail-footer.hbs';
await cp(packagePath('templates', '_shared', 'mail-footer.hbs'), join(root, footer));
const sound: Readonly<Record<string, string>> = { ...files, ...Object.fromEntries(await Promise.all([mail, text, footer].map(async (name) => [name, await readFile(join(root, name), 'utf8')] as const))) };
for (const [name, content] of Object.entries(sound)) await put(name, content);
await put('news/2026-11-20-one/images/wall.png', createPng(64, 40, [90, 120, 200]));

const issue = 'news/2026-11-20-one/issue.yaml';
const masthead = 'news/newsletter.yaml';
const article = 'news/2026-11-20-one/articles/01.md';
const inText = '{{> mail-logo}}';
const withMarkup = (markup: string): readonly [string, string] => [inText, `${inText}\n${markup}`];

const planted: readonly Planted[] = [
  // the editor's words
  ['an answer that is none', issue, 'title: The wall is full', 'title: «"Re: The wall is full"', 'subject-reply', 'warning', /begins like an answer/],
  ['a shout', issue, 'title: The wall is full', 'title: «THE WALL IS FULL', 'subject-capitals', 'warning', /capitals/],
  ['a row of marks', issue, 'title: The wall is full', 'title: «The wall is full!!!', 'subject-marks', 'warning', /row of exclamation/],
  ['a subject of the newsletter that says too much', masthead, 'mail: full', 'mail: full\nsubject: «"{{name}}, the monthly letter of the society of the mill lane: {{title}}"', 'subject-length', 'notice', /columns wide/],
  ['a preheader as long as an article', issue, 'preheader: Four hundred', `preheader: «${'word '.repeat(40)}Four hundred`, 'preheader', 'notice', /columns wide/],
  ['the subject again beside the subject', issue, 'preheader: Four hundred tools lent, and one long ladder missing.', 'preheader: «The wall is full', 'preheader', 'notice', /repeats the subject/],
  ['no postal address', masthead, '  name: Mill Lane Society\n  email: hello@milllane.org\n  address: 7 Mill Lane, Millbrook Green', '  «name: Mill Lane Society\n  email: hello@milllane.org', 'postal-address', 'warning', /no postal address/],
  ['nobody to reach', masthead, 'publisher:\n  name: Mill Lane Society\n  email: hello@milllane.org\n  address: 7 Mill Lane, Millbrook Green\n  url: https://milllane.org', 'publisher:\n  «name: Mill Lane Society\n  address: 7 Mill Lane, Millbrook Green', 'contact', 'warning', /no mail address/],
  ['an advertisement that is not called one', article, 'Thank you for', 'Buy now, a limited time offer!\n\nThank you for', 'advertising-words', 'warning', /Buy now/],
  ['a mark of another program', article, 'On Tuesday we', 'Dear «*|FNAME|*, on Tuesday we', 'foreign-placeholders', 'warning', /\*\|FNAME\|\*/],
  ['one in an address', article, 'https://milllane.org/story', 'https://milllane.org/story?u=«%%user_id%%', 'foreign-placeholders', 'warning', /%%user_id%%/],
  ['one as an address', article, 'https://milllane.org/story', '«*|UNSUB|*', 'link-refused', 'error', /placeholder of another program/],
  ['bold that does not begin', article, 'ran out of wall', 'ran «** out** of wall', 'markup-shown', 'warning', /\*\* out\*\*/],
  ['a link with a blank in the middle', article, '[the long story](https', '«[the long story] (https', 'markup-shown', 'warning', /the long story/],
  ['a note without its text', article, 'out of wall.', 'out of wall«[^1].', 'markup-shown', 'warning', /\[\^1\]/],
  ['an emoji by its name', article, 'Thank you', '«:tada: Thank you', 'markup-shown', 'warning', /:tada:/],
  ['what folds on web pages', article, 'Thank you', '«<details><summary>More</summary>Thank you', 'issue-warnings', 'warning', /<details>.*dropped/],
  ['a look in a tag', article, 'Thank you', '«<span style="color:red">Hello</span> Thank you', 'issue-warnings', 'warning', /attribute style of <span>/],
  ['a link to nothing in the issue', article, 'https://milllane.org/story', '«#nowhere', 'issue-warnings', 'warning', /id "nowhere"/],
  // links
  ['http', article, 'https://milllane.org/story', '«http://milllane.org/story', 'link-http', 'notice', /not https/],
  ['a short link', article, 'https://milllane.org/story', '«https://bit.ly/3xYz', 'link-shortener', 'warning', /short link/],
  ['a number', article, 'https://milllane.org/story', '«https://93.184.216.34/story', 'link-host', 'warning', /number instead of a name/],
  ['the editor\'s own machine', article, 'https://milllane.org/story', '«https://localhost:3000/story', 'link-host', 'warning', /own machine/],
  ['a password', article, 'https://milllane.org/story', '«https://me:secret@milllane.org/story', 'link-host', 'warning', /user name or password/],
  ['alphabets that look alike', article, 'https://milllane.org/story', '«https://xn--pypal-4ve.com/story', 'link-host', 'warning', /mixes alphabets/],
  ['an address that leads elsewhere', article, '[the long story](https://milllane.org/story)', '[www.mybank.com](«https://milllane.org/story)', 'link-words', 'warning', /shows www\.mybank\.com/],
  ['here', article, '[the long story](https://milllane.org/story)', '[here](«https://milllane.org/story)', 'link-name', 'notice', /only "here"/],
  ['the same words for two pages', issue, '[the plan](https://milllane.org/plan)', '[the long story](«https://milllane.org/plan)', 'link-same-words', 'notice', /leads elsewhere/],
  // pictures
  ['a file name for a description', issue, 'alt: A wall of tools', 'alt: wall.png', 'picture-alt-text', 'warning', /is a file name/],
  ['a picture of somebody else', issue, 'src: images/wall.png', 'src: «https://pictures.example.net/wall.png', 'picture-address', 'notice', /somebody else/],
  ['a picture over http', issue, 'src: images/wall.png', 'src: «http://pictures.example.net/wall.png', 'picture-address', 'warning', /not https/],
  ['a table of an editor without heads', issue, '          | Tool | Trips |\n          |---|---:|\n          | Drill | 96 |\n          | Press | 31 |', '          «<table><tr><td>Drill</td><td>96</td></tr></table>', 'layout-tables', 'warning', /1 table/],
  // the template
  ['a form', mail, ...withMarkup('«<form action="https://milllane.org/"><p>Vote</p></form>'), 'active-content', 'error', /<form>/],
  ['an attribute that runs', mail, ...withMarkup('<p« onclick="x()">Hello</p>'), 'active-content', 'error', /on…/],
  ['what a broken program prints', mail, ...withMarkup('<p>Dear «undefined,</p>'), 'unfilled', 'error', /undefined/],
  ['an object', mail, ...withMarkup('<p>«[object Object]</p>'), 'unfilled', 'error', /object Object/],
  ['what another program fills', text, '{{title}}', '{{title}} «${recipient.name}', 'unfilled', 'error', /recipient\.name/],
  ['pale letters', mail, ...withMarkup('<p style="color:«#BBB">faint</p>'), 'contrast', 'warning', /#bbbbbb on/],
  ['small letters', mail, ...withMarkup('<p style="font-size:8px">«small print</p>'), 'letter-size', 'warning', /8 px/],
  ['a second first heading', mail, ...withMarkup('<h1>Another</h1>'), 'headings', 'warning', /2 headings/],
  ['the same id twice', mail, ...withMarkup('<p «id="a">1</p><p id="a">2</p>'), 'unique-ids', 'warning', /id "a"/],
  ['a link that leads nowhere', mail, ...withMarkup('<a «href="#">Up</a>'), 'link-empty', 'warning', /leads nowhere/],
  ['a script for a link', mail, ...withMarkup('<a «href="javascript:void(0)">Go</a>'), 'link-scheme', 'error', /javascript/],
  ['a path', mail, ...withMarkup('<a «href="/archive">Archive</a>'), 'link-whole', 'error', /no whole address/],
  ['a target that is not there', mail, ...withMarkup('<a «href="#top">Up</a>'), 'link-fragment-target', 'warning', /id "top"/],
  ['a link without words', mail, ...withMarkup('<a «href="https://milllane.org/x"></a>'), 'link-name', 'warning', /no words/],
  ['hidden words', mail, ...withMarkup(`<div style="display:none">«${'cheap watches '.repeat(10)}</div>`), 'hidden-text', 'warning', /hidden/],
  ['a picture in the mail itself', mail, ...withMarkup('<img «src="data:image/png;base64,iVBORw0KGgo=" alt="Dot" width="9">'), 'picture-address', 'warning', /data:/],
  ['a picture without a description', mail, ...withMarkup('<img «src="https://milllane.org/a.png" width="9">'), 'picture-alt-text', 'error', /no alt/],
  ['a picture without a width', mail, ...withMarkup('<img «src="https://milllane.org/a.png" alt="A tool">'), 'picture-width', 'notice', /how wide/],
  ['a table without a role', mail, ...withMarkup('«<table><tr><td>a</td></tr></table>'), 'layout-tables', 'warning', /1 table/],
  ['columns that Outlook does not know', mail, ...withMarkup('<div style="«display:flex"><p>a</p></div>'), 'client-layout', 'warning', /display: flex/],
  ['a picture that Outlook does not know', mail, ...withMarkup('<img src="«https://milllane.org/a.webp" alt="A tool" width="9">'), 'client-content', 'warning', /a\.webp/],
  ['no way out', footer, '<a href="{{unsubscribeUrl}}" style="color:{{light.muted}}">{{labels.unsubscribe}}</a>', '', 'unsubscribe-link', 'error', /no link with/],
  ['a way out that nobody sees', footer, '<a href="{{unsubscribeUrl}}" style="color:{{light.muted}}">', '<a href="«{{unsubscribeUrl}}" style="color:#fff;background:#fefefe">', 'unsubscribe-link', 'error', /nearly the colour/],
];

test('the sound issue with the sound template has nothing to mend', async () => {
  assert.deepEqual((await check()).map(({ rule, message }) => `${rule}: ${message}`), []);
});

for (const [why, file, from, to, rule, severity, says] of planted) {
  test(`${rule} tells ${why}, where it is`, async () => {
    const content = sound[file] ?? '';
    assert.ok(content.includes(from), `${file} has no ${from}`);
    const marked = content.replace(from, () => to);
    const mark = takeMark(marked);
    await put(file, mark?.content ?? marked);
    try {
      const found = await check();
      const told = found.filter((finding) => finding.rule === rule && says.test(finding.message));
      assert.equal(told.length, 1, `told: ${found.map((one) => `${one.rule}: ${one.message}`).join('\n')}`);
      assert.equal(told[0]?.severity, severity);
      if (mark !== undefined) assert.deepEqual([told[0]?.at?.file.endsWith(file.split('/').at(-1) ?? ''), told[0]?.at?.line, told[0]?.at?.column], [true, mark.line, mark.column], told[0]?.at?.file);
    } finally {
      await put(file, content);
    }
  });
}
