/** An edition that is to go to a list at a time, as the wishes of readers look at it. */
import { calendarOf, windowsOf } from '../audience/frequency.js';
import type { Edition } from '../edition/edition.js';
import { UserError } from '../errors.js';
import { nearestHint } from '../segment/fault.js';
import type { ListRow } from '../store/lists.js';
import type { IssueAhead } from '../store/wishes.js';

export function toIssueAhead(edition: Pick<Edition, 'newsletter' | 'slug' | 'topics'>, list: ListRow, dueAt: Date): IssueAhead {
  return { newsletter: edition.newsletter, slug: edition.slug, topics: topicsOn(list, edition.topics ?? []), windows: windowsOf(dueAt, calendarOf(list)) };
}

/** Throws `issue-topic`. Where the list declares none, nobody could choose any, and the issue is for everybody. */
function topicsOn(list: ListRow, topics: readonly string[]): readonly string[] {
  const declared = list.topics.map(({ slug }) => slug);
  if (declared.length === 0) return [];
  const lost = topics.find((topic) => !declared.includes(topic));
  if (lost === undefined) return topics;
  throw new UserError('issue-topic', `The list "${list.slug}" declares no topic "${lost}".`, { hint: nearestHint(lost, declared, `there are: ${declared.join(', ')}`) });
}
