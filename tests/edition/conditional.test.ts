/** Sections are cut out of what is compiled already: whole, or the template is told. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import { cutVariant, findBorderFaults, placeBorders, toVariant } from '../../src/edition/conditional.js';
import { sectionBorders } from '../../src/message/tokens.js';
import { packagePath } from '../../src/package-root.js';
import { loadTemplate } from '../../src/template/load.js';
import { parseTemplate } from '../../src/template/template.js';
import { makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const [one, two] = [sectionBorders(1), sectionBorders(2)];
const conditionalSections = [{ id: 'a', readers: 'plan = "a"' }, { id: 'b', readers: 'plan = "b"' }];

const cuts: readonly [why: string, html: string, sections: readonly string[], expected: string][] = [
  ['all of it', `<p>x</p>${one.start}<b>a</b>${one.end}${two.start}<b>b</b>${two.end}`, ['a', 'b'], '<p>x</p><b>a</b><b>b</b>'],
  ['only the second', `<p>x</p>${one.start}<b>a</b>${one.end}${two.start}<b>b</b>${two.end}`, ['b'], '<p>x</p><b>b</b>'],
  ['none', `<p>x</p>${one.start}<b>a</b>${one.end} ${two.start}<b>b</b>${two.end}`, [], '<p>x</p> '],
  ['wherever it stands', `${one.start}1${one.end}-${two.start}2${two.end}-${one.start}3${one.end}`, ['b'], '-2-'],
];
for (const [why, html, sections, expected] of cuts) {
  test(`a variant has what its reader sees: ${why}`, () => {
    const edition = { html, text: 'x\n', conditionalSections };
    assert.equal(cutVariant(edition, toVariant(edition, new Set(sections))).html, expected);
  });
}

test('the blank lines around a section go with it', () => {
  const text = `A\n\n${one.start}\n\nB\n\n${one.end}\n\n${two.start}C\n\n${two.end}\n`;
  assert.equal(cutVariant({ html: '', text, conditionalSections }, 2).text, 'A\n\nC\n');
  assert.equal(cutVariant({ html: '', text, conditionalSections }, 0).text, 'A\n');
});

const faults: readonly [why: string, html: string, fault: RegExp][] = [
  ['never printed', `${two.start}b${two.end}`, /does not print it/],
  ['an element that stays open', `${one.start}<div>${one.end}</div>${two.start}${two.end}`, /<div> in it is not closed/],
  ['an element of others closed', `<div>${one.start}</div>${one.end}${two.start}${two.end}`, /closes nothing/],
  ['elements of one end in another', `${one.start}<p><b></p></b>${one.end}${two.start}${two.end}`, /closes nothing/],
  ['a conditional comment half in it', `${one.start}<!--[if mso]>x${one.end}<![endif]-->${two.start}${two.end}`, /conditional comment/],
  ['one in the other', `${one.start}${two.start}x${two.end}${one.end}`, /overlaps/],
  ['an end without a beginning', `${one.end}${one.start}x${one.end}${two.start}${two.end}`, /before its beginning/],
];
for (const [why, html, fault] of faults) {
  test(`a section that cannot be cut out is told: ${why}`, () => {
    const text = `${one.start}a${one.end}${two.start}b${two.end}`;
    assert.match(findBorderFaults({ html, text, conditionalSections }).join('\n'), fault);
  });
}

test('marks between the sections of MJML go as raw text, marks in texts stay', () => {
  assert.equal(placeBorders(`<mj-body>${one.start}<mj-section></mj-section>${one.end}<mj-text>${two.start}</mj-text></mj-body>`),
    `<mj-body><mj-raw>${one.start}</mj-raw><mj-section></mj-section><mj-raw>${one.end}</mj-raw><mj-text>${two.start}</mj-text></mj-body>`);
});

test('a template that makes a section of MJML of each section is cut at the same places', async () => {
  const part = (file: string, text: string) => ({ file, text });
  const base = await loadTemplate('weekly');
  const mail = `<mjml lang="{{lang}}" dir="{{dir}}"><mj-head><mj-title>{{subject}}</mj-title></mj-head><mj-body>
    <mj-section><mj-column><mj-text><h1>{{name}}</h1><p>{{title}} {{number}} {{dateText}} {{preheader}}</p>{{intro}}<p>{{publisher.name}} {{publisher.director}} {{publisher.phone}} {{publisher.email}} {{publisher.address}} {{publisher.licence}} <a href="{{unsubscribeUrl}}">{{labels.unsubscribe}}</a></p></mj-text></mj-column></mj-section>
    {{#each sections}}<mj-section><mj-column><mj-text><h2>{{title}}</h2>{{intro}}{{#each items}}<h3>{{title}}</h3><p>{{meta}}{{series}}</p>{{picture}}{{summary}}{{beginning}}{{body}}{{/each}}
      {{#each groups}}<p>{{title}}</p>{{intro}}{{#each items}}<h3>{{title}}</h3><p>{{meta}}{{series}}</p>{{picture}}{{summary}}{{beginning}}{{body}}{{/each}}{{/each}}</mj-text></mj-column></mj-section>{{/each}}
  </mj-body></mjml>`;
  const sources = parseTemplate({
    name: 'sections', settings: part('template.yaml', 'description: x\nitemHeading: 3\n'), theme: part('theme.yaml', await readFile(packagePath('templates', 'weekly', 'theme.yaml'), 'utf8')), mail: part('mail.mjml.hbs', mail),
    web: part('web', ''), text: part('text', ''), partials: {},
  });
  const template = { ...sources, parts: { ...base.parts, mail: sources.parts.mail } };
  const at = { file: 'issue.yaml', line: 1, column: 1 };
  const issue = wholeIssue();
  const patrons = makeSection({ id: 'a', title: '후원자께', readers: { segment: 'plan = "a"', at, positions: [] }, items: [makeItem({ id: 't', title: '고맙습니다', body: rich('<p>글.</p>') })] });
  const edition = await compileEdition({ ...issue, sections: [...issue.sections, patrons] }, template);
  const [all, none] = [cutVariant(edition, 1), cutVariant(edition, 0)];
  assert.ok(all.html.includes('고맙습니다') && !none.html.includes('고맙습니다'));
  for (const { html } of [all, none]) {
    assert.equal(html.match(/<!(?:--)?\[if /g)?.length, html.match(/<!\[endif\]/g)?.length);
    for (const tag of ['table', 'td', 'div']) assert.equal(html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, html.match(new RegExp(`</${tag}>`, 'g'))?.length, tag);
    assert.doesNotMatch(html, /__C_SECTION|mj-raw/);
  }
});
