/**
 * A line that a text editor broke: between Chinese or Japanese signs nothing stands in its place, everywhere else a blank, in Korean
 * too. After the rule of CSS Text 3, 4.1.3: both sides are wide and neither is Hangul. Browsers follow it by halves and mail programs
 * not at all, so it is applied to the text itself.
 */
import type { ElementContent, Parents, Root, Text } from 'hast';

const wide = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303f\u30fb-\u30fe\uff01-\uff60\uff61-\uff9f\uffe0-\uffe6]`;
/** As wide as the signs beside them: “你好” in Chinese, “hello” elsewhere. */
const marks = '[“”‘’—…‥·]*';
const wideBefore = new RegExp(`${wide}${marks}$`, 'u');
const wideAfter = new RegExp(`^${marks}${wide}`, 'u');

/** A sign of two code units and the marks that may stand beside it; a text is never read further from the break. */
const reach = 8;

/** Whether nothing stands for the break between these two. */
function joinsWithout(before: string, after: string): boolean {
  return wideBefore.test(before) && wideAfter.test(after);
}

/** `between` stands for the breaks that do not vanish; `before` and `after` are what the text itself stands between. */
function join(lines: readonly string[], between: string, before = '', after = ''): string {
  const joined: string[] = [];
  let tail = before;
  for (const [index, line] of lines.entries()) {
    const next = index === lines.length - 1 ? line.slice(0, reach) + after : line;
    const isJoint = index > 0 && joinsWithout(tail.trimEnd(), next.trimStart().slice(0, reach));
    if (isJoint) joined.push(joined.pop()?.trimEnd() ?? '', line.trimStart());
    else if (index > 0) joined.push(between, line);
    else joined.push(line);
    tail = (tail + line.slice(-reach)).slice(-reach);
  }
  return joined.join('');
}

/** A value in one line, whatever lines it was written in. */
export function joinLines(text: string): string {
  return join(text.split(/[\n\u2028\u2029]/).map((line) => line.trim()).filter((line, index, { length }) => line !== '' || index === 0 || index === length - 1), ' ');
}

/** What a line goes on in; every other element begins and ends one. */
const inline: ReadonlySet<string> = new Set(['a', 'abbr', 'b', 'bdi', 'bdo', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 'rb', 'ruby', 's', 'samp', 'small', 'span', 'strong', 'sub', 'time', 'u', 'var']);
/** Above or beside the line: the number of a note, the reading of a word. */
const beside: ReadonlySet<string> = new Set(['sup', 'rt', 'rp', 'rtc']);

/** Takes the breaks between wide signs out of a tree, across its elements too: **强调**⏎的. */
export function joinWideLines(root: Root): void {
  joinBlock(root);
}

function joinBlock(block: Parents): void {
  const line: Text[] = [];
  const end = (): void => joinTexts(line.splice(0));
  const walk = (children: readonly (ElementContent | Root['children'][number])[]): void => {
    for (const child of children) {
      if (child.type === 'text') line.push(child);
      else if (child.type !== 'element') continue;
      else if (inline.has(child.tagName)) walk(child.children);
      else if (beside.has(child.tagName)) joinBlock(child);
      else {
        end();
        if (child.tagName !== 'pre') joinBlock(child);
      }
    }
  };
  walk(block.children);
  end();
}

function joinTexts(texts: readonly Text[]): void {
  for (const [index, text] of texts.entries()) {
    if (!text.value.includes('\n')) continue;
    const before = lastOf(texts.slice(Math.max(0, index - reach), index));
    const after = firstOf(texts.slice(index + 1, index + 1 + reach));
    text.value = join(text.value.split('\n'), '\n', before, after);
  }
}

function lastOf(texts: readonly Text[]): string {
  return texts.map(({ value }) => value.slice(-reach)).join('').slice(-reach);
}

function firstOf(texts: readonly Text[]): string {
  return texts.map(({ value }) => value.slice(0, reach)).join('').slice(0, reach);
}
