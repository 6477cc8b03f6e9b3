/** Where a line that the editor's program broke leaves a blank, and where not. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toHast } from 'mdast-util-to-hast';
import { joinLines, joinWideLines } from '../../src/issue/line-break.js';

function print(markdown: string): string {
  const tree = toHast(fromMarkdown(markdown)) as Root;
  joinWideLines(tree);
  return toHtml(tree);
}

const lines: readonly (readonly [string, string, string])[] = [
  ['今天天气\n很好', '今天天气很好', 'Chinese has no blanks'],
  ['東京は\nとても', '東京はとても', 'nor has Japanese'],
  ['カメラー\nアプリ', 'カメラーアプリ', 'the long sign belongs to it'],
  ['你好，\n世界', '你好，世界', 'a wide mark is as good as a sign'],
  ['他说：\n“好”\n他走了', '他说：“好”他走了', 'narrow quotation marks beside wide signs'],
  ['他走了……\n然后', '他走了……然后', 'an ellipsis'],
  ['오늘은\n날씨가', '오늘은\n날씨가', 'Korean has blanks between words'],
  ['한국의 大統領\n선거', '한국의 大統領\n선거', 'Han beside Hangul: Korean'],
  ['“좋다”\n그가', '“좋다”\n그가', 'quotation marks of Korean'],
  ['the quick\nfox', 'the quick\nfox', 'Latin'],
  ['使用 Node\n的人', '使用 Node\n的人', 'Latin beside Chinese'],
  ['𠮷野\n𠮷田', '𠮷野𠮷田', 'signs of two code units'],
  ['ﾊﾝｶｸ\nｶﾅ', 'ﾊﾝｶｸｶﾅ', 'half-width kana'],
  ['好  \n\u3000吗', '好吗', 'what stands around the break goes with it'],
];

test('a break between Chinese or Japanese lines leaves nothing, everywhere else a blank', () => {
  for (const [written, expected, why] of lines) {
    assert.equal(joinLines(written), expected.replaceAll('\n', ' '), why);
  }
});

const texts: readonly (readonly [string, string, string])[] = [
  ['今天天气\n很好', '<p>今天天气很好</p>', 'a paragraph'],
  ['今天**天气**\n很好', '<p>今天<strong>天气</strong>很好</p>', 'behind an element'],
  ['今天\n**天气**很好', '<p>今天<strong>天气</strong>很好</p>', 'before an element'],
  ['今天**天气\n很**好', '<p>今天<strong>天气很</strong>好</p>', 'within an element'],
  ['一**二**\n[三](https://a.example)', '<p>一<strong>二</strong><a href="https://a.example">三</a></p>', 'between two elements'],
  ['- 一\n  二\n- 三', '<ul>\n<li>一二</li>\n<li>三</li>\n</ul>', 'in a list, whose own lines stay'],
  ['> 一\n> 二', '<blockquote>\n<p>一二</p>\n</blockquote>', 'in a quote'],
  ['一  \n二', '<p>一<br>\n二</p>', 'a break that was meant stays'],
  ['```\n一\n二\n```', '<pre><code>一\n二\n</code></pre>', 'code stays as it was written'],
  ['오늘\n날씨', '<p>오늘\n날씨</p>', 'Korean keeps its blank'],
  ['一\n\n二', '<p>一</p>\n<p>二</p>', 'two paragraphs stay two'],
];

test('the rule holds across the elements of Markdown, and code is left alone', () => {
  for (const [written, expected, why] of texts) assert.equal(print(written), expected, why);
});

test('but for the blanks at the breaks no text is lost', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('一', 'か', '가', 'a', ' ', '\n', '“', '\u3000', '😀')), (signs) => {
    const text = signs.join('');
    assert.equal(joinLines(text).replaceAll(/\s/gu, ''), text.replaceAll(/\s/gu, ''));
  }));
});
