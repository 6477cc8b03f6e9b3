/** Fields of the reader in the texts of an issue: what is one, what is text, and where a fault is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textOfNode, visitElements } from '../../src/issue/tree.js';
import { issueWith, loadYaml, takeMark } from './fixture.js';

const bodyOf = (markdown: string): string => issueWith(`        body: |\n${markdown.split('\n').map((line) => `          ${line}`).join('\n')}`);

/** `«` stands where the fault is told. */
const faults: readonly [why: string, yaml: string, code: string, message: RegExp, hint: RegExp][] = [
  ['a field without a name', bodyOf('Hello «{{reader.}}.'), 'reader-field', /no name/, /reader\.name/],
  ['the reader alone', bodyOf('Hello «{{reader}}.'), 'reader-field', /no name/, /reader\.name/],
  ['braces that never close', bodyOf('가나다 «{{reader.name and on\nand on'), 'reader-field', /never closed/, /\}\}/],
  ['an object nobody has', bodyOf('Hello {{«user.name}}'), 'reader-field', /no "user"/, /reader\./],
  ['an object nearly right', bodyOf('Hello {{«raeder.name}}'), 'reader-field', /no "raeder"/, /did you mean "reader"/],
  ['a default without quotes', bodyOf('Hello {{reader.name default=«friend}}'), 'reader-field', /no quotes/, /straight quotes/],
  ['a default in curved quotes', bodyOf('Hello {{reader.name default=«“friend”}}'), 'reader-field', /no quotes/, /straight quotes/],
  ['another word than default', bodyOf('Hello {{reader.name «fallback="friend"}}'), 'reader-field', /no "fallback"/, /default/],
  ['a call', bodyOf('Hello {{reader.name «| upper}}'), 'reader-field', /does not belong/, /default/],
  ['in a title', 'date: 2020-07-22\ntitle: "Hello {{reader.name «x}}"\nsections: [{title: a}]\n', 'reader-field', /does not belong/, /default/],
  ['in a subject', 'date: 2020-07-22\ntitle: a\nsubject: "Hi {{«usr.name}}"\nsections: [{title: a}]\n', 'reader-field', /no "usr"/, /reader/],
  ['in the host of a link', bodyOf('[a](https://«{{reader.host}}/x)'), 'reader-field-place', /where a link leads/, /first slash/],
  ['as the whole link', bodyOf('[a](«{{reader.url}})'), 'reader-field-place', /where a link leads/, /first slash/],
  ['as the port', bodyOf('[a](https://x.example:«{{reader.port}}/)'), 'reader-field-place', /where a link leads/, /first slash/],
  ['as the user of a link', bodyOf('[a](https://«{{reader.name}}@x.example/)'), 'reader-field-place', /where a link leads/, /first slash/],
  ['who a mail goes to', bodyOf('[a](mailto:«{{reader.address}})'), 'reader-field-place', /where a link leads/, /first slash/],
  ['in the host of a link of HTML', bodyOf('<a href="https://a.example.«{{reader.x}}/">a</a>'), 'reader-field-place', /where a link leads/, /first slash/],
  ['in a picture', bodyOf('![alt](https://x.example/«{{reader.id}}.png)'), 'reader-field-place', /no field can stand/, /links/],
  ['in the url of an item', issueWith('        url: https://«{{reader.x}}.example/'), 'reader-field-place', /where a link leads/, /first slash/],
  ['in the name of a source', issueWith('        source: "«{{reader.name}}"'), 'reader-field-place', /no field can stand/, /Markdown/],
];

for (const [why, marked, code, message, hint] of faults) {
  test(`a fault of a field is told at its place: ${why}`, async () => {
    const { content, line, column } = takeMark(marked) ?? { content: marked, line: 0, column: 0 };
    const { errors } = await loadYaml(content);
    assert.deepEqual(errors.map((error) => [error.code, error.at?.line, error.at?.column]), [[code, line, column]], errors.map((error) => error.message).join('; '));
    assert.match(errors[0]?.message ?? '', message);
    assert.match(errors[0]?.hint ?? '', hint);
  });
}

test('a field becomes a token in text, link and attribute; the same field with the same default is one', async () => {
  const { loaded, errors } = await loadYaml(bodyOf([
    '**Dear {{ reader.firstName default="dear friend" }}**, [your page](https://x.example/{{reader.customerId}}?n={{reader.firstName default="dear friend"}} "of {{reader.name}}").',
    '',
    '<a href="https://x.example/?id={{reader.customerId}}">HTML</a> and https://x.example/?q={{reader.customerId}} too',
  ].join('\n')));
  assert.deepEqual(errors, []);
  const body = loaded?.issue.sections[0]?.items[0]?.body;
  assert.ok(body);
  const links: unknown[] = [];
  visitElements(body.tree, (element) => void (element.tagName === 'a' && links.push(element.properties['href'])));
  const numberOf = (name: string): number => (loaded?.issue.fields?.findIndex((field) => field.name === name) ?? -1) + 1;
  const [id, first] = [`__C_READER_${numberOf('customerId')}__`, `__C_READER_${numberOf('firstName')}__`];
  assert.deepEqual(links, [`https://x.example/${id}?n=${first}`, `https://x.example/?id=${id}`, `https://x.example/?q=${id}`]);
  assert.ok(textOfNode(body.tree).startsWith(`Dear ${first}, your page`));
  assert.deepEqual(loaded?.issue.fields?.map(({ name, default: value, places }) => [name, value, places.length]).toSorted(), [['customerId', undefined, 4], ['firstName', 'dear friend', 2], ['name', undefined, 1]]);
  assert.deepEqual(loaded?.issue.fields?.find((field) => field.name === 'firstName')?.places[0]?.column, 18);
});

test('in code, behind a backslash and without a dot braces are braces', async () => {
  const { loaded, errors } = await loadYaml(bodyOf('`{{reader.name}}` and `{{user.x}}` and \\{{reader.name}} and {{x}} and {{ y }} {{\n\n    {{reader.}}\n\n```\n{{reader.name\n```\n<code>{{reader.x}}</code>'));
  assert.deepEqual(errors, []);
  assert.equal(loaded?.issue.fields, undefined);
  const body = loaded?.issue.sections[0]?.items[0]?.body;
  assert.ok(body);
  const text = textOfNode(body.tree);
  for (const written of ['{{reader.name}} and {{user.x}} and {{reader.name}} and {{x}} and {{ y }} {{', '{{reader.}}', '{{reader.name\n', '{{reader.x}}']) assert.ok(text.includes(written), `${written} in ${text}`);
  assert.doesNotMatch(text, /\ufdd0|\ufdd1|__C_/);
  assert.deepEqual(loaded?.warnings.map((warning) => [warning.code, warning.message]), [['reader-field-literal', '{{x}} is printed as it stands'], ['reader-field-literal', '{{y}} is printed as it stands']]);
});

test('plain texts take fields and the escape; the subject keeps its placeholders', async () => {
  const { loaded, errors } = await loadYaml('number: 7\ndate: 2020-07-22\ntitle: "For {{reader.name default=\'you\'}}, \\\\{{reader.name}}"\nsubject: "{{number}}: {{title}} \\\\{{number}}, {{reader.lang}}"\npreheader: "{{reader.plan}}"\nsections: [{title: "{{reader.name default=\'you\'}} first"}]\n');
  assert.deepEqual(errors, []);
  assert.equal(loaded?.issue.title, 'For __C_READER_1__, {{reader.name}}');
  assert.equal(loaded?.issue.subject, '7: For __C_READER_1__, {{reader.name}} {{number}}, __C_READER_2__');
  assert.equal(loaded?.issue.preheader, '__C_READER_3__');
  assert.equal(loaded?.issue.sections[0]?.id, 'first', 'an id holds no field');
});

test('a section names its readers, with the place of every character, and may stay out of the web edition', async () => {
  const { loaded, errors } = await loadYaml('date: 2020-07-22\ntitle: a\nsections:\n  - title: b\n    readers: \'city = "서울" and plan is set\'\n    web: false\n  - title: c\n');
  assert.deepEqual(errors, []);
  const [first, second] = loaded?.issue.sections ?? [];
  assert.equal(first?.readers?.segment, 'city = "서울" and plan is set');
  assert.deepEqual(first?.readers?.positions[7], { line: 5, column: 22 });
  assert.equal(first?.web, false);
  assert.deepEqual([second?.readers, second?.web], [undefined, undefined]);
});

test('a segment that is not written as segments are is told at its place in the file', async () => {
  const { content, line, column } = takeMark('date: 2020-07-22\ntitle: a\nsections:\n  - title: b\n    readers: \'lang = "ko" and «\'\n') ?? { content: '', line: 0, column: 0 };
  const { errors } = await loadYaml(content);
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line]), [['segment-syntax', line]], errors.map((error) => error.message).join('; '));
  assert.ok(Math.abs((errors[0]?.at?.column ?? 0) - column) <= 1);
  for (const fine of ['engaged', 'plan = "pro"', 'joined > 90 days ago', '(a = 1 or b = 2) and not c is set']) {
    assert.deepEqual((await loadYaml(`date: 2020-07-22\ntitle: a\nsections:\n  - title: b\n    readers: '${fine}'\n`)).errors, [], fine);
  }
  const wrong = await loadYaml('date: 2020-07-22\ntitle: a\nsections:\n  - title: b\n    readers: lang = ko\n');
  assert.deepEqual(wrong.errors.map((error) => [error.code, error.at?.line, error.at?.column]), [['segment-value', 5, 21]]);
});

test('seventeen sections for some readers are one too many', async () => {
  const sections = (count: number): string => Array.from({ length: count }, (_, index) => `  - {title: s${index}, readers: 'a = ${index}'}`).join('\n');
  assert.deepEqual((await loadYaml(`date: 2020-07-22\ntitle: a\nsections:\n${sections(16)}\n`)).errors, []);
  const { errors } = await loadYaml(`date: 2020-07-22\ntitle: a\nsections:\n${sections(17)}\n`);
  assert.deepEqual(errors.map((error) => [error.code, error.at?.line]), [['issue-readers', 20]]);
});
