/**
 * Faults planted one at a time over the whole way from the editor's files to the mail. Each must be told once, at the exact line and
 * column of the file a person wrote, with a frame whose caret stands below the fault, and with a hint where there is one to give.
 * `«` stands right before the place; the text around it is put into a sound project in the place of another.
 */
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import test, { after, before } from 'node:test';
import stringWidth from 'string-width';
import { renderCodeFrame } from '../../src/code-frame.js';
import { compileEdition } from '../../src/edition/compile.js';
import { toUserErrors, type ErrorCode, type UserError } from '../../src/errors.js';
import { loadIssue } from '../../src/issue/load.js';
import { packagePath } from '../../src/package-root.js';
import { loadTemplate } from '../../src/template/load.js';
import { createPng } from '../support/png.js';
import { takeMark, writeFiles } from './fixture.js';

const issueFiles: Readonly<Record<string, string | Uint8Array>> = {
  'newsletter.yaml': 'name: 주간 소식\nlang: ko\nadvertising: false\ntemplate: mine\nmail: digest\n',
  '2020-07-22-1/issue.yaml': `number: 134
date: 2020-07-22
title: "제목: 하나"
preheader: 한 줄
subject: "[{{title}}] {{number}}"
sections:
  - title: 소식
    id: news
    items:
      - title: 첫 글
        source: {name: 중국경영보, original: 中国经营报, lang: zh}
        date: 2020-07-15
        image: {src: images/a.png, alt: 역}
        body: |
          화웨이가 [발표](https://example.org/a)했다.

          - 하나
          - 둘
      - title: 둘째 글
        body: {file: articles/02.md}
  - title: 그 밖
    items:
      - title: 셋째 글
        url: https://example.org/
`,
  '2020-07-22-1/articles/02.md': `# 머리말

한국어 **굵은 글**과 [링크](https://example.org/b), 각주[^1].

![표 1: 매출](../data/sales.csv)

![역 사진](../images/a.png "설명")
출처: 왕이과기(网易科技)

[보고서](../files/report.pdf)

\`\`\`contact
전화: 02-555-0134
\`\`\`

[^1]: 각주의 글
`,
  '2020-07-22-1/data/sales.csv': '회사,매출\n화웨이,"1,200"\n알리,80\n',
  '2020-07-22-1/files/report.pdf': '%PDF-1.7\n',
  '2020-07-22-1/images/a.png': createPng(3, 2, [9, 9, 9]),
};

type Planted = readonly [why: string, file: string, sound: string, broken: string, code: ErrorCode, says: RegExp];

const issue = '2020-07-22-1/issue.yaml';
const article = '2020-07-22-1/articles/02.md';
const table = '2020-07-22-1/data/sales.csv';

const planted: readonly Planted[] = [
  // YAML
  ['an unclosed quote', issue, '"제목: 하나"', '«"제목: 하나', 'issue-yaml', /never closed.*close it/],
  ['a colon in a text without quotes', issue, '"제목: 하나"', '«제목: 하나', 'issue-yaml', /second ": ".*quotes/],
  ['a tab that indents', issue, '    id: news', '«\tid: news', 'issue-yaml', /tab.*spaces/],
  ['the same key twice', issue, 'preheader: 한 줄', 'preheader: 한 줄\n«preheader: 두 줄', 'issue-yaml', /twice.*one of them/],
  ['an indentation that fits nothing', issue, '    id: news', '   «id: news', 'issue-yaml', /same column/],
  ['braces without quotes', issue, '한 줄', '«{{title}}', 'issue-value', /quotes/],
  // the schema
  ['a misspelled key', issue, '        source:', '        «sourse:', 'issue-key-unknown', /did you mean "source"/],
  ['a key from elsewhere', issue, 'id: news', '«colour: red', 'issue-key-unknown', /known here: title/],
  ['a missing key', issue, '- title: 셋째 글\n        url', '- «url', 'issue-key-missing', /"title" is missing/],
  ['a day that does not exist', issue, 'date: 2020-07-15', 'date: «2020-02-30', 'issue-value', /a day that exists/],
  ['a mail program that is none', 'newsletter.yaml', 'mail: digest', 'mail: digest\nclients: {«gmial: 40}', 'issue-key-unknown', /did you mean "gmail"/],
  ['a share that is no number', 'newsletter.yaml', 'mail: digest', 'mail: digest\nclients: {gmail: «most}', 'issue-value', /must be a number/],
  ['shares of more than all readers', 'newsletter.yaml', 'mail: digest', 'mail: digest\nclients: «{gmail: 60, naver: 60}', 'issue-value', /not add up to more than 100/],
  ['a word outside of its list', 'newsletter.yaml', 'mail: digest', 'mail: «short', 'issue-value', /digest, full, auto/],
  ['an address that is none, behind wide letters', issue, '{name: 중국경영보,', '{name: 중국경영보, url: «example.org,', 'issue-value', /https:/],
  ['a picture without alt', issue, '{src: images/a.png, alt: 역}', '«{src: images/a.png}', 'picture-alt', /decorative/],
  ['the same id twice', issue, '  - title: 그 밖', '  - title: 그 밖\n    id: «news', 'issue-id', /twice.*unique/],
  ['a placeholder that nothing fills', issue, '{{number}}', '«{{numer}}', 'issue-subject', /may hold/],
  ['a control character', issue, '한 줄', '한 «\u0092줄', 'text-character', /U\+0092.*’/],
  // files that are named
  ['a Markdown file that is not there', issue, 'articles/02.md', '«articles/2.md', 'issue-file', /did you mean 02\.md/],
  ['a picture that is not there', issue, 'images/a.png', '«images/b.png', 'picture-file', /did you mean a\.png/],
  ['a picture outside of the newsletter', article, '(../images/a.png', '(«../../../a.png', 'picture-file', /copy it into/],
  ['a file to offer that is not there', article, '../files/report.pdf', '«../files/reprt.pdf', 'attachment-file', /did you mean report\.pdf/],
  ['a program to offer', article, '../files/report.pdf', '«../files/setup.exe', 'attachment-refused', /save it as PDF/],
  // Markdown
  ['a dangerous link', issue, 'https://example.org/a', '«javascript:alert(1)', 'link-refused', /allowed: http/],
  ['a path where an address is wanted', article, 'https://example.org/b', '«b.html', 'link-relative', /https:/],
  ['a picture without alt in Markdown', article, '![역 사진]', '«![]', 'picture-alt', /between the brackets/],
  ['a footnote that nothing calls', article, '[^1]: 각주의 글', '[^1]: 각주의 글\n\n«[^2]: 잃은 글', 'markdown-footnote', /never called/],
  ['a line of a contact block without a label', article, '전화: 02-555-0134', '전화: 02-555-0134\n«서울시', 'markdown-contact', /label: value/],
  ['a comment that is never closed', article, '[보고서]', '«<!-- 보고서\n\n[보고서]', 'markdown-html', /-->/],
  ['a table without a caption', article, '![표 1: 매출]', '«![]', 'table-file', /such as !\[Table/],
  // CSV
  ['a table that is not there', article, '../data/sales.csv', '«../data/sale.csv', 'table-file', /did you mean sales\.csv/],
  ['a row with a cell too many', table, '화웨이,"1,200"', '화웨이,1,«200', 'table-file', /3 cells.*quotes/],
  ['a quote in a table that is never closed', table, '"1,200"', '«"1,200', 'table-file', /never closed/],
  // template.yaml, theme.yaml
  ['a misspelled key of template.yaml', 'mine/template.yaml', 'itemHeading:', '«itemHeadin:', 'template-invalid', /did you mean "itemHeading"/],
  ['a wrong value in template.yaml', 'mine/template.yaml', 'itemHeading: 3', 'itemHeading: «9', 'template-invalid', /one of 2, 3/],
  ['an unclosed quote in template.yaml', 'mine/template.yaml', 'description: A', 'description: «"A', 'template-invalid', /never closed/],
  ['a misspelled colour name', 'mine/theme.yaml', '  sheet: "#ffffff"', '  «sheeet: "#ffffff"', 'template-invalid', /did you mean "sheet"/],
  ['a colour by its name', 'mine/theme.yaml', 'page: "#f3f1ec"', 'page: «red', 'template-invalid', /six hex digits/],
  // Handlebars
  ['a name that is not there', 'mine/mail.mjml.hbs', '{{name}}', '{{«naem}}', 'template-invalid', /did you mean "name"/],
  ['an unknown helper', 'mine/mail.mjml.hbs', '{{dateText}}', '{{«upper dateText}}', 'template-invalid', /no helper "upper".*helpers: if/],
  ['a block that is never closed', 'mine/mail.mjml.hbs', '{{#unless isFull}}', '{{#unless isFull}}\n«{{#if number}}', 'template-invalid', /never closed.*\{\{\/if\}\}/],
  ['a block closed by the name of another', 'mine/mail.mjml.hbs', '{{/unless}}', '«{{/if}}', 'template-invalid', /does not close \{\{#unless.*\{\{\/unless\}\}/],
  ['a block that was never opened', 'mine/text.hbs', '{{name}}', '{{name}}«{{/if}}', 'template-invalid', /closes nothing/],
  ['braces that do not close', 'mine/web.html.hbs', '{{name}}', '«{{name', 'template-invalid', /never closed.*\}\}/],
  ['a partial that is not there', 'mine/mail.mjml.hbs', '{{> mail-footer}}', '{{> «mail-foter}}', 'template-invalid', /did you mean "mail-footer"/],
  ['a name that is not there, in a partial of a loop', 'mine/partials/mail-item.hbs', '{{picture}}', '{{«pictur}}', 'template-invalid', /did you mean "picture"/],
  ['a name that is not there, in the text part', 'mine/text.hbs', '{{dateText}}', '{{«datetxt}}', 'template-invalid', /"datetxt" not defined/],
  // MJML
  ['an unknown tag', 'mine/mail.mjml.hbs', '<mj-text><div', '«<mj-txt><div', 'template-mjml', /did you mean <mj-text>/],
  ['a tag where it may not stand', 'mine/mail.mjml.hbs', '{{#unless isFull}}', '{{#unless isFull}}«<mj-section></mj-section>', 'template-mjml', /cannot be used inside mj-column/],
  ['an attribute that the tag does not have', 'mine/mail.mjml.hbs', 'css-class="cta"', '«css-clas="cta"', 'template-mjml', /css-clas is illegal/],
  ['an attribute with a value it cannot have', 'mine/mail.mjml.hbs', 'align="{{start}}"', '«align="middle"', 'template-mjml', /middle.*left, center, right/],
  ['a tag that is never closed', 'mine/mail.mjml.hbs', '{{#unless isFull}}', '{{#unless isFull}}«<mj-text>x', 'template-mjml', /never closed.*needs its <\/mj-text>/],
  ['a tag that is never closed, around others', 'mine/mail.mjml.hbs', '<mj-section css-class="sheet pad"', '«<mj-wrapper><mj-section css-class="sheet pad"', 'template-mjml', /<mj-wrapper> is never closed/],
  ['text outside of mj-text', 'mine/mail.mjml.hbs', '</mj-column></mj-section>', '«그림 </mj-column></mj-section>', 'template-mjml', /outside of mj-text.*put it into/],
  ['HTML outside of mj-text', 'mine/mail.mjml.hbs', '{{#unless isFull}}', '{{#unless isFull}}«<p>x</p>', 'template-mjml', /inside of mj-text/],
];

let templates = '';
before(async () => { templates = await mkdtemp(join(tmpdir(), 'courant-planted-')); });
after(() => rm(templates, { recursive: true }));

/** All faults on the way from the folder to the edition. */
async function findFaults(folder: string, templatesDir: string): Promise<readonly UserError[]> {
  try {
    const { issue: loaded } = await loadIssue(folder);
    await compileEdition(loaded, await loadTemplate('mine', { templatesDir }));
    return [];
  } catch (error) {
    const errors = toUserErrors(error);
    if (errors.length === 0) throw error;
    return errors;
  }
}

async function copyTemplate(): Promise<string> {
  const templatesDir = await mkdtemp(join(templates, 'templates-'));
  await cp(packagePath('templates', 'weekly'), join(templatesDir, 'mine'), { recursive: true });
  return templatesDir;
}

/** The sound text with the broken one in its place; the mark tells where the fault must be seen. */
function plant(text: string, sound: string, broken: string): ReturnType<typeof takeMark> {
  assert.ok(text.includes(sound), `the sound text is not there: ${sound}`);
  return takeMark(text.replace(sound, () => broken));
}

test('the project is sound before anything is planted', async () => {
  assert.deepEqual((await findFaults(await writeFiles(issueFiles), await copyTemplate())).map(String), []);
});

test('there are at least 30 of them, over every kind of file', () => {
  assert.ok(planted.length >= 30, String(planted.length));
  assert.equal(new Set(planted.map(([why]) => why)).size, planted.length);
});

for (const [why, file, sound, broken, code, says] of planted) {
  test(`told once, at its place: ${why}`, async () => {
    const templatesDir = await copyTemplate();
    const isTemplate = file.startsWith('mine/');
    const text = isTemplate ? await readFile(join(templatesDir, file), 'utf8') : String(issueFiles[file]);
    const mark = plant(text, sound, broken) ?? assert.fail('no mark');
    if (isTemplate) await writeFile(join(templatesDir, file), mark.content);
    const folder = await writeFiles(isTemplate ? issueFiles : { ...issueFiles, [file]: mark.content });
    const errors = await findFaults(folder, templatesDir);
    const told = errors.map((error) => `${error.code} ${error.at?.file}:${error.at?.line}:${error.at?.column} ${error.message}; ${error.hint ?? ''}`);
    assert.equal(told.length, 1, told.join('\n'));
    const [error] = errors;
    assert.deepEqual([error?.code, error?.at?.line, error?.at?.column], [code, mark.line, mark.column], told[0]);
    const place = error?.at ?? assert.fail();
    assert.equal(isTemplate ? place.file : relative(join(folder, '..'), place.file), file);
    assert.match(told[0] ?? '', says);
    assertFrame(renderCodeFrame(place), mark.content.split('\n')[mark.line - 1] ?? '', mark.column);
  });
}

/** The caret stands below the column that a terminal shows the fault in: Hangul and Han take two. */
function assertFrame(frame: string, line: string, column: number): void {
  const shown = frame.split('\n');
  const marked = shown.findIndex((one) => one.startsWith('>'));
  const [text = '', caret = ''] = shown.slice(marked, marked + 2);
  const gutter = text.indexOf('|') + 2;
  assert.ok(caret.includes('^'), frame);
  if (text.includes('…')) return;
  assert.equal(text.slice(gutter), line.replaceAll(/[^\P{Cc}\t]/gu, '\ufffd').trimEnd());
  assert.equal(stringWidth(caret.slice(gutter, caret.indexOf('^'))), stringWidth(line.slice(0, column - 1).replaceAll('\t', '')), frame);
}

test('many planted at once in one issue are all told in one run, in the order of the files', async () => {
  const several = planted.filter(([why]) => ['a misspelled key', 'the same id twice', 'a placeholder that nothing fills', 'a dangerous link', 'a picture that is not there', 'a word outside of its list',
    'a path where an address is wanted', 'a footnote that nothing calls', 'a line of a contact block without a label', 'a row with a cell too many'].includes(why));
  const files: Record<string, string | Uint8Array> = { ...issueFiles };
  for (const [, file, sound, broken] of several) files[file] = plant(String(files[file]), sound, broken)?.content ?? assert.fail();
  const errors = await findFaults(await writeFiles(files), await copyTemplate());
  assert.deepEqual(errors.map((error) => `${basename(error.at?.file ?? '')} ${error.code}`), [
    '02.md link-relative', '02.md markdown-contact', '02.md markdown-footnote', 'sales.csv table-file', 'issue.yaml issue-subject', 'issue.yaml issue-key-unknown',
    'issue.yaml picture-file', 'issue.yaml link-refused', 'issue.yaml issue-id', 'newsletter.yaml issue-value',
  ]);
});
