import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import mjml2html from 'mjml';
import { compileEdition } from '../../src/edition/compile.js';
import { boundCompiled } from '../../src/edition/mjml-bound.js';
import { measurePart, measureSizes } from '../../src/edition/size.js';
import type { Issue } from '../../src/issue/issue.js';
import { loadTemplate } from '../../src/template/load.js';
import { arabicIssue, letterIssue, makeItem, makeSection, rich, wholeIssue } from './fixture.js';
import { assertGolden, readable } from './golden.js';

async function compile(issue: Issue) {
  return compileEdition(issue, await loadTemplate(issue.template));
}

test('a weekly as digest, in full and as web page looks as it did', async () => {
  const digest = await compile(wholeIssue());
  assertGolden('weekly-digest.html', readable(digest.html));
  assertGolden('weekly-digest.txt', digest.text);
  assertGolden('weekly-web.html', digest.web);
  const full = await compile(wholeIssue({ mail: 'full' }));
  assertGolden('weekly-full.html', readable(full.html));
  assertGolden('weekly-full.txt', full.text);
  assert.equal(full.web, digest.web, 'the web page is always in full');
});

test('a letter looks as it did', async () => {
  const letter = await compile(letterIssue());
  assertGolden('letter.html', readable(letter.html));
  assertGolden('letter.txt', letter.text);
  assertGolden('letter-web.html', letter.web);
});

test('cards and a mail made without MJML look as they did', async () => {
  for (const name of ['digest-cards', 'plain']) {
    const edition = await compileEdition({ ...wholeIssue(), template: name }, await loadTemplate(name));
    assertGolden(`${name}.html`, readable(edition.html));
    assertGolden(`${name}.txt`, edition.text);
    assertGolden(`${name}-web.html`, edition.web);
  }
});

test('Arabic is mirrored', async () => {
  const section = makeSection({ title: 'أخبار', items: [makeItem({ title: 'خبر أول', date: '2026-11-12', body: rich('<p>نص الخبر.</p><blockquote><p>قول.</p></blockquote>') })] });
  const edition = await compile(wholeIssue({ lang: 'ar', dir: 'rtl', name: 'الأسبوع', title: 'عنوان', subject: 'عنوان', preheader: 'نص', mail: 'full', intro: rich('<p>مرحبا</p>'), sections: [section] }));
  assertGolden('arabic-full.html', readable(edition.html));
  assert.ok(!/text-align:left|direction:ltr|(?:padding|border)-left:(?!40px !important)/.test(edition.html.replaceAll('mj-outlook-group-fix" style="font-size:0px;text-align:left', '')), 'nothing is left on the left');
});

test('the same issue has the same hash in any time zone and locale', async () => {
  const script = fileURLToPath(new URL('print-hash.js', import.meta.url));
  const zones = [{ TZ: 'Asia/Seoul', LANG: 'de_DE.UTF-8' }, { TZ: 'America/Los_Angeles', LANG: 'C' }];
  const run = promisify(execFile);
  const hashes = await Promise.all(zones.map((env) => run(process.execPath, [script], { env: { ...process.env, ...env } })));
  const own = (await compile(wholeIssue())).hash;
  assert.deepEqual(hashes.map(({ stdout }) => stdout), [own, own]);
  assert.deepEqual(hashes.map(({ stderr }) => stderr), ['', ''], 'MJML and its minifier print nothing');
});

/** A weekly of one text of so many paragraphs; the limit of `auto` lies between 400 and 700. */
function longIssue(paragraphs: number, values: Partial<Issue> = {}): Issue {
  const body = rich('<p>가나다라마바사 <a href="https://a.example/b=c">아자차</a>카타파하. 다시 쓴다.</p>'.repeat(paragraphs));
  return wholeIssue({ mail: 'auto', sections: [makeSection({ title: '긴 글', items: [makeItem({ title: '글', body })] })], ...values });
}

test('MJML runs once for an issue, however long it is and whatever it is sent as', async () => {
  const seen = new Set<string>();
  for (const name of ['weekly', 'letter', 'digest-cards']) {
    const template = await loadTemplate(name);
    for (const issue of [wholeIssue({ mail: 'digest' }), wholeIssue({ mail: 'full' }), ...[1, 300, 400, 420, 440, 460, 480, 500, 700].map((paragraphs) => longIssue(paragraphs))]) {
      let runCount = 0;
      const { mode } = await compileEdition(issue, template, (...words) => {
        runCount += 1;
        return mjml2html(...words);
      });
      assert.equal(runCount, 1, `${name} ${mode}`);
      seen.add(`${issue.mail} ${mode}`);
    }
  }
  assert.deepEqual([...seen].toSorted(), ['auto digest', 'auto full', 'digest digest', 'full full']);
});

test('what MJML will make of a source is known before, never too small and within two kilobytes', async () => {
  const latin = wholeIssue({ lang: 'en', sections: [makeSection({ title: 'News', items: [makeItem({ title: 'Long', body: rich('<p>Plain words, <em>some</em> of them loud.</p>'.repeat(700)) })] })] });
  for (const name of ['weekly', 'letter', 'digest-cards']) {
    const template = await loadTemplate(name);
    for (const issue of [wholeIssue(), letterIssue(), arabicIssue(), longIssue(300), latin]) {
      for (const mail of ['digest', 'full'] as const) {
        let source = '';
        const keeping = (data: Readonly<Record<string, unknown>>): string => (source = template.parts.mail(data));
        const { html } = await compileEdition({ ...issue, mail }, { ...template, parts: { ...template.parts, mail: keeping } });
        const [bound, real] = [boundCompiled(source), measurePart(html)];
        const where = `${name} ${issue.lang} ${mail}: ${JSON.stringify({ bound, real })}`;
        assert.ok(bound.decoded >= real.decoded && bound.encoded >= real.encoded, where);
        assert.ok(bound.decoded - real.decoded < 2000 && bound.encoded - real.encoded < 4500, where);
      }
    }
  }
});

test('text part and web page are printed once', async () => {
  const template = await loadTemplate('weekly');
  for (const mail of ['digest', 'full', 'auto'] as const) {
    const printed = { web: 0, text: 0 };
    const counting = (part: keyof typeof printed) => (data: Readonly<Record<string, unknown>>): string => {
      printed[part] += 1;
      return template.parts[part](data);
    };
    await compileEdition(wholeIssue({ mail }), { ...template, parts: { mail: template.parts.mail, web: counting('web'), text: counting('text') } });
    assert.deepEqual(printed, { web: 1, text: 1 }, mail);
  }
});

test('any change changes the hash', async () => {
  const hashes = await Promise.all([wholeIssue(), wholeIssue({ preheader: '다른 글' }), wholeIssue({ advertising: true })].map(async (issue) => (await compile(issue)).hash));
  assert.equal(new Set(hashes).size, 3);
});

test('auto sends in full while the mail is small, a digest when it is not', async () => {
  const long = (paragraphs: number) => wholeIssue({ mail: 'auto', sections: [makeSection({ title: '긴 글', items: [makeItem({ title: '글', body: rich('<p>가나다라마바사 아자차카타파하. 다시 쓴다.</p>'.repeat(paragraphs)) })] })] });
  assert.equal((await compile(long(10))).mode, 'full');
  const digest = await compile(long(1200));
  assert.equal(digest.mode, 'digest');
  assert.ok(digest.html.length < 12_000);
  // Between the two the source fits and the compiled mail decides.
  for (const paragraphs of [400, 500, 600, 700]) {
    const edition = await compile(long(paragraphs));
    const { decoded, encoded } = measureSizes(edition).html;
    assert.ok(edition.mode === 'digest' || Math.max(decoded, encoded) < 80_000);
  }
});

test('headings are one h1, a h2 for each section, a h3 for each item, and the texts go on below', async () => {
  const { html, web } = await compile(wholeIssue({ mail: 'full' }));
  const outline = ['h1 주간 바닷바람', 'h2 주간 뉴스', 'h3 밤 전기를 도시가 산다', 'h4 값보다 약속', 'h3 다른 곳에 있는 글', 'h2 디자인', 'h3 메뉴판의 값'];
  for (const page of [html, web]) {
    const found = [...page.matchAll(/<(h[1-6])[^>]*>(.*?)<\/\1>/g)].map(([, name, text]) => `${name} ${text?.replace(/<[^>]*>/g, '')}`);
    assert.deepEqual(found, outline);
  }
});

test('a letter skips no level of headings, whether or not its article has a title of its own', async () => {
  const headings = (html: string) => [...html.matchAll(/<(h[1-6])/g)].map(([, name]) => name);
  assert.deepEqual(headings((await compile(letterIssue())).html), ['h1', 'h2', 'h3']);
  const same = letterIssue();
  const section = makeSection({ title: 'A letter', items: [makeItem({ title: same.title, body: rich('<p>a</p><h4>b</h4>') })] });
  assert.deepEqual(headings((await compile(letterIssue({ sections: [section] }))).html), ['h1', 'h2']);
});

test('pictures: a whole address in the mail, a relative one on the page, and only shown ones belong to the edition', async () => {
  const { html, web, assets } = await compile(wholeIssue({ mail: 'full' }));
  assert.match(html, /<img src="__C_WEB_URL__\/aa\.png" alt="풍력 단지 지도" width="520" height="260"/);
  assert.match(web, /<img src="2026-11-18-42\/bb\.png" alt="메뉴판 두 장" width="480" height="240">/);
  assert.deepEqual(assets, ['aa.png', 'bb.png']);
});

test('a picture on another server is shown in the mail and only linked from the page', async () => {
  const items = [makeItem({ title: '그림', body: rich('<p><img src="https://far.example/a.png" alt="먼 그림"></p>') })];
  const { html, web } = await compile(wholeIssue({ mail: 'full', sections: [makeSection({ title: '가', items })] }));
  assert.match(html, /<img src="https:\/\/far\.example\/a\.png" alt="먼 그림"/);
  assert.match(web, /<a href="https:\/\/far\.example\/a\.png">먼 그림<\/a>/);
  assert.doesNotMatch(web, /<img/);
});

test('a decorative picture keeps its empty alt, code its line breaks', async () => {
  const items = [makeItem({ title: '가', body: rich('<figure><img src="asset:aa.png" alt=""></figure><pre><code>a  b\n  c</code></pre>') })];
  const { html } = await compile(wholeIssue({ mail: 'full', sections: [makeSection({ title: '가', items })] }));
  assert.match(html, /<img src="__C_WEB_URL__\/aa\.png" alt=""/);
  assert.match(html, /a {2}b\n {2}c/);
});

test('the way out, the sender and the web edition are in mail and text, and nothing of a reader on the page', async () => {
  const { html, text, web } = await compile(wholeIssue());
  for (const part of [html, text]) {
    for (const needed of ['__C_UNSUBSCRIBE_URL__', '__C_WEB_URL__', '한여울연구소', '서다온', '02-555-0142', 'desk@hanyeoul.example', '서울 여울길 42', '출처를 밝히면']) assert.ok(part.includes(needed), needed);
  }
  assert.doesNotMatch(web, /__C_/);
  assert.ok(!text.includes('밤 전기와 메뉴판'), 'the preheader is for the inbox line, not for the text');
});

test('style sheets stay below 8 KB, every !important has its blank, conditional comments close', async () => {
  const { html } = await compile(wholeIssue({ mail: 'full' }));
  assert.ok((html.match(/<style[\s\S]*?<\/style>/g) ?? []).join('').length < 8000);
  assert.ok((html.match(/ !important/g)?.length ?? 0) > 20);
  assert.equal(html.match(/!important/g)?.length, html.match(/ !important/g)?.length);
  assert.equal(html.match(/\[if /g)?.length, html.match(/<!\[endif\]/g)?.length);
  assert.doesNotMatch(html, /googleapis|@import|@font-face/);
});
