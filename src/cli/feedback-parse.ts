/** `courant feedback parse`: what messages say of whom, for programs by the line and for people by the message. Changes nothing. */
import { parseFeedback } from '../feedback/reading/parse.js';
import type { FeedbackReport } from '../feedback/report.js';
import type { CliContext } from './context.js';
import { readMessages } from './message-files.js';
import { renderTable, showText } from './table.js';

/** As much of a message as `parseFeedback` looks at. */
const maxBytes = 4_000_000;
const maxWordsLength = 80;

export async function parseMessages(context: CliContext, paths: readonly string[], options: { json?: true }): Promise<void> {
  const kinds: string[] = [];
  for await (const { name, raw } of readMessages(paths, maxBytes)) {
    const { reports, leftOutCount } = parseFeedback(raw);
    kinds.push(reports[0]?.kind ?? 'notbounce');
    context.out(options.json ? reports.map((report) => `${JSON.stringify(toLine(name, report))}\n`).join('') : renderReports(name, raw.length, reports));
    if (leftOutCount > 0) context.err(`${showText(name)}: names ${leftOutCount} recipients more than the ${reports.length} read here\n`);
  }
  if (!options.json && kinds.length > 1) context.out(renderCounts(kinds));
}

/** The line that docs/reference promises; keys in this order. */
function toLine(file: string, { recipient, kind, bucket, reason, status, replyCode, action, source }: FeedbackReport): unknown {
  return { file, recipient, kind, bucket, reason, status, replyCode, action, source };
}

function renderReports(name: string, size: number, reports: readonly FeedbackReport[]): string {
  return `${showText(name)}${size === 0 ? ' (empty)' : ''}\n${renderTable(reports.map(toCells))}`;
}

function toCells(report: FeedbackReport): string[] {
  const codes = [report.replyCode, report.status, report.action ?? ''].filter((part) => part !== '').join(' ');
  return [report.recipient ?? '-', report.kind, report.bucket, report.reason, codes, shorten(report.diagnostic)];
}

function shorten(words: string): string {
  return words.length > maxWordsLength ? `${words.slice(0, maxWordsLength - 1)}…` : words;
}

/** `3 messages: 2 hard, 1 notbounce`. */
export function renderCounts(words: readonly string[]): string {
  const counts = [...new Set(words)].toSorted().map((word) => `${words.filter((other) => other === word).length} ${word}`);
  return `${words.length} messages: ${counts.join(', ') || 'none'}\n`;
}
