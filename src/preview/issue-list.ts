/** Tells when the list of issues, or of readers to choose from, is no longer what it was. */
import { basename } from 'node:path';
import { listProject } from './project.js';
import { readersFile } from './reader.js';

export type IssueListWatch = {
  /** Paths that changed. */
  look(paths: readonly string[]): void;
  close(): void;
};

/** A save moves issue.yaml aside for a moment: the list is looked at when that is over. */
const listPatienceMs = 400;

/** An issue came, went or got another title; or the file of readers changed. */
export function watchIssueList(issuesDir: string, onChange: () => void): IssueListWatch {
  let readersRevision = 0;
  const read = async (): Promise<string> => JSON.stringify([readersRevision, (await listProject(issuesDir)).map(({ newsletter, name, issues }) => [newsletter, name, issues.map(({ slug, title }) => [slug, title])])]);
  let known = read();
  let timer: NodeJS.Timeout | undefined;
  const compare = async (): Promise<void> => {
    const before = await known;
    known = read();
    if ((await known) !== before) onChange();
  };
  return {
    look(paths) {
      if (!paths.some((path) => /(?:issue|newsletter|readers)\.yaml$/.test(basename(path)) || !basename(path).includes('.'))) return;
      if (paths.some((path) => basename(path) === readersFile)) readersRevision += 1;
      clearTimeout(timer);
      timer = setTimeout(() => void compare(), listPatienceMs);
    },
    close: () => clearTimeout(timer),
  };
}
