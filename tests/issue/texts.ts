/** All texts of an issue in the order of reading. */
import { textOfNode } from '../../src/issue/tree.js';
import type { Issue, Item, Rich } from '../../src/issue/issue.js';

function toTexts(rich: Rich | undefined): readonly string[] {
  return rich === undefined ? [] : [textOfNode(rich.tree)];
}

function textsOfItem(item: Item): readonly string[] {
  const series = item.series === undefined ? [] : [item.series.name, String(item.series.number)];
  const source = item.source === undefined ? [] : [item.source.name, item.source.original ?? ''];
  return [...series, item.title, ...source, item.byline ?? '', ...toTexts(item.summary), ...toTexts(item.body)];
}

export function textsOfIssue(issue: Issue): readonly string[] {
  const sections = issue.sections.flatMap((section) => [
    section.title,
    ...toTexts(section.intro),
    ...section.items.flatMap(textsOfItem),
    ...section.groups.flatMap((group) => [group.title, ...toTexts(group.intro), ...group.items.flatMap(textsOfItem)]),
  ]);
  return [issue.title, ...toTexts(issue.intro), ...sections];
}
