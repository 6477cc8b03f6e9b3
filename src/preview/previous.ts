/** The issue that one is compared with: the last one that was sent, or else the one before it by its date. */
import type { Edition } from '../edition/edition.js';
import { listProject, type ListedIssue } from './project.js';
import type { Records } from './records.js';
import type { Workbench } from './workbench.js';

export type PreviousIssue = { readonly edition: Edition; readonly from: 'sent' | 'folder' };

export type Past = { readonly issuesDir: string; readonly workbench: Pick<Workbench, 'openWhole'>; readonly records: Pick<Records, 'findLastSent'> };

export async function findPrevious({ issuesDir, workbench, records }: Past, edition: Edition): Promise<PreviousIssue | undefined> {
  const sent = await records.findLastSent(edition.newsletter, edition.slug);
  if (sent !== undefined) return { edition: sent, from: 'sent' };
  for (const issue of await listBefore(issuesDir, edition)) {
    const state = await workbench.openWhole(issue);
    if (state?.render !== undefined) return { edition: state.render.edition, from: 'folder' };
  }
  return undefined;
}

/** The latest first. */
async function listBefore(issuesDir: string, { newsletter, slug, date }: Edition): Promise<readonly ListedIssue[]> {
  const issues = (await listProject(issuesDir)).find((one) => one.newsletter === newsletter)?.issues ?? [];
  const isBefore = (issue: ListedIssue): boolean => issue.slug !== slug && issue.date <= date && !(issue.date === date && issue.slug > slug);
  return issues.filter(isBefore).toSorted((one, other) => (one.date < other.date ? 1 : -1));
}
