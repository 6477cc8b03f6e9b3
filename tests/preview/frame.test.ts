import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { colourModes, renderFrame, type FrameView } from '../../src/preview/frame.js';

const light: FrameView = { colours: 'light', hasPictures: true, hasStyles: true };
const mail = `<!doctype html><html><head><meta name="color-scheme" content="light dark"><style>:root{color-scheme:light dark}body{background:#fff;color:#222}@media (prefers-color-scheme:dark){body{background:#111 !important}}</style></head>
<body bgcolor="#FFFFFF"><td style="background:#ffffff url(/x/bg.png);color:#000000;border:1px solid #eee">text</td><img alt="A cat" src="/x/cat.png" srcset="/x/cat2.png 2x" width="10"></body></html>`;

const cases: readonly (readonly [name: string, view: Partial<FrameView>, has: readonly string[], hasNot: readonly string[]])[] = [
  ['light: the dark rules never match, whatever the browser prefers', { colours: 'light' }, ['(min-width:99999px){body{background:#111', 'color-scheme:light}', 'background:#fff;'], ['prefers-color-scheme', 'light dark']],
  ['dark: the dark rules always match', { colours: 'dark' }, ['(min-width:0px){body{background:#111', 'color-scheme:dark}'], ['prefers-color-scheme']],
  ['inverted: the program knows no dark rules and turns all colours', { colours: 'full' }, ['(min-width:99999px)', 'bgcolor="#121212"', 'color:#ffffff', 'url(/x/bg.png)'], ['background:#ffffff', 'background:#fff;']],
  ['pictures off: the alt text stays, nothing is asked for', { hasPictures: false }, ['alt="A cat"', 'width="10"'], ['cat.png', 'cat2.png', 'bg.png', 'src=']],
  ['no style: what stands in the elements is all there is', { hasStyles: false }, ['style="background:#ffffff', 'text'], ['@media', ':root']],
];

for (const [name, view, has, hasNot] of cases) {
  test(name, () => {
    const html = renderFrame(mail, { ...light, ...view }, 1);
    for (const text of has) assert.ok(html.includes(text), `${text} is missing in ${html}`);
    for (const text of hasNot) assert.ok(!html.includes(text), `${text} is left in ${html}`);
  });
}

test('colours that a page names once are turned too', () => {
  const page = '<html><head><style>:root{--page:#ffffff;--text:#000000;--gap:1rem}body{background:var(--page)}</style></head><body>x</body></html>';
  for (const colours of ['full', 'partial'] as const) assert.match(renderFrame(page, { ...light, colours }, 1), /--page:#121212;--text:#ffffff;--gap:1rem/, colours);
});

test('the ground of body fills the window: the frame gives html none', () => {
  for (const colours of colourModes) assert.doesNotMatch(renderFrame('<html><head></head><body>x</body></html>', { ...light, colours }, 1), /html\)?\{[^}]*background/, colours);
});

test('links open a new tab and tell nobody where they come from', () => {
  assert.match(renderFrame(mail, light, 1), /<head><meta name="courant-version" content="1"><base target="_blank"><meta name="referrer" content="no-referrer">/);
});

test('light and with everything, no character of the text is lost, whatever the mail holds', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('<p>', '</p>', 'word ', '<img src=x alt=y>', '<style>a{color:#fff}</style>', '"', '<', '<!--x-->', '\n', '한글', '<a style="color:red" href=\'#\'>')), (pieces) => {
    const html = pieces.join('');
    for (const colours of ['light', 'dark', 'full', 'partial'] as const) {
      const made = renderFrame(html, { ...light, colours }, 1);
      assert.equal(made.split('word ').length, html.split('word ').length);
      assert.equal(made.split('한글').length, html.split('한글').length);
    }
  }));
});
