import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { compileEdition } from '../../src/edition/compile.js';
import { wrapText } from '../../src/edition/wrap-text.js';
import { loadIssue } from '../../src/issue/load.js';
import { packagePath } from '../../src/package-root.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const cases: readonly (readonly [text: string, expected: string, why: string])[] = [
  ['short', 'short', 'a short line stays'],
  ['one two three four five six', 'one two three four\nfive six', 'between words'],
  ['가나다라마 바사아자차 카타파', '가나다라마\n바사아자차 카타파', 'Hangul by its width, words whole'],
  ['天地玄黄宇宙洪荒日月盈昃', '天地玄黄宇宙洪荒日月\n盈昃', 'Han anywhere'],
  ['天地玄黄宇宙洪荒日月。盈昃', '天地玄黄宇宙洪荒日\n月。盈昃', 'no closing mark begins a line'],
  ['天地玄黄宇宙洪荒日「月盈」', '天地玄黄宇宙洪荒日\n「月盈」', 'no opening mark ends a line'],
  ['- one two three four five', '- one two three four\n  five', 'a list goes on below its text'],
  ['> one two three four five', '> one two three four\n> five', 'a quotation keeps its mark'],
  ['(주 1) one two three four', '(주 1) one two three\n       four', 'a note goes on below its text'],
  ['see https://long.example/aaaaaaaaaaaaaaaaaaaa now', 'see\nhttps://long.example/aaaaaaaaaaaaaaaaaaaa\nnow', 'an address is never broken'],
  ['a@long.example,b@long.example,c@long.example', 'a@long.example,\nb@long.example,\nc@long.example', 'addresses without a blank between them are cut between them'],
  ['write to (somebody.with.a.long.name@mail.example).', 'write to\n(somebody.with.a.long.name@mail.example).', 'a mail address is never broken, nor torn from its marks'],
  ['联系主编somebody.with.a@mail.example谢谢大家的来信', '联系主编\nsomebody.with.a@mail.example\n谢谢大家的来信', 'Han around a mail address may break'],
  ['看https://long.example/中文/aaaaaaaaaaaaaaaa', '看\nhttps://long.example/中文/aaaaaaaaaaaaaaaa', 'Han in a URL may not'],
  ['www.very.long.example/aaaaaaaaaaaaaaaaaaaaaaa', 'www.very.long.example/aaaaaaaaaaaaaaaaaaaaaaa', 'an address without a scheme is one'],
  ['to __C_READER_ADDRESS__ and on', 'to\n__C_READER_ADDRESS__\nand on', 'a token is one'],
  ['가나다라마바사아자차카타파하', '가나다라마바사아자차\n카타파하', 'a word wider than a line is cut where it must be'],
  ['============================================================', '====================', 'a drawn line is drawn shorter'],
];

test('lines break by display columns', () => {
  for (const [text, expected, why] of cases) assert.equal(wrapText(text, 20), expected, why);
});

test('lines of code stay as they are', () => {
  assert.equal(wrapText('    one two three four five six', 20, new Set(['one two three four five six'])), '    one two three four five six');
});

test('wrap: 72: no line is wider but addresses and code, none begins with a closing mark, no word is lost', async () => {
  const { issue } = await loadIssue(packagePath('issues/weekly/2026-11-18-42'));
  const hostile = makeSection({ id: 'h', title: '긴 것', items: [makeItem({ id: 'h-1', title: '글', body: rich(`<p>${'沧海省、「夜间直购」。'.repeat(30)}</p><blockquote><ul><li>${'가나다 '.repeat(60)}</li></ul></blockquote><pre><code>${'y '.repeat(90)}</code></pre>`) })] });
  for (const name of await listTemplates()) {
    const template = await loadTemplate(name);
    for (const wrap of [50, 72]) {
      for (const source of [issue, wholeIssue({ sections: [hostile] })]) {
        const full = { ...source, mail: 'auto' as const };
        const wrapped = await compileEdition({ ...full, textOptions: { wrap } }, template);
        const lines = wrapped.text.split('\n').filter((line) => !/:\/\/|__C_|y y y/.test(line));
        const wide = lines.filter((line) => stringWidth(line) > wrap + 2);
        assert.deepEqual(wide, [], `${name} ${wrap}`);
        assert.deepEqual(lines.filter((line) => /^[> ]*[、。，」』）)]/u.test(line)), []);
        const squeeze = (text: string): string => text.replaceAll(/^(?:> ?)+/gm, '').replaceAll(/[\s=-]+/g, '');
        if (wrap === 72) assert.equal(squeeze(wrapped.text), squeeze((await compileEdition(full, template)).text), name);
      }
    }
  }
});
