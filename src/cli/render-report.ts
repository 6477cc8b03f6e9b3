/** Reports of the preflight as people read them: grouped, each finding with its place, what to do, and what is lost. */
import { renderCodeFrame } from '../code-frame.js';
import type { CheckedIssue } from '../preflight/checked.js';
import { topics, type Finding, type Need, type Report, type Topic } from '../preflight/rule.js';
import { showText } from './table.js';

const needs: Readonly<Record<Need, string>> = {
  edition: '', sender: 'name a list with --list', history: 'name a list with --list', online: 'ask DNS and web servers with --online', seed: 'give a test mail that came back with --seed', spam: 'ask a SpamAssassin on this machine with --spam',
};

export function renderReports(issues: readonly CheckedIssue[]): string {
  return issues.map(renderIssue).join('\n') + (issues.length > 1 ? `\n${renderTotal(issues)}` : '');
}

function renderIssue({ path, subject, report }: CheckedIssue): string {
  const open = report.findings.filter(({ acknowledged }) => acknowledged === undefined);
  const left = report.findings.filter(({ acknowledged }) => acknowledged !== undefined);
  const groups = Object.keys(topics).map((topic) => [topic as Topic, open.filter((finding) => finding.topic === topic)] as const);
  return [
    `${path}${subject === undefined ? '' : `  ${showText(subject)}`}\n`,
    ...groups.filter(([, findings]) => findings.length > 0).map(([topic, findings]) => `\n  ${topics[topic]}\n${findings.map(renderFinding).join('')}`),
    ...(left.length === 0 ? [] : ['\n  Acknowledged\n', ...left.map(({ rule, message, acknowledged }) => `    ${rule}: ${showText(message)} Left so: ${showText(acknowledged ?? '')}\n`)]),
    `\n  ${countFindings(report)}${renderSkipped(report)}\n`,
  ].join('');
}

function renderFinding({ severity, rule, message, at, hint, loses }: Finding): string {
  const lines = [
    `    ${severity.padEnd(7)}  ${showText(message)}  [${rule}]`,
    ...(at === undefined ? [] : [`             ${at.file}:${at.line}:${at.column}`]),
    ...(at?.context === undefined || severity === 'notice' ? [] : [renderCodeFrame({ ...at, context: at.context }).replace(/\n$/, '').replaceAll(/^/gm, '             ')]),
    ...(hint === undefined ? [] : [`             Do: ${showText(hint)}`]),
    ...(severity === 'notice' || loses === '' ? [] : [`             Or else: ${loses}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** `2 errors, 1 warning; 1 acknowledged; 65 rules`. */
export function countFindings({ counts, acknowledgedCount, checkedCount }: Report): string {
  return [describeCounts(counts), ...(acknowledgedCount === 0 ? [] : [`${acknowledgedCount} acknowledged`]), ...(checkedCount === 0 ? [] : [`${checkedCount} rules`])].join('; ');
}

function describeCounts(counts: Report['counts']): string {
  const words = (['error', 'warning', 'notice'] as const).flatMap((severity) => (counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}${counts[severity] === 1 ? '' : 's'}`]));
  return words.length === 0 ? 'nothing found' : words.join(', ');
}

function renderSkipped({ skipped }: Report): string {
  const counts = new Map<string, number>();
  for (const { needs: need } of skipped) counts.set(needs[need], (counts.get(needs[need]) ?? 0) + 1);
  return [...counts].map(([what, count]) => `; ${count} more: ${what}`).join('');
}

function renderTotal(issues: readonly CheckedIssue[]): string {
  const sum = (severity: 'error' | 'warning' | 'notice'): number => issues.reduce((total, { report }) => total + report.counts[severity], 0);
  return `${issues.length} issues: ${describeCounts({ error: sum('error'), warning: sum('warning'), notice: sum('notice') })}\n`;
}

/** A few lines for `plan` and `send`: errors and open warnings alone. */
export function renderSummary(report: Report, path: string): string {
  const told = report.findings.filter(({ severity, acknowledged }) => severity !== 'notice' && acknowledged === undefined);
  const lines = told.map(({ severity, rule, message, at, hint }) => `  ${severity.padEnd(7)}  ${showText(message)}  [${rule}]${at === undefined ? '' : `\n           ${at.file}:${at.line}:${at.column}`}${hint === undefined || severity !== 'error' ? '' : `\n           Do: ${showText(hint)}`}\n`);
  return `${lines.join('')}  preflight  ${countFindings(report)}${told.length === 0 ? '' : `; more with \`courant check ${path}\``}\n`;
}
