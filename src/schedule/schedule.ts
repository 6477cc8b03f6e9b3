/** A schedule, what became of its due times, and the issues it may choose from. */
import type { CampaignId, ListId } from '../ids.js';

export type ScheduleValues = {
  readonly name: string;
  /** `weekly/*`: newsletter and folder below issuesDir. */
  readonly issues: string;
  readonly listId: ListId;
  readonly segment: string | null;
  readonly ratePerSecond: number | null;
  readonly cron: string;
  readonly zone: string;
  /** Behind the due time. */
  readonly notAfterMs: number | null;
  /** How late it still goes out by itself; null: asks as soon as it is late. */
  readonly catchUpMs: number | null;
  /** Local days, `2026-12-25`. */
  readonly skipDays: readonly string[];
  readonly isPaused: boolean;
};

export type Schedule = ScheduleValues & {
  readonly id: string;
  readonly listSlug: string;
  /** Counts edits. */
  readonly version: number;
  readonly nextDueAt: Date | null;
};

export type Outcome = 'sent' | 'skipped' | 'asked' | 'refused';

export type ScheduleRun = {
  readonly dueAt: Date;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly issue: string | null;
  readonly detail: string | null;
  readonly campaignId: CampaignId | null;
  readonly actor: string;
  readonly at: Date;
};

/** Looks ahead: how long before the due time. */
export type Stage = '24h' | '1h';
export const stages: readonly { readonly stage: Stage; readonly beforeMs: number }[] = [{ stage: '1h', beforeMs: 3_600_000 }, { stage: '24h', beforeMs: 86_400_000 }];

/** An issue on the disk, as far as a schedule asks. */
export type FoundIssue = {
  /** `weekly/2026-11-25-43`. */
  readonly name: string;
  readonly path: string;
  /** Null: it cannot be read. */
  readonly date: string | null;
  readonly isReady: boolean;
  /** Why it cannot be read. */
  readonly fault?: string | undefined;
};

/** Why a due time ended as it did, in words for the owner; `told`: whether he is told. */
export const reasons = {
  'sent': { outcome: 'sent', words: 'went out', isTold: false },
  'holiday': { outcome: 'skipped', words: 'a day without a send, as the schedule says', isTold: false },
  'no-issue': { outcome: 'skipped', words: 'there is no issue of this day', isTold: true },
  'not-ready': { outcome: 'skipped', words: 'the issue of this day is not marked ready', isTold: true },
  'several-issues': { outcome: 'skipped', words: 'more than one issue of this day is marked ready', isTold: true },
  'unreadable': { outcome: 'skipped', words: 'the issue of this day cannot be read', isTold: true },
  'sent-before': { outcome: 'skipped', words: 'the issue went to this list before', isTold: true },
  'too-late': { outcome: 'skipped', words: 'it was too late for it', isTold: true },
  'missed': { outcome: 'skipped', words: 'nothing ran at that time, and the next one was due as well', isTold: true },
  'late': { outcome: 'asked', words: 'nothing ran at that time, and it is later than the schedule allows by itself', isTold: true },
  'preflight': { outcome: 'refused', words: 'the preflight found errors', isTold: true },
  'faulty': { outcome: 'refused', words: 'it cannot be sent as it is', isTold: true },
} as const satisfies Record<string, { outcome: Outcome; words: string; isTold: boolean }>;

export type Reason = keyof typeof reasons;
