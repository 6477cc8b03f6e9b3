import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { raw } from 'hast-util-raw';
import mjml2html from 'mjml';
import { foldHtml } from '../../src/message/html-fold.js';
import { scanHtml } from '../../src/message/html-scan.js';
import { longestLine, measureFilled } from '../../src/message/line-length.js';

const latin = 'Some words of Latin text, broken at its spaces. ';
const korean = '한국어 문장은 빈칸에서 나눌 수 있다. ';

describe('HTML is cut into spans', () => {
  const cases: readonly [html: string, kinds: string][] = [
    ['a<b>c</b>', 'text:a tag:<b> text:c tag:</b>'],
    ['<a title="x > y" b=\'"\' c=d>', 'tag:<a title="x > y" b=\'"\' c=d>'],
    ['<style>a>b{}</style>x', 'tag:<style> raw:a>b{} tag:</style> text:x'],
    ['<!--[if mso]><td><![endif]--><!-- <b> -->', 'comment:<!--[if mso]> tag:<td> comment:<![endif]--> comment:<!-- <b> -->'],
    ['<!--[if !mso]><!--><b><!--<![endif]-->', 'comment:<!--[if !mso]><!--> tag:<b> comment:<!--<![endif]-->'],
    ['1 < 2<br/>', 'text:1  text:< 2 tag:<br/>'],
    ['<!doctype html><p', 'comment:<!doctype html> text:<p'],
    ['<script>"</p>"</script>', 'tag:<script> raw:"</p>" tag:</script>'],
  ];
  for (const [html, kinds] of cases) {
    it(html, () => assert.equal(scanHtml(html).map(({ kind, start, end }) => `${kind}:${html.slice(start, end)}`).join(' '), kinds));
  }
});

describe('long lines are broken', () => {
  const filler = 'x'.repeat(990);
  const cases: readonly [html: string, folded: string, why: string][] = [
    [`${filler} <b class="a">word</b>`, `${filler} <b\nclass="a">word</b>`, 'between attributes'],
    [`${filler} <b>word</b>`, `${filler} <b\n>word</b>`, 'inside of a tag where there is no space'],
    [`<p>${filler} word</p>`, `<p>${filler}\nword</p>`, 'at spaces of Latin text'],
    [`<a title="${filler} word" id="b">`, `<a\ntitle="${filler} word"\nid="b">`, 'never inside of a value'],
    [`<!-- ${filler} word word --><b>`, `<!-- ${filler} word word --><b\n>`, 'never inside of a comment'],
    ['<p>short</p>', '<p>short</p>', 'only when they are long'],
  ];
  for (const [html, folded, why] of cases) it(why, () => assert.equal(foldHtml(html), folded));

  it('not where a line break is shown', () => {
    for (const open of ['<pre>', '<textarea>', '<p style="white-space: pre-wrap">']) {
      assert.doesNotMatch(foldHtml(open + latin.repeat(100)).slice(open.length + 1), /\n/);
    }
  });

  it('not between two wide characters: a browser would join them', () => {
    assert.doesNotMatch(foldHtml(`<p>${'中国经营报 中国经营报 '.repeat(50)}</p>`), /[中报]\n|\n[中报]/);
    assert.ok(foldHtml(`<p>${'한국어 한국어 '.repeat(80)}</p>`).includes('\n'));
  });

  it('in stylesheets behind declarations, not inside of strings', () => {
    const css = `.a{color:red;background:url(data:a;b);content:"a;b"}`.repeat(40);
    const lines = foldHtml(`<style>${css}</style>`).split('\n');
    assert.ok(lines.length > 2);
    for (const line of lines.slice(0, -1)) assert.match(line, /(?:red;|\(data:a;b\);|[{}])$/);
  });

  it('so that filled values have room', () => {
    const folded = foldHtml('<a href="__C_UNSUBSCRIBE_URL__">x</a> <i>__C_READER_NAME__</i>'.repeat(20));
    for (const line of folded.split('\n')) assert.ok(measureFilled(line) <= longestLine);
  });
});

describe('what is shown stays the same', () => {
  const part = fc.constantFrom(
    latin, korean, '中国经营报 中国经营报 ', '<b>', '</b>', '<i title="a  b > c">', '</i>', '<td style="padding:0 1px;color:#fff" align="left">', '</td>', '<pre>', '</pre>', '<br/>', '\n',
    `<img alt='${latin.repeat(3)}' src="x">`, '<!-- a comment -->', '<!--[if mso | IE]><table role="presentation" width="600"><tr><td><![endif]-->', '<!--[if mso | IE]></td></tr></table><![endif]-->',
    '<style>@media (min-width:480px){.a{width:100%!important;max-width:100%}}</style>', '<a href=__C_WEB_URL__/x class=y>link</a>', '&nbsp;&lt;b&gt;', '\u00a0', '\u200b ', '𠮷 𠮷', 'x'.repeat(300),
  );

  it('whatever the HTML', () => {
    fc.assert(fc.property(fc.array(part, { minLength: 30, maxLength: 150 }), (parts) => {
      const html = `<!doctype html><body>${parts.join('')}`;
      const folded = foldHtml(html);
      assert.deepEqual(shown(folded), shown(html));
    }), { numRuns: 100 });
  });

  it('for a minified MJML mail, whose lines all fit afterwards', async () => {
    const text = `<mj-text><h2><a href="https://news.example/a">제목</a></h2><p>${korean.repeat(4)}</p></mj-text>`;
    const row = `<mj-section><mj-column>${text}<mj-button href="https://news.example/b">읽기</mj-button></mj-column></mj-section>`;
    const mail = `<mjml lang="ko"><mj-head><mj-title>주간</mj-title></mj-head><mj-body>${row.repeat(12)}</mj-body></mjml>`;
    const { html } = await mjml2html(mail, { minify: true, minifyOptions: { minifyCss: false } } as Parameters<typeof mjml2html>[1]);
    const folded = foldHtml(html);
    assert.ok(Math.max(...html.split('\n').map((line) => Buffer.byteLength(line))) > 10_000);
    assert.ok(Math.max(...folded.split('\n').map((line) => Buffer.byteLength(line))) <= longestLine);
    assert.deepEqual(shown(folded), shown(html));
  });
});

/** The tree a browser builds, with the white space collapsed that it would collapse. */
function shown(html: string): unknown {
  return JSON.parse(JSON.stringify(raw({ type: 'raw', value: html }), (key, value: unknown) => {
    if (key === 'position') return undefined;
    return key === 'value' && typeof value === 'string' ? value.replaceAll(/[ \n]+/g, ' ').replaceAll(/ (?=>)|(?<=[{};]) /g, '') : value;
  })) as unknown;
}
