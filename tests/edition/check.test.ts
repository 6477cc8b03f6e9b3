import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { checkEdition } from '../../src/edition/check.js';
import { compileEdition } from '../../src/edition/compile.js';
import type { Edition } from '../../src/edition/edition.js';
import { measurePart } from '../../src/edition/size.js';
import { toUserErrors } from '../../src/errors.js';
import type { Issue } from '../../src/issue/issue.js';
import { loadTemplate } from '../../src/template/load.js';
import { parseTemplate, type Template } from '../../src/template/template.js';
import { readSources } from '../template/sources.js';
import { makeItem, makeSection, rich, wholeIssue } from './fixture.js';

/** The weekly with one file changed by hand. */
async function changedTemplate(part: 'mail' | 'web' | 'text', from: string, to: string): Promise<Template> {
  const sources = await readSources('weekly');
  assert.ok(sources[part].text.includes(from), from);
  return parseTemplate({ ...sources, [part]: { ...sources[part], text: sources[part].text.replace(from, to) } });
}

async function faultsOf(issue: Issue, template: Template): Promise<readonly string[]> {
  const thrown: unknown = await compileEdition(issue, template).then(() => [], (error: unknown) => error);
  return toUserErrors(thrown).map((error) => `${error.code}: ${error.message}`);
}

const planted: readonly (readonly [part: 'mail' | 'web' | 'text', from: string, to: string, expected: RegExp, why: string])[] = [
  ['mail', '{{#each items}}{{> mail-item}}{{/each}}', '', /edition-text-lost: The mail leaves out "창하이경제보"/, 'items left out'],
  ['mail', '</mj-column></mj-section>\n{{> mail-footer}}', '</mj-column></mj-section>\n<mj-section>{{> mail-footer}}', /template-mjml: <mj-section>/, 'a section in a section'],
  ['mail', '{{> mail-footer}}', '<mj-section><mj-column>{{publisher.director}}</mj-column></mj-section>', /template-mjml: "발행인 서다온" stands outside of mj-text/, 'text outside of mj-text, which MJML drops'],
  ['text', '{{> text-footer}}', '', /edition-text-lost: The text part leaves out "서다온"/, 'no sender'],
  ['web', '{{#each items}}{{> web-item}}{{/each}}', '', /edition-text-lost: The web page leaves out/, 'no items'],
  ['mail', '<h2 class="a"', '<h2 class="a" data-x="__C_NAME__"', /edition-placeholder: Nothing fills __C_NAME__/, 'a token nobody knows'],
  ['web', '<main id="text">', '<main id="text"><a href="{{unsubscribeUrl}}">x</a>', /edition-placeholder: The web page holds __C_UNSUBSCRIBE_URL__/, 'a reader\'s own address on everybody\'s page'],
  ['mail', '<h2 class="a"', '\\{{place}}<h2 class="a"', /edition-placeholder: Nothing fills \{\{place\}\}/, 'a placeholder of the template'],
  ['mail', '<mj-text><div', '<mj-text><!--[if mso]><i></i><div', /edition-markup: A conditional comment for Outlook is not closed/, 'an open comment'],
  ['web', '</body>', '<script src="a.js"></script></body>', /edition-markup: There is a script/, 'a script'],
];

test('what a template loses or breaks is found, with the part and the words', async () => {
  for (const [part, from, to, expected, why] of planted) {
    const faults = await faultsOf(wholeIssue(), await changedTemplate(part, from, to));
    assert.match(faults.join('\n'), expected, why);
  }
});

test('the templates that ship have no faults, and an editor may write {{x}}', async () => {
  for (const mail of ['digest', 'full'] as const) {
    const issue = wholeIssue({ mail, sections: [makeSection({ title: '{{x}}', items: [makeItem({ title: 'a {{y}} b', body: rich('<p>{{#each z}} {{{w}}} </p>') })] })] });
    assert.deepEqual(await faultsOf(issue, await loadTemplate('weekly')), []);
  }
});

async function checkWith(change: (edition: Edition) => Edition): Promise<readonly string[]> {
  const template = await loadTemplate('weekly');
  const issue = wholeIssue();
  return checkEdition(issue, change(await compileEdition(issue, template)), template).map((error) => error.message);
}

test('a lost blank before !important is found: Outlook drops the declaration', async () => {
  assert.match((await checkWith((edition) => ({ ...edition, html: edition.html.replace(' !important', '!important') }))).join(), /!important without a space/);
});

test('characters that make programs cut a mail off are found', async () => {
  for (const [character, name] of [['\u0092', 'U+0092'], ['\ufffd', 'U+FFFD'], ['\ud800', 'U+D800'], ['\u0000', 'U+0000']] as const) {
    assert.match((await checkWith((edition) => ({ ...edition, text: `${edition.text}${character}` }))).join(), new RegExp(`text part holds U\\${name.slice(1)}`));
  }
});

test('a mail above 100,000 bytes is refused, in the words of its size', async () => {
  const body = rich('<p>가나다라마바사아자차카타파하.</p>'.repeat(2000));
  const faults = await faultsOf(wholeIssue({ mail: 'full', sections: [makeSection({ title: '가', items: [makeItem({ title: '나', body })] })] }), await loadTemplate('weekly'));
  assert.match(faults.join(), /edition-too-large: The mail has \d+,\d{3} bytes, \d+,\d{3} as sent/);
});

test('sizes are those of the encoded part', () => {
  const cases = [['', 0, 0], ['abc', 3, 3], ['a=b', 3, 5], ['가', 3, 6], ['a\nb', 3, 4], ['x'.repeat(80), 80, 83], ['가'.repeat(57), 171, 234]] as const;
  for (const [text, decoded, encoded] of cases) assert.deepEqual(measurePart(text), { decoded, encoded }, text);
});
