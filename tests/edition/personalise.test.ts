/** One reader's edition: values escaped for where they stand, sections kept or left out whole, nobody's data on the web. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHtml } from '../support/tree.js';
import { simpleParser } from 'mailparser';
import { compileEdition } from '../../src/edition/compile.js';
import { toVariant } from '../../src/edition/conditional.js';
import { personalise, toFieldValues, type Reader } from '../../src/edition/personalise.js';
import type { Edition } from '../../src/edition/edition.js';
import type { Issue } from '../../src/issue/issue.js';
import { findFaults } from '../../src/message/check.js';
import { compileMessage } from '../../src/message/compile.js';
import { createFieldWriter } from '../../src/message/field-text.js';
import { renderMessage } from '../../src/message/render.js';
import { loadTemplate } from '../../src/template/load.js';
import { input, recipient } from '../message/sample.js';
import { arabicIssue, makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const place = { file: 'issue.yaml', line: 1, column: 1 };
const readersOf = (segment: string) => ({ segment, at: place, positions: [] });
const [first, city, id, since] = [1, 2, 3, 4].map((number) => `__C_READER_${number}__`);
const fields = [{ name: 'firstName', default: '벗' }, { name: 'city' }, { name: 'customerId', default: '' }, { name: 'since', default: '-' }].map((field) => ({ ...field, places: [] }));

/** Fields in every kind of place, and three sections of which two are for some readers. */
function personalIssue(values: Partial<Issue> = {}): Issue {
  const base = wholeIssue();
  const item = makeItem({
    id: 'own', title: `${first} 님께`, url: `https://x.example/u/${id}?c=${city}#${first}`,
    summary: rich(`<p>${city}의 소식, ${since}부터. <a href="https://x.example/?id=${id}&amp;n=${first}" title="${first}">내 계정 ${city}</a> <img src="asset:aa.png" alt="${city} 지도"></p>`),
  });
  return {
    ...base, subject: `${first} 님, ${base.subject}`, preheader: `${first} 님께 ${city} 소식`, title: `${first} 님의 밤`, fields,
    sections: [
      ...base.sections,
      makeSection({ id: 'seoul', title: `${city} 모임`, readers: readersOf('city = "서울"'), items: [item] }),
      makeSection({ id: 'pro', title: '후원자께', readers: readersOf('plan = "pro"'), web: false, items: [makeItem({ id: 'thanks', title: '고맙습니다', body: rich('<p>온 글이 여기 있다. 웹에는 없다.</p><p>둘째 문단.</p>') })] }),
      makeSection({ id: 'last', title: '맺음', items: [makeItem({ id: 'bye', title: '다음 주에' , body: rich('<p>안녕히.</p>') })] }),
    ],
    ...values,
  };
}

const reader: Reader = { name: '김하늘', address: 'kim@mail.example', attributes: { firstName: '하늘', city: 'A&B <서울>', customerId: 'a/b?c=1&d', since: '2024-03-01' } };
const compile = async (issue: Issue): Promise<Edition> => compileEdition(issue, await loadTemplate(issue.template));

for (const template of ['weekly', 'letter', 'digest-cards', 'plain']) {
  test(`${template}: a value of the reader is an isolate in a text from right to left, in the mail, the text part and the page`, async () => {
    const base = arabicIssue({ template });
    const own = makeItem({ id: 'own', title: `إلى ${city}`, body: rich(`<p>مرحبا ${first}، 12 خبرا. <a href="https://x.example/${id}">حسابك ${id}</a></p>`) });
    const edition = await compile({ ...base, fields, sections: [...base.sections, makeSection({ id: 'yours', title: 'لك', items: [own] })] });
    const { html, text } = personalise(edition, { ...reader, attributes: { ...reader.attributes, firstName: 'C++ <b>', city: 'حلب' } }, 'all');
    assert.match(html, /مرحبا <span dir="?auto"?>C\+\+ &lt;b&gt;<\/span>، 12/);
    assert.match(text, /مرحبا \u2068C\+\+ <b>\u2069، 12/);
    assert.match(text, /إلى \u2068حلب\u2069/);
    assert.match(edition.web, /مرحبا <span dir="?auto"?>벗<\/span>، 12/, 'what everybody sees');
    assert.doesNotMatch(html, /href="[^"]*dir=/);
  });

  for (const mail of ['digest', 'full'] as const) {
    test(`${template} as ${mail}: each variant has its sections whole, in mail, contents and text, and nothing of the others`, async () => {
      const edition = await compile(personalIssue({ template, mail }));
      const all: [sections: readonly string[], there: readonly string[], gone: readonly string[]][] = [
        [[], ['다음 주에'], ['모임', '고맙습니다', '후원자께', '온 글이']],
        [['seoul'], ['모임', '하늘 님께', '다음 주에'], ['고맙습니다', '후원자께']],
        [['pro'], ['후원자께', '고맙습니다', '온 글이 여기 있다.', '둘째 문단.', '다음 주에'], ['모임']],
        [['seoul', 'pro'], ['모임', '후원자께', '온 글이 여기 있다.'], []],
      ];
      for (const [sections, there, gone] of all) {
        const { html, text } = personalise(edition, reader, new Set(sections));
        for (const part of [html, text]) {
          for (const word of there) assert.ok(part.includes(word), `${sections.join('+')}: ${word} is missing`);
          for (const word of gone) assert.ok(!part.includes(word), `${sections.join('+')}: ${word} is there`);
          assert.doesNotMatch(part, /__C_(?:READER|SECTION)/);
        }
        assert.doesNotMatch(text, /\n{3}/);
        assert.equal(html.match(/<!(?:--)?\[if /g)?.length, html.match(/<!\[endif\]/g)?.length);
      }
      assert.ok(!edition.web.includes('고맙습니다') && edition.web.includes('모임'), 'the web edition has the sections that were not kept from it');
      assert.doesNotMatch(edition.web + edition.title + edition.preheader, /__C_/);
      assert.ok(edition.web.includes('벗 님께') && edition.web.includes('… 모임'), 'the default, or an ellipsis');
    });
  }
}

test('a value is written for where it stands', async () => {
  const edition = await compile(personalIssue({ mail: 'full' }));
  const { subject, preheader, html, text } = personalise(edition, reader, 'all');
  assert.equal(subject, '하늘 님, [주간 바닷바람] 42');
  assert.equal(preheader, '하늘 님께 A&B <서울> 소식');
  const cases: readonly [part: string, wanted: string][] = [
    [html, 'A&amp;B &lt;서울&gt; 모임'], [html, 'A&amp;B &lt;서울&gt; 지도"'], [html, 'https://x.example/?id=a%2Fb%3Fc%3D1%26d&#x26;n=%ED%95%98%EB%8A%98'],
    [html, '/u/a%2Fb%3Fc%3D1%26d?c=A%26B%20%3C%EC%84%9C%EC%9A%B8%3E#%ED%95%98%EB%8A%98'], [html, '2024년 3월 1일부터'], [html, 'title="하늘"'],
    [text, 'A&B <서울> 모임'], [text, 'https://x.example/?id=a%2Fb%3Fc%3D1%26d&n=%ED%95%98%EB%8A%98'], [text, '2024년 3월 1일부터'],
  ];
  for (const [part, wanted] of cases) assert.ok(part.includes(wanted) || part.includes(wanted.replace('&#x26;', '&amp;')), wanted);
});

test('a missing or blank value has its default; without one the message is refused', async () => {
  const edition = await compile(personalIssue());
  const { text } = personalise(edition, { address: 'a@b.example', attributes: { firstName: ' ', city: '부산' } }, 'all');
  assert.ok(text.includes('벗 님께') && text.includes('-부터') && text.includes('/u/?c='));
  const message = compileMessage({ ...input, edition });
  const texts = createFieldWriter(edition.fields ?? [], 'ko')({ firstName: '하늘' });
  assert.throws(() => renderMessage(message, { ...recipient, fields: texts }), { code: 'reader-field-missing' });
});

test('numbers and dates are written in the language of the issue, and as they are kept in addresses', () => {
  const write = (lang: string) => createFieldWriter([{ name: 'points' }, { name: 'day' }], lang)({ points: 1234567.5, day: { date: '2026-12-01' } });
  assert.deepEqual(write('de'), [{ inText: '1.234.567,5', inAddress: '1234567.5' }, { inText: '1. Dezember 2026', inAddress: '2026-12-01' }]);
  assert.deepEqual(write('ko')[1]?.inText, '2026년 12월 1일');
});

test('the issue without fields and conditional sections makes the same edition as ever', async () => {
  const edition = await compile(wholeIssue());
  assert.deepEqual([edition.fields, edition.conditionalSections, edition.personalPreheader], [undefined, undefined, undefined]);
  const personal = await compile(personalIssue());
  assert.equal(personal.hash, (await compile(personalIssue())).hash, 'the hash is reproducible');
});

/** Elements and attribute names; values and texts masked. */
const shapeOf = (html: string): string => JSON.stringify(fromHtml(html));

const hostile = fc.array(fc.oneof(
  fc.constantFrom('<script>alert(1)</script>', '</mj-text><mj-raw>', '</td></tr></table>', '<!--', '-->', '<![endif]-->', '"', "'", '" onload="x', '&amp;', '&#0;', '{{reader.x}}', '{{{', '}}', '__C_UNSUBSCRIBE_URL__', '__C_READER_1__', '__C_SECTION_1_END__',
    '\u202e', '\u2066', '\u200f', '😀', '👨‍👩‍👧', '\u0085', '\u009f', '\r\nBcc: x@y.example', '\n.\n', '\0', '\ud800', '\udc00', '\ufdd0', '../..', '%2e%2e', 'javascript:', '//evil.example', '@evil.example', '\\', '=?utf-8?q?x?=', '가나다', '   '),
  fc.string({ unit: 'binary', maxLength: 8 }),
), { minLength: 1, maxLength: 8 }).map((parts) => `${parts.join('')}x`);

test('a thousand hostile values change no structure of mail, text or header', async () => {
  const edition = await compile(personalIssue({ mail: 'full' }));
  const plain: Reader = { address: 'kim@mail.example', attributes: { firstName: 'x', city: 'x', customerId: 'x', since: 'x' } };
  const expected = personalise(edition, plain, 'all');
  const shape = shapeOf(expected.html);
  const lineCount = expected.text.split('\n').length;
  const hostsOf = (part: string): readonly unknown[] => [...part.matchAll(/ href="(https?:\/\/[^/?#"]+)/g)].map(([, host]) => host);
  const message = compileMessage({ ...input, edition });
  const write = createFieldWriter(edition.fields ?? [], edition.lang);
  await fc.assert(fc.asyncProperty(hostile, async (value) => {
    const odd: Reader = { address: 'kim@mail.example', attributes: { firstName: value, city: value, customerId: value, since: value } };
    const { html, text, subject } = personalise(edition, odd, 'all');
    assert.equal(shapeOf(html), shape);
    assert.equal(text.split('\n').length, lineCount);
    assert.doesNotMatch(subject + html + text, /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\p{Surrogate}]/u);
    assert.deepEqual(hostsOf(html), hostsOf(expected.html));
    const bytes = renderMessage(message, { ...recipient, fields: write(toFieldValues(odd)) });
    const ownTokens = (value.match(/__C_[A-Z0-9_]+?__/g) ?? []).map((token) => `the token ${token} is not filled`);
    assert.deepEqual(findFaults(bytes).filter((fault) => !ownTokens.includes(fault)), []);
    const header = bytes.toString('latin1').split('\r\n\r\n')[0] ?? '';
    assert.doesNotMatch(header, /^Bcc/mi);
  }), { numRuns: 1000, examples: [['"><script>'], ['..'], ['\u2028x'], ['{{reader.firstName}}']] });
  assert.ok(hostsOf(expected.html).length > 3);
});

test('the message a relay gets says the same as the preview', async () => {
  const edition = await compile(personalIssue({ mail: 'full' }));
  const sections = new Set(['pro']);
  const message = compileMessage({ ...input, edition, variant: toVariant(edition, sections) });
  const fields_ = createFieldWriter(edition.fields ?? [], edition.lang)(toFieldValues(reader));
  const bytes = renderMessage(message, { ...recipient, address: reader.address, name: '김하늘', fields: fields_ });
  const parsed = await simpleParser(bytes);
  const own = personalise(edition, reader, sections);
  assert.equal(parsed.subject, own.subject);
  const filled = own.text.replaceAll('__C_WEB_URL__', 'https://news.example/archive/weekly/2026-11-18-42').replaceAll('__C_UNSUBSCRIBE_URL__', recipient.unsubscribeUrl);
  assert.equal(parsed.text, filled);
  assert.doesNotMatch(bytes.toString(), /__C_|\{\{/);
});
