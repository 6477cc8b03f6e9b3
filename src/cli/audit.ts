/** `courant audit`: who did what that somebody may ask about later, and whether the record is whole. */
import type { Command } from 'commander';
import { listAudits, verifyAudits, type AuditRow } from '../store/audits.js';
import type { CliContext } from './context.js';
import { parseCount } from './options.js';
import { renderTable } from './table.js';

type ListOptions = { action?: string; subject?: string; before?: string; limit: number; json?: true };

export function register(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('the record of overrides and other acts; nothing is ever changed or removed in it');
  audit.command('ls').description('the newest first')
    .option('--action <name>', 'only these: send.override, or send. for all that begin so')
    .option('--subject <name>', 'only about this: campaign:12')
    .option('--before <id>', 'older than this one: the next page')
    .option('--limit <count>', 'how many', parseCount, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => showAudits(context, options));
  audit.command('verify').description('walks the chain of hashes and names the first row that was changed, removed or put in')
    .option('--head <hash>', 'a last hash that was written down elsewhere: tells also when the end was cut off')
    .option('--json', 'as JSON')
    .action((options: { head?: string; json?: true }) => verify(context, options));
}

async function showAudits(context: CliContext, options: ListOptions): Promise<void> {
  const rows = await context.withStore((store) => listAudits(store, options));
  if (options.json) return context.json(rows);
  if (rows.length === 0) return context.out('Nothing is recorded.\n');
  context.out(renderTable([['id', 'at', 'who', 'did', 'to', 'detail'], ...rows.map(toCells)]));
  if (rows.length === options.limit) context.out(`More: --before ${rows.at(-1)?.id ?? ''}\n`);
}

function toCells(row: AuditRow): readonly string[] {
  return [row.id, row.at.toISOString().replace(/\.\d+Z$/, 'Z'), row.actor, row.action, row.subject, JSON.stringify(row.detail).slice(0, 120)];
}

async function verify(context: CliContext, options: { head?: string; json?: true }): Promise<void> {
  const verdict = await context.withStore((store) => verifyAudits(store, options.head));
  if (options.json) context.json(verdict);
  else if (verdict.broken !== undefined) context.out(`The record is broken at ${verdict.broken.why}.\n`);
  else if (!verdict.hasHead) context.out('The record is whole in itself, but the given hash is not in it: its end was cut off.\n');
  else context.out(`${verdict.count.toLocaleString('en')} ${verdict.count === 1 ? 'row' : 'rows'}, all whole. Last hash: ${verdict.lastHash}\n`);
  if (verdict.broken !== undefined || !verdict.hasHead) context.setExitCode(1);
}
