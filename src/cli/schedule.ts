/** `courant schedule`: sends that happen by themselves. */
import { Option, type Command } from 'commander';
import type { App } from '../app.js';
import { UserError } from '../errors.js';
import { listDues } from '../schedule/cron.js';
import { findErrors } from '../schedule/dispatch.js';
import { parseDuration, showDuration } from '../schedule/duration.js';
import { addSchedule, draftManualRun, editSchedule, removeSchedule, requireSchedule, sendManualRun, type Kept, type ScheduleInput } from '../schedule/keep.js';
import { reasons, type Schedule } from '../schedule/schedule.js';
import { showLocal, toLocalDay } from '../schedule/zone.js';
import { listChecks, listRuns, listSchedules } from '../store/schedules.js';
import { actorOfCommand } from './actor.js';
import { askYes } from './ask.js';
import type { CliContext } from './context.js';
import { parseCount, parseRate } from './options.js';
import { renderPlan } from './render-plan.js';
import { renderSummary } from './render-report.js';
import { renderTable } from './table.js';

type Options = {
  issue?: string; list?: string; cron?: string; tz?: string; segment?: string; rate?: number; notAfter?: string; catchUp?: string; skip?: string;
  paused?: true; active?: true; allowOverlap?: true; json?: true;
};

export function register(program: Command, context: CliContext): void {
  const schedule = program.command('schedule').description('sends that happen by themselves: every week, at a local time, the issue of that day');
  schedule.command('ls').description('all schedules, and when each is due next').option('--json', 'as JSON').action((options: Options) => showAll(context, options));
  schedule.command('show').description('one schedule: its looks ahead, and what became of its due times').argument('<name>').option('--json', 'as JSON')
    .action((name: string, options: Options) => show(context, name, options));
  withValues(schedule.command('add').description('a new schedule; it begins with the next due time').argument('<name>', 'like weekly'), true)
    .action((name: string, options: Options) => keep(context, options, (app, changes) => addSchedule(app, name, toWhole(changes), { actor: actorOfCommand(), mayOverlap: options.allowOverlap })));
  withValues(schedule.command('edit').description('changes what is given, leaves the rest').argument('<name>'), false)
    .option('--paused', 'nothing is due until it is active again').addOption(new Option('--active', 'goes on after a pause, with the next due time').conflicts('paused'))
    .action((name: string, options: Options) => keep(context, options, (app, changes) => editSchedule(app, name, changes, { actor: actorOfCommand(), mayOverlap: options.allowOverlap })));
  schedule.command('rm').description('forgets a schedule; what it sent stays').argument('<name>').action(async (name: string) => {
    await context.withApp((app) => removeSchedule(app, name, actorOfCommand()));
    context.out(`Removed the schedule "${name}".\n`);
  });
  schedule.command('next').description('the next due times, with the change of clocks').argument('<name>').option('--count <number>', 'how many', parseCount, 10).option('--json', 'as JSON')
    .action((name: string, options: Options & { count: number }) => showNext(context, name, options));
  schedule.command('run').description('sends now what a schedule left out or asked about, or the issue of today').argument('<name>')
    .option('--day <date>', 'the issue of which day: 2026-11-25; default: that of the last due time that was not sent, or of today').option('--yes', 'do not ask')
    .action((name: string, options: { day?: string; yes?: true }) => context.withApp((app) => run(context, app, name, options)));
}

function withValues(command: Command, isNew: boolean): Command {
  const option = (flags: string, text: string): void => void (isNew ? command.requiredOption(flags, text) : command.option(flags, text));
  option('--issue <pattern>', 'the issues it chooses from: issues/weekly/*');
  option('--cron <expression>', 'minute, hour, day of month, month, day of week, by the clocks of the zone: "0 8 * * WED"');
  option('--tz <zone>', 'whose clocks: Asia/Seoul, Europe/Berlin, America/New_York');
  option('--list <slug>', 'the list it goes to');
  return command
    .option('--segment <text>', 'only these of the list: a name or a condition, as in docs/segments.md; empty for all')
    .option('--rate <number>', 'messages a second at the most', parseRate)
    .option('--not-after <duration>', 'who has not got it so long after the due time does not get it: 6h; empty for no limit')
    .option('--catch-up <duration>', 'how late it still goes out by itself when nothing ran at its time: 3h (the default), or ask', undefined)
    .option('--skip <days>', 'local days without a send, with commas between: 2026-12-25,2027-01-01; empty for none')
    .option('--allow-overlap', 'also when another schedule writes to the same list within an hour')
    .option('--json', 'as JSON');
}

function toChanges(options: Options): Partial<ScheduleInput> {
  const { notAfter, catchUp, skip } = options;
  return {
    issues: options.issue, list: options.list, cron: options.cron, zone: options.tz, segment: options.segment, ratePerSecond: options.rate,
    notAfterMs: notAfter === undefined ? undefined : notAfter === '' ? null : parseDuration(notAfter),
    catchUpMs: catchUp === undefined ? undefined : catchUp === 'ask' ? null : parseDuration(catchUp),
    skipDays: skip?.split(',').map((day) => day.trim()).filter((day) => day !== ''),
    isPaused: options.paused ? true : options.active ? false : undefined,
  } as Partial<ScheduleInput>;
}

function toWhole({ issues = '', list = '', cron = '', zone = '', ...rest }: Partial<ScheduleInput>): ScheduleInput {
  return { issues, list, cron, zone, ...rest };
}

async function keep(context: CliContext, options: Options, work: (app: App, changes: Partial<ScheduleInput>) => Promise<Kept>): Promise<void> {
  const changes = toChanges(options);
  await context.withApp(async (app) => {
    const { schedule, notes } = await work(app, changes);
    await app.ringScheduler();
    if (options.json) return context.json({ ...schedule, notes });
    context.out(render(schedule));
    for (const note of notes) context.out(`  note: ${note}\n`);
    if (app.config.owner.email === undefined && app.config.owner.webhook === undefined) context.out('  note: nobody is told when a send does not happen: set owner, {email: …} or {webhook: …}.\n');
  });
}

function render(schedule: Schedule): string {
  return renderTable([
    ['schedule', schedule.name],
    ['issues', `${schedule.issues}, dated for the day and marked "ready: true"`],
    ['to', `list ${schedule.listSlug}${schedule.segment === null ? '' : `, segment ${schedule.segment}`}`],
    ['when', `${schedule.cron}, ${schedule.zone}`],
    ['next', describeNext(schedule)],
    ['not after', schedule.notAfterMs === null ? 'no limit' : `${showDuration(schedule.notAfterMs)} behind the due time`],
    ['catch up', schedule.catchUpMs === null ? 'always asks' : `by itself up to ${showDuration(schedule.catchUpMs)} late, else asks`],
    ...(schedule.ratePerSecond === null ? [] : [['rate', `${schedule.ratePerSecond}/s at the most`]]),
    ...(schedule.skipDays.length === 0 ? [] : [['skips', schedule.skipDays.join(', ')]]),
  ]);
}

function describeNext({ isPaused, nextDueAt, zone }: Schedule): string {
  if (isPaused) return 'paused';
  return nextDueAt === null ? 'never again' : showLocal(nextDueAt, zone);
}

async function showAll(context: CliContext, options: Options): Promise<void> {
  const schedules = await context.withStore((store) => listSchedules(store));
  if (options.json) return context.json(schedules);
  if (schedules.length === 0) return context.out('No schedule yet. Add one: courant schedule add weekly --issue "issues/weekly/*" --cron "0 8 * * WED" --tz Asia/Seoul --list weekly\n');
  context.out(renderTable([['schedule', 'next', 'zone', 'cron', 'list', 'issues'], ...schedules.map((one) => [one.name, describeNext(one), one.zone, one.cron, one.listSlug, one.issues])]));
}

async function show(context: CliContext, name: string, options: Options): Promise<void> {
  await context.withStore(async (store) => {
    const schedule = await requireSchedule(store, name);
    const runs = await listRuns(store, schedule.id, 20);
    const checks = schedule.nextDueAt === null ? [] : await listChecks(store, schedule.id, schedule.nextDueAt);
    if (options.json) return context.json({ ...schedule, checks, runs });
    context.out(render(schedule));
    for (const check of checks) context.out(`\n  looked at ${check.stage} before: ${check.verdict}\n`);
    if (runs.length > 0) context.out('\n' + renderTable([['due', 'became', 'campaign', 'issue', 'why'], ...runs.map((one) => [showLocal(one.dueAt, schedule.zone), one.outcome, one.campaignId ?? '', one.issue ?? '', `${one.outcome === 'sent' ? '' : reasons[one.reason].words}${one.detail === null ? '' : `${one.outcome === 'sent' ? '' : ': '}${one.detail.split('\n')[0] ?? ''}`}`])]));
  });
}

const meetings = { once: '', skipped: 'clocks skip this time: it is later', twice: 'clocks show this time twice: it is the first' } as const;

async function showNext(context: CliContext, name: string, options: Options & { count: number }): Promise<void> {
  const schedule = await context.withStore((store) => requireSchedule(store, name));
  const dues = listDues(schedule.cron, schedule.zone, context.clock.now(), options.count).map(({ at, meeting }) => ({ at, meeting, isSkipped: schedule.skipDays.includes(toLocalDay(at, schedule.zone)) }));
  if (options.json) return context.json(dues);
  context.out(renderTable(dues.map(({ at, meeting, isSkipped }) => [showLocal(at, schedule.zone), at.toISOString(), isSkipped ? 'left out' : meetings[meeting]])));
  if (schedule.isPaused) context.out('  The schedule is paused: nothing goes out.\n');
}

async function run(context: CliContext, app: App, name: string, options: { day?: string; yes?: true }): Promise<void> {
  const manual = await draftManualRun(app, name, options.day);
  const { draft, issue, day } = manual;
  context.out(renderPlan(draft.plan, draft.list));
  context.out(`${renderSummary(draft.report, issue)}\n`);
  if (findErrors(draft.report).length > 0) throw new UserError('preflight-errors', 'The preflight found errors; nothing was sent.', { hint: `Mend what stands above; or send it with \`courant send ${issue} --list ${draft.list.slug}\` and answer for it.` });
  if (draft.plan.counts.audience === 0) throw new UserError('audience-empty', 'Nobody is left to send to.');
  if (!options.yes && !(await askYes(context, `Send ${issue} of ${day} to ${draft.plan.counts.audience.toLocaleString('en')} people now?`))) return context.out('Nothing was sent.\n');
  const { campaignId, audience } = await sendManualRun(app, manual, actorOfCommand());
  context.out(`Campaign ${campaignId} is frozen: ${audience.toLocaleString('en')} people. \`courant start\` sends it; or \`courant campaign resume ${campaignId}\`.\n`);
}
