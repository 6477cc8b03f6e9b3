/** Runs the rules over a subject and makes the report: findings in order, acknowledged warnings marked, rules that could not look named. */
import type { AcknowledgedRule } from '../issue/issue.js';
import { findNearest } from '../issue/spelling.js';
import type { Finding, Need, Problem, Report, Rule, Severity } from './rule.js';
import { rules as allRules } from './rules.js';
import type { Subject } from './subject.js';

const order: readonly Severity[] = ['error', 'warning', 'notice'];

/** Pure; throws nothing for any subject. */
export function runPreflight(subject: Subject, rules: readonly Rule[] = allRules): Report {
  const checked = rules.filter((rule) => isKnown(rule.needs, subject));
  const found = checked.flatMap((rule) => rule.check(subject).map((problem) => toFinding(rule, problem, subject.issue.acknowledged ?? [])));
  const findings = [...found, ...checkAcknowledgements(subject, rules, found)].toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    findings,
    counts: { error: count('error'), warning: count('warning'), notice: count('notice') },
    acknowledgedCount: findings.length - open.length,
    checkedCount: checked.length,
    skipped: rules.filter((rule) => !isKnown(rule.needs, subject)).map(({ id, needs }) => ({ rule: id, needs })),
  };
}

function isKnown(need: Need, subject: Subject): boolean {
  if (need === 'sender') return subject.sender !== undefined;
  if (need === 'history') return subject.history !== undefined && subject.sender !== undefined;
  if (need === 'seed') return subject.seed !== undefined;
  if (need === 'spam') return subject.spam !== undefined;
  return need === 'edition' || subject.online !== undefined;
}

function toFinding(rule: Rule, problem: Problem, acknowledged: readonly AcknowledgedRule[]): Finding {
  const severity = problem.severity ?? rule.severity;
  const reason = severity === 'error' ? undefined : acknowledged.find((one) => one.rule === rule.id)?.reason;
  return { ...problem, rule: rule.id, severity, topic: rule.topic, loses: rule.protects, ...(reason === undefined ? {} : { acknowledged: reason }) };
}

/** What the editor left as it is must be there, or the next fault of the kind would pass unseen. */
function checkAcknowledgements({ issue, ...subject }: Subject, rules: readonly Rule[], found: readonly Finding[]): readonly Finding[] {
  const about = { rule: 'acknowledgement', topic: 'content', part: 'issue', loses: 'An acknowledgement that fits nothing hides the next fault of its kind.' } as const;
  return (issue.acknowledged ?? []).flatMap(({ rule: id, at }): readonly Finding[] => {
    const rule = rules.find((one) => one.id === id);
    const nearest = rule === undefined ? findNearest(id, rules.map((one) => one.id)) : undefined;
    if (rule === undefined) {
      return [{ ...about, severity: 'warning', at, message: `There is no rule "${id}" to acknowledge.`, hint: nearest === undefined ? 'See `courant check --rules`.' : `Did you mean ${nearest}?` }];
    }
    const own = found.filter((finding) => finding.rule === id);
    if (own.some(({ severity }) => severity !== 'error')) return [];
    if (own.length > 0) return [{ ...about, severity: 'warning', at, message: `"${id}" is an error here: it cannot be acknowledged.`, hint: 'Mend it, or send with --override-by and --override-reason.' }];
    // A rule that did not look says nothing about what is there.
    if (!isKnown(rule.needs, { issue, ...subject })) return [];
    return [{ ...about, severity: 'notice', at, message: `"${id}" is acknowledged, but it finds nothing any more.`, hint: 'Remove the acknowledgement.' }];
  });
}
