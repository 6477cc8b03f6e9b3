/**
 * What a rule of the preflight is, and what it finds. A rule is pure: everything it looks at is in the subject, gathered beforehand. One
 * file per rule below rules/, all of them in the one registry of rules.ts.
 */
import type { Place } from '../errors.js';
import type { Subject } from './subject.js';

/** error: must not be sent. warning: mend it, or acknowledge it in the issue with a reason. notice: good to know. */
export type Severity = 'error' | 'warning' | 'notice';

/** Where readers would meet the trouble. */
export type Part = 'header' | 'mail' | 'text' | 'web' | 'issue' | 'setup' | 'state';

/** What a report is grouped by; the order is that of the report. */
export const topics = {
  header: 'Message',
  sender: 'Sender',
  leaving: 'Unsubscribing',
  law: 'Law',
  subject: 'Subject and preheader',
  size: 'Size',
  content: 'Content',
  links: 'Links',
  pictures: 'Pictures',
  text: 'Text part',
  access: 'Accessibility',
  clients: 'Mail programs',
  state: 'List and earlier issues',
  online: 'Asked over the network',
} as const;

export type Topic = keyof typeof topics;

/**
 * What a rule must know beyond issue and edition. message: a sample message. sender: a real list and its settings, not the stand-in of a
 * check without one. history: the people of the list and what went to it before. online: answers of DNS and web servers. seed: a test mail
 * that came back. spam: the answer of a SpamAssassin. Without it the rule is skipped, and the report says so.
 */
export type Need = 'edition' | 'sender' | 'history' | 'online' | 'seed' | 'spam';

export type Problem = {
  /** One sentence. */
  readonly message: string;
  /** In a file of the editor, when the cause is there. */
  readonly at?: Place | undefined;
  /** What to do. */
  readonly hint?: string | undefined;
  readonly part?: Part;
  /** When this one weighs less or more than the rule says. */
  readonly severity?: Severity;
};

export type Rule = {
  /** Stable: stands in acknowledgements and reports. */
  readonly id: string;
  readonly severity: Severity;
  readonly topic: Topic;
  readonly needs: Need;
  /** What must hold, in a few words. */
  readonly title: string;
  /** What the reader, or the sender, loses when it does not hold. */
  readonly protects: string;
  /** Standard with section, provider or law. */
  readonly source: string;
  readonly check: (subject: Subject) => readonly Problem[];
};

/** The same question for the message of every sample reader; what all of them share is told once. */
export function inEachMessage(subject: Subject, check: (message: Subject['usual']) => readonly Problem[]): readonly Problem[] {
  const problems = subject.messages.flatMap((message) => check(message));
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

export type Finding = Omit<Problem, 'severity'> & {
  readonly rule: string;
  readonly severity: Severity;
  readonly topic: Topic;
  /** The rule's `protects`. */
  readonly loses: string;
  /** The editor's reason for leaving it so. Only warnings and notices can be acknowledged. */
  readonly acknowledged?: string;
};

export type Report = {
  /** Errors first, then in the order of the registry. */
  readonly findings: readonly Finding[];
  /** Without the acknowledged ones. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly acknowledgedCount: number;
  readonly checkedCount: number;
  /** Rules that could not look, by what they would have needed. */
  readonly skipped: readonly { readonly rule: string; readonly needs: Need }[];
};
