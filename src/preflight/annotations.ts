/** Findings as workflow commands of GitHub Actions: it shows them beside the lines of a pull request. */
import type { CheckedIssue } from './checked.js';
import type { Finding, Severity } from './rule.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', notice: 'notice' };

/** docs.github.com, workflow commands: what ends a command or a property is percent-encoded. */
function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function annotate({ path }: CheckedIssue, finding: Finding): string {
  const { at, message, hint, rule, loses } = finding;
  const place: readonly (readonly [string, string | number | undefined])[] = [
    ['file', at?.file ?? (path.endsWith('.yaml') ? path : `${path.replace(/\/$/, '')}/issue.yaml`)], ['line', at?.line ?? 1], ['col', at?.column], ['endColumn', at?.endColumn], ['title', rule],
  ];
  const properties = place.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]));
  return `::${commands[finding.severity]} ${properties.join(',')}::${escapeMessage([message, hint, loses].filter((text) => text !== undefined && text !== '').join('\n'))}\n`;
}

/** Acknowledged findings are left out. */
export function renderAnnotations(issues: readonly CheckedIssue[]): string {
  return issues.flatMap((issue) => issue.report.findings.filter(({ acknowledged }) => acknowledged === undefined).map((finding) => annotate(issue, finding))).join('');
}
