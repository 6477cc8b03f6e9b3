import { strict as assert } from 'node:assert';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { toUserErrors, type UserError } from '../../src/errors.js';
import { packagePath } from '../../src/package-root.js';
import { compileEdition } from '../../src/edition/compile.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { wholeIssue } from '../edition/fixture.js';

async function errorsOf(work: Promise<unknown>): Promise<readonly UserError[]> {
  return toUserErrors(await work.then(() => undefined, (error: unknown) => error));
}

/** A folder with a copy of the weekly, some files changed; undefined takes a file away. */
async function copyWeekly(t: TestContext, name: string, files: Readonly<Record<string, string | undefined>>): Promise<string> {
  const templatesDir = await mkdtemp(join(tmpdir(), 'templates-'));
  t.after(() => rm(templatesDir, { recursive: true }));
  await cp(packagePath('templates', 'weekly'), join(templatesDir, name), { recursive: true });
  await mkdir(join(templatesDir, name, 'partials'), { recursive: true });
  for (const [file, text] of Object.entries(files)) await (text === undefined ? rm(join(templatesDir, name, file)) : writeFile(join(templatesDir, name, file), text));
  return templatesDir;
}

test('the templates that ship', async () => {
  assert.deepEqual(await listTemplates(), ['digest-cards', 'letter', 'plain', 'weekly']);
});

test('a template that is not there: the names there are, and the nearest', async () => {
  const [error] = await errorsOf(loadTemplate('wekly'));
  assert.equal(error?.code, 'template-not-found');
  assert.equal(error?.hint, 'Did you mean weekly? Templates: digest-cards, letter, plain, weekly.');
  for (const name of ['../weekly', '_shared', '', '.', 'weekly/partials', 'constructor']) assert.equal((await errorsOf(loadTemplate(name)))[0]?.code, 'template-not-found', name);
});

test('the editor\'s own folder wins over the one that ships, and is listed', async (t) => {
  const templatesDir = await copyWeekly(t, 'weekly', { 'text.hbs': 'mine: {{plainTitle}}' });
  const template = await loadTemplate('weekly', { templatesDir });
  assert.equal(template.parts.text({ plainTitle: '<a> & {{b}}' }), 'mine: <a> & {{b}}');
  assert.deepEqual(await listTemplates({ templatesDir: await copyWeekly(t, 'mine', {}) }), ['digest-cards', 'letter', 'mine', 'plain', 'weekly']);
});

test('a missing file is named, all missing files in one go', async (t) => {
  const errors = await errorsOf(loadTemplate('mine', { templatesDir: await copyWeekly(t, 'mine', { 'theme.yaml': undefined, 'web.html.hbs': undefined }) }));
  assert.deepEqual(errors.map((error) => /has no (\S+)\./.exec(error.message)?.[1] ?? '').toSorted(), ['theme.yaml', 'web.html.hbs']);
});

const faults: readonly (readonly [file: string, text: string, place: string, message: RegExp])[] = [
  ['text.hbs', 'a\n{{#if b}}\nc', 'mine/text.hbs:2', /text\.hbs: the block \{\{#if b\}\} is never closed/],
  ['text.hbs', 'a\n{{frob title}}', 'mine/text.hbs:2', /frob/],
  ['text.hbs', 'a\n\n{{lookup this "constructor"}}', 'mine/text.hbs:3', /lookup/],
  ['text.hbs', '{{log title}}', 'mine/text.hbs:1', /log/],
  ['theme.yaml', 'light: {}\ndark: {}\n', 'mine/theme.yaml:1', /theme\.yaml: the key "page" is missing in light/],
  ['template.yaml', 'description: x\nitemHeading: 9\n', 'mine/template.yaml:2', /itemHeading/],
  ['template.yaml', 'description: "x\n', 'mine/template.yaml:1', /template\.yaml/],
];

test('a fault in a template file is told with its file and line when it is loaded', async (t) => {
  for (const [file, text, place, message] of faults) {
    const [error] = await errorsOf(loadTemplate('mine', { templatesDir: await copyWeekly(t, 'mine', { [file]: text }) }));
    assert.equal(error?.code, 'template-invalid', file);
    assert.equal(`${error?.at?.file}:${error?.at?.line}`, place, text);
    assert.match(error?.message ?? '', message);
  }
});

const printing: readonly (readonly [text: string, place: string, message: RegExp])[] = [
  ['a\n{{titel}}', 'mine/text.hbs:2', /"titel" not defined/],
  ['a\n\n{{> nowhere}}', 'mine/text.hbs:3', /partial nowhere could not be found/],
  ['{{> constructor}}', 'mine/text.hbs:1', /constructor/],
  ['{{> text-links}}\n', 'text-links.hbs:1', /not defined/],
];

test('a fault that shows when something is printed is told with file and line, in partials too', async (t) => {
  for (const [text, place, message] of printing) {
    const template = await loadTemplate('mine', { templatesDir: await copyWeekly(t, 'mine', { 'text.hbs': text, 'partials/text-links.hbs': '{{linkz.length}}' }) });
    const [error] = await errorsOf(Promise.resolve().then(() => template.parts.text({ title: 'x' })));
    assert.ok(`${error?.at?.file}:${error?.at?.line}`.endsWith(place), `${text}: ${error?.at?.file}:${error?.at?.line}`);
    assert.match(error?.message ?? '', message);
  }
});

test('data gives nothing but its own values', async (t) => {
  const template = await loadTemplate('mine', { templatesDir: await copyWeekly(t, 'mine', { 'web.html.hbs': '[{{#with data}}{{#if constructor}}yes{{/if}}{{#if __proto__}}yes{{/if}}{{/with}}]' }) });
  assert.equal(template.parts.web({ data: { a: 1 } }), '[]');
  for (const text of ['{{data.constructor.name}}', '{{data.__proto__.x}}', '{{data.toString}}']) {
    const other = await loadTemplate('mine', { templatesDir: await copyWeekly(t, 'mine', { 'web.html.hbs': text }) });
    const printed = await Promise.resolve().then(() => other.parts.web({ data: { a: 1 } })).catch(() => '');
    assert.equal(printed, '', text);
  }
});

test('a template comes as a package, found from the newsletter upward, with the partials that all templates share', async (t) => {
  const project = await mkdtemp(join(tmpdir(), 'project-'));
  t.after(() => rm(project, { recursive: true }));
  const folder = join(project, 'node_modules', 'courant-template-harbour');
  await cp(packagePath('templates', 'weekly'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"name":"courant-template-harbour","version":"1.0.0"}');
  const projectDir = join(project, 'issues', 'weekly');
  await mkdir(projectDir, { recursive: true });
  const template = await loadTemplate('courant-template-harbour', { projectDir });
  const edition = await compileEdition({ ...wholeIssue(), template: 'courant-template-harbour' }, template);
  const own = await compileEdition(wholeIssue(), await loadTemplate('weekly'));
  assert.equal(edition.html, own.html);
  const [error] = await errorsOf(loadTemplate('courant-template-harbor', { projectDir }));
  assert.match(error?.hint ?? '', /^Install it: npm install courant-template-harbor\./);
});

test('a package is opened only when its name says that it is a template', async (t) => {
  const project = await mkdtemp(join(tmpdir(), 'project-'));
  t.after(() => rm(project, { recursive: true }));
  for (const name of ['left-pad', 'courant-template-', '../outside', 'courant-template-x/../../outside']) {
    await mkdir(join(project, 'node_modules', name), { recursive: true });
    await cp(packagePath('templates', 'weekly'), join(project, 'node_modules', name), { recursive: true });
    assert.equal((await errorsOf(loadTemplate(name, { projectDir: project })))[0]?.code, 'template-not-found', name);
  }
});

test('a template has one mail: MJML or HTML', async (t) => {
  const templatesDir = await copyWeekly(t, 'mine', { 'mail.html.hbs': '<p>x</p>' });
  assert.match((await errorsOf(loadTemplate('mine', { templatesDir })))[0]?.message ?? '', /has both mail\.mjml\.hbs and mail\.html\.hbs/);
  assert.equal((await loadTemplate('plain')).mailKind, 'html');
});
