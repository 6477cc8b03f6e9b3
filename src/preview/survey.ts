/** Looks after the issues that nobody has open, so that the list can say which of them have faults: one at a time, and never in a hurry. */
import type { ListedIssue } from './project.js';
import { keyOf } from './project.js';
import type { Workbench } from './workbench.js';

export type Survey = {
  /** Something changed that may concern any issue. */
  renew(): void;
  close(): void;
};

export type SurveyOptions = {
  readonly workbench: Pick<Workbench, 'check' | 'idle'>;
  readonly listIssues: () => Promise<readonly ListedIssue[]>;
  readonly onCount: (key: string, faultCount: number) => void;
};

/** The first mail, and whatever is saved just now, come first. */
const patienceMs = 2_000;
const betweenMs = 150;
/** Older ones are looked at when somebody opens them. */
const newestCount = 40;

export function startSurvey({ workbench, listIssues, onCount }: SurveyOptions): Survey {
  let timer: NodeJS.Timeout | undefined;
  let round = 0;
  const walk = async (): Promise<void> => {
    const mine = round;
    const issues = (await listIssues()).toSorted((one, other) => (one.date < other.date ? 1 : -1)).slice(0, newestCount);
    for (const issue of issues) {
      await workbench.idle();
      if (mine !== round) return;
      const count = await workbench.check(issue);
      if (mine !== round) return;
      if (count !== undefined) onCount(keyOf(issue), count);
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
  };
  const renew = (): void => {
    round += 1;
    clearTimeout(timer);
    timer = setTimeout(() => void walk(), patienceMs);
  };
  renew();
  return {
    renew,
    close() {
      round += 1;
      clearTimeout(timer);
    },
  };
}
