/** Findings as JUnit XML, which GitLab and most others read: one test suite per issue, one test per rule. */
import type { CheckedIssue } from './checked.js';
import type { Finding, Rule } from './rule.js';

/** XML 1.0 2.2: control characters may not stand in it, not even as references. */
function escapeXml(text: string): string {
  const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
  return text.replaceAll(/[^\P{Cc}\n\t]|[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd').replaceAll(/[&<>"\n]/g, (character) => references[character] ?? character);
}

function describe({ severity, message, at, hint, loses }: Finding): string {
  return [`${severity}: ${message}`, at === undefined ? undefined : `at ${at.file}:${at.line}:${at.column}`, hint, loses].filter((line) => line !== undefined).join('\n');
}

/** An error fails its test; a warning or a notice passes with its words in the output, for a check does not fail by them. */
function renderCase(suite: string, rule: string, findings: readonly Finding[]): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const errors = open.filter(({ severity }) => severity === 'error');
  const others = open.filter(({ severity }) => severity !== 'error');
  const file = open[0]?.at?.file;
  const inside = [
    ...(errors.length === 0 ? [] : [`<failure type="error" message="${escapeXml(errors.map(({ message }) => message).join('\n'))}">${escapeXml(errors.map(describe).join('\n\n'))}</failure>`]),
    ...(others.length === 0 ? [] : [`<system-out>${escapeXml(others.map(describe).join('\n\n'))}</system-out>`]),
  ].join('');
  return `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(rule)}"${file === undefined ? '' : ` file="${escapeXml(file)}"`}>${inside}</testcase>\n`;
}

function renderSuite({ path, report }: CheckedIssue, rules: readonly Rule[]): string {
  const skipped = new Set(report.skipped.map(({ rule }) => rule));
  // Besides the rules: faults of loading and compiling, and of acknowledgements.
  const names = [...new Set([...(report.checkedCount === 0 ? [] : rules.map(({ id }) => id).filter((id) => !skipped.has(id))), ...report.findings.map(({ rule }) => rule)])];
  const cases = names.map((name) => renderCase(path, name, report.findings.filter(({ rule }) => rule === name)));
  const left = [...skipped].map((name) => `    <testcase classname="${escapeXml(path)}" name="${escapeXml(name)}"><skipped/></testcase>\n`);
  const failures = new Set(report.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).size;
  return `  <testsuite name="${escapeXml(path)}" tests="${cases.length + left.length}" failures="${failures}" skipped="${left.length}">\n${cases.join('')}${left.join('')}  </testsuite>\n`;
}

export function renderJunit(issues: readonly CheckedIssue[], rules: readonly Rule[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="courant check">\n${issues.map((issue) => renderSuite(issue, rules)).join('')}</testsuites>\n`;
}
