/** What every part of an edition is made of: the issue, its template, and the words and dates of its language. */
import type { Issue, Item } from '../issue/issue.js';
import type { Template } from '../template/template.js';
import { createDateFormat, labelsFor, type Labels } from './labels.js';
import { printPublicText } from './public-text.js';
import { joinTitles } from './summary.js';

export type EditionSource = {
  readonly issue: Issue;
  readonly template: Template;
  readonly labels: Labels;
  readonly formatDate: (date: string) => string;
  readonly preheader: string;
};

export function itemsOf(sections: Issue['sections']): readonly Item[] {
  return sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
}

function itemTitles(sections: Issue['sections']): readonly string[] {
  return itemsOf(sections).map((item) => item.title);
}

/** The line beside the subject is one for all: it tells of no section that some of them do not get, and names nobody. */
function titlesForAll({ sections, fields }: Issue): readonly string[] {
  const forAll = sections.filter((section) => section.readers === undefined && section.web !== false);
  return itemTitles(forAll.length > 0 ? forAll : sections).map((title) => printPublicText(title, fields));
}

export function toEditionSource(issue: Issue, template: Template): EditionSource {
  const preheader = issue.preheader ?? joinTitles(titlesForAll(issue));
  return { issue, template, labels: labelsFor(issue.lang), formatDate: createDateFormat(issue.lang), preheader };
}
