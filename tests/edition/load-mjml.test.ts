/** MJML is loaded with all it needs and without the HTTP client below it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { loadMjml } from '../../src/edition/load-mjml.js';

test('MJML compiles, writes styles into elements and minifies, without loading an HTTP client', async () => {
  const mjml2html = await loadMjml();
  const source = '<mjml><mj-head><mj-style inline="inline">.a div { font-weight: 700 }</mj-style></mj-head><mj-body><mj-section><mj-column><mj-text css-class="a">Hello</mj-text></mj-column></mj-section></mj-body></mjml>';
  const { html } = await mjml2html(source, { validationLevel: 'strict', minify: true, minifyOptions: { minifyCss: false } });
  assert.match(html, /font-weight: ?700[^>]*>Hello/);
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  assert.ok(loaded.some((path) => path.includes('cheerio')));
  assert.deepEqual(loaded.filter((path) => /undici[\\/]lib[\\/]/.test(path)), []);
});
