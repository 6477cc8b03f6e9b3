import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import { toUserErrors, type UserError } from '../../src/errors.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { contrastRatio } from '../../src/template/contrast.js';
import type { Template } from '../../src/template/template.js';
import type { Palette } from '../../src/template/theme.js';
import { wholeIssue } from '../edition/fixture.js';
import { createPng } from '../support/png.js';

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function invert(colour: string): string {
  return `#${[1, 3, 5].map((start) => (255 - Number.parseInt(colour.slice(start, start + 2), 16)).toString(16).padStart(2, '0')).join('')}`;
}

/** Every text with every background it stands on. */
const pairs: readonly (readonly [text: keyof Palette, background: keyof Palette])[] = [
  ['text', 'sheet'], ['text', 'page'], ['text', 'panel'], ['muted', 'sheet'], ['muted', 'page'], ['muted', 'panel'], ['link', 'sheet'], ['link', 'page'], ['link', 'panel'], ['accent', 'sheet'], ['onAccent', 'accent'],
];

test('text has a contrast of 4.5 in light and dark, and stays readable when a program inverts it', async () => {
  for (const name of await listTemplates()) {
    const { theme } = await loadTemplate(name);
    for (const [palette, colours] of [['light', theme.light], ['dark', theme.dark]] as const) {
      for (const [text, background] of pairs) {
        const where = `${name} ${palette}: ${text} on ${background}`;
        assert.ok(contrast(colours[text], colours[background]) >= 4.5, where);
        assert.ok(contrast(invert(colours[text]), invert(colours[background])) >= 3, `${where}, inverted`);
      }
    }
  }
});

async function writeProject(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'themes-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return folder;
}

/** The weekly in a newsletter's own theme. */
async function loadThemed(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<Template> {
  return loadTemplate('weekly', { themeFile: join(await writeProject(t, files), 'issues', 'weekly', 'theme.yaml') });
}

async function faultsOf(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly UserError[]> {
  return toUserErrors(await loadThemed(t, files).then(() => undefined, (error: unknown) => error));
}

const mine = 'issues/weekly/theme.yaml';

test('contrast is that of WCAG', () => {
  for (const [one, other, ratio] of [['#ffffff', '#000000', 21], ['#ffffff', '#ffffff', 1], ['#777777', '#ffffff', 4.48], ['#767676', '#ffffff', 4.54]] as const) {
    assert.equal(Number(contrastRatio(one, other).toFixed(2)), ratio);
  }
});

test('a newsletter without a theme of its own has that of its template', async (t) => {
  const { theme } = await loadThemed(t, { 'issues/weekly/newsletter.yaml': '' });
  assert.deepEqual(theme, (await loadTemplate('weekly')).theme);
});

test('a newsletter lays its own colours, fonts and widths over the template\'s', async (t) => {
  const template = await loadThemed(t, { [mine]: 'light:\n  accent: "#7a1f5c"\nfonts:\n  body: Verdana, Geneva, sans-serif\nwidths:\n  mail: 560\n' });
  const usual = await loadTemplate('weekly');
  assert.equal(template.theme.light.accent, '#7a1f5c');
  assert.equal(template.theme.light.text, usual.theme.light.text);
  assert.deepEqual(template.theme.widths, { mail: 560, web: 46 });
  const { html, web } = await compileEdition(wholeIssue(), template);
  assert.match(html, /max-width:560px/);
  assert.match(html, /width="480" height="240"/);
  for (const part of [html, web]) assert.match(part, /Verdana, Geneva, sans-serif/);
  assert.ok(html.includes('#7a1f5c') && !html.includes(usual.theme.light.accent));
});

const planted: readonly (readonly [yaml: string, place: string, message: RegExp, why: string])[] = [
  ['light:\n  page: "#ffffff"\n  muted: "#777777"\n', '3:3', /light: muted #777777 on sheet #ffffff has a contrast of 4\.47; readers need 4\.5/, 'a text too faint'],
  ['dark:\n  sheet: "#9a9a9a"\n', '2:3', /dark: text #e7e5e0 on sheet #9a9a9a has a contrast of \d\.\d\d/, 'a background too light for the text below it'],
  ['light:\n  text: red\n', '2:9', /"text" must be # and six hex digits/, 'no colour'],
  ['light:\n  tekst: "#000000"\n', '2:3', /unknown key "tekst"/, 'no such key'],
  ['fonts:\n  body: "x;color:red"\n', '2:9', /"body" must be font names without quotes/, 'a font stack that ends its declaration'],
  ['logo:\n  src: nowhere.png\n  width: 100\n', '2:3', /there is no picture nowhere\.png beside it/, 'a logo that is not there'],
  ['logo:\n  src: theme.yaml\n  width: 100\n', '2:3', /this is no picture/, 'a logo that is no picture'],
  ['extends: ./nowhere\n', '1:1', /there is no theme \.\/nowhere/, 'a theme that is not there'],
  ['extends: .\n', '1:1', /in a circle/, 'a theme on itself'],
  ['light: "\n', '1:8', /the quote that opens here is never closed/, 'no YAML'],
];

test('a fault of a theme is told at its line and column, a contrast with its ratio', async (t) => {
  for (const [yaml, place, message, why] of planted) {
    const [error] = await faultsOf(t, { [mine]: yaml });
    assert.match(error?.message ?? '', message, why);
    assert.equal(`${error?.at?.file}:${error?.at?.line}:${error?.at?.column}`, `weekly/theme.yaml:${place}`, why);
  }
});

test('all faint texts are told in one go', async (t) => {
  const errors = await faultsOf(t, { [mine]: 'light:\n  muted: "#aaaaaa"\n  link: "#99aaff"\ndark:\n  accent: "#333333"\n' });
  assert.ok(errors.length >= 7, errors.map((error) => error.message).join('\n'));
  assert.deepEqual([...new Set(errors.map((error) => error.at?.line))], [2, 3, 5]);
});

test('the logo becomes a file of the edition, a dark one in dark mode, and the name stays text', async (t) => {
  const files = { [mine]: 'logo:\n  src: mark.png\n  dark: mark-dark.png\n  width: 120\n', 'issues/weekly/mark.png': createPng(240, 80, [10, 80, 90]), 'issues/weekly/mark-dark.png': createPng(240, 80, [200, 230, 240]) };
  const template = await loadThemed(t, files);
  const [light, dark] = template.assets.map((asset) => asset.name);
  for (const name of ['weekly', 'letter', 'plain', 'digest-cards']) {
    const other = await loadTemplate(name, { themeFile: join(await writeProject(t, files), mine) });
    const { html, web, assets } = await compileEdition({ ...wholeIssue(), template: name }, other);
    assert.ok(html.includes(`src="__C_WEB_URL__/${light}" alt="" width="120" height="40"`), name);
    assert.ok(html.includes(`src="__C_WEB_URL__/${dark}" alt="" width="120" height="40"`), name);
    assert.ok(web.includes(`srcset="2026-11-18-42/${dark}"`) && web.includes(`src="2026-11-18-42/${light}"`), name);
    assert.ok(assets.includes(light ?? '') && assets.includes(dark ?? ''), name);
  }
});

test('a theme comes from a folder or a package, and the newsletter\'s own word is the last', async (t) => {
  const palette = 'light:\n  accent: "#7a1f5c"\n  link: "#5c1f7a"\n';
  const files = {
    'node_modules/courant-theme-plum/theme.yaml': `${palette}logo:\n  src: plum.png\n  width: 60\n`, 'node_modules/courant-theme-plum/package.json': '{"name":"courant-theme-plum"}',
    'node_modules/courant-theme-plum/plum.png': createPng(120, 120, [90, 20, 80]), 'brand/theme.yaml': palette,
  };
  for (const from of ['courant-theme-plum', '../../brand']) {
    const { theme, assets } = await loadThemed(t, { ...files, [mine]: `extends: ${from}\nlight:\n  link: "#1f3d7a"\n` });
    assert.deepEqual([theme.light.accent, theme.light.link], ['#7a1f5c', '#1f3d7a'], from);
    assert.equal(assets.length, from === 'courant-theme-plum' ? 1 : 0);
  }
});
