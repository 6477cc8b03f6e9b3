/** `courant feedback replay`: kept messages read again with today's rules. */
import { InvalidArgumentError, type Command } from 'commander';
import type { App } from '../app.js';
import { applyReplay } from '../feedback/effect/apply-replay.js';
import { planReplay, type ReplayChange } from '../feedback/effect/replay.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

type Options = { since?: Date; apply?: true; json?: true };

export function registerReplay(feedback: Command, context: CliContext): void {
  feedback.command('replay').description('reads kept messages again with today\'s rules and policy, and shows what would change')
    .option('--since <day>', 'only what came from this day on: 2026-11-01', toDay)
    .option('--apply', 'change it').option('--json', 'as JSON')
    .action((options: Options) => context.withApp((app) => replay(context, app, options)));
}

function toDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime())) return day;
  throw new InvalidArgumentError('A day as 2026-11-01.');
}

async function replay(context: CliContext, app: App, options: Options): Promise<void> {
  const found = await planReplay(app, { since: options.since ?? null });
  if (options.apply) await applyReplay(app, found, actorOfCommand());
  if (options.json) return context.json({ read: found.readCount, isApplied: options.apply === true, changes: found.changes.map(toJson) });
  context.out(renderTable(found.changes.flatMap((change) => toRows(change))));
  const verb = options.apply ? 'changed' : 'would change';
  context.out(`${found.readCount} messages read again, ${found.changes.length} ${verb}${options.apply || found.changes.length === 0 ? '' : ' (--apply does it)'}.\n`);
}

/** What was said then stands beside what is said now. */
function toRows({ kept, before, after }: ReplayChange): string[][] {
  return Array.from({ length: Math.max(before.length, after.length, 1) }, (_, index) => {
    const [then, now] = [before[index], after[index]];
    return [`message ${kept.id}`, now?.report.recipient ?? then?.recipient ?? '-', then ? `${then.kind}/${then.reason}: ${then.effect}` : 'nothing', '->', now ? `${now.report.kind}/${now.report.reason}: ${now.effect}` : 'nothing'];
  });
}

function toJson({ kept, before, after }: ReplayChange): unknown {
  return {
    id: kept.id, receivedAt: kept.receivedAt,
    before: before.map(({ recipient, kind, bucket, reason, effect }) => ({ recipient, kind, bucket, reason, effect })),
    after: after.map(({ report: { recipient, kind, bucket, reason }, effect }) => ({ recipient, kind, bucket, reason, effect })),
  };
}
