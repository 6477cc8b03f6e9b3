/** `courant lane` and `courant relay`: what limits the pace, what slowed it, and the levers; in force within a second, without a restart. */
import type { Command } from 'commander';
import { describePace, describeReach, viewLanes, viewRelays, type PaceView } from '../campaign/lane-view.js';
import { openLanes } from '../delivery/lane-limits.js';
import { parseLimits, renderLimits } from '../delivery/limits.js';
import { toRelays } from '../delivery/relay.js';
import { UserError } from '../errors.js';
import { closeBreaker } from '../store/breakers.js';
import { clearThrottle, setLimits } from '../store/limits.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

type Kind = {
  readonly word: 'lane' | 'relay';
  readonly about: string;
  readonly view: typeof viewLanes;
  readonly names: (context: CliContext) => Promise<readonly string[]>;
};

const kinds: readonly Kind[] = [
  { word: 'lane', about: 'lanes: one for each large mailbox provider', view: viewLanes, names: async (context) => openLanes(await context.config()).names },
  { word: 'relay', about: 'relays: the SMTP accounts that send', view: viewRelays, names: async (context) => toRelays(await context.config()).map(({ name }) => name) },
];

export function register(program: Command, context: CliContext): void {
  for (const kind of kinds) registerKind(program.command(kind.word).description(kind.about), context, kind);
}

function registerKind(command: Command, context: CliContext, kind: Kind): void {
  const { word } = kind;
  command.command('ls').description(`all ${word}s: limits, what is used of today's quota, what is slowed or stopped`).option('--json', 'as JSON').action((options: { json?: true }) => showAll(context, kind, options));
  command.command('show').description(`one ${word}, with the reason`).argument('<name>').option('--json', 'as JSON').action((name: string, options: { json?: true }) => show(context, kind, name, options));
  command.command('set').description('limits that hold within a second, over settings and defaults').argument('<name>')
    .requiredOption('--rate <limits>', 'such as 20/s or 10/s,5000/day; `none` for no limit, `default` for that of the settings')
    .action((name: string, options: { rate: string }) => set(context, kind, name, options.rate));
  command.command('resume').description('full rate at once: takes back a slow-down, closes a breaker').argument('<name>').action((name: string) => resume(context, kind, name));
}

async function requireName(context: CliContext, { word, names }: Kind, name: string): Promise<string> {
  const known = await names(context);
  if (known.includes(name)) return `${word}:${name}`;
  throw new UserError('not-found', `There is no ${word} ${name}.`, { hint: `There are: ${known.join(', ')}.` });
}

async function showAll(context: CliContext, { word, view }: Kind, options: { json?: true }): Promise<void> {
  const views = await context.withStore((store, config) => view(store, config, context.clock.now()));
  if (options.json) return context.json(views);
  context.out(renderTable([[word, 'limits', word === 'lane' ? 'at once, a mail' : 'at once', 'from', 'today', 'state'], ...views.map(toLine)]));
}

function toLine(view: PaceView): string[] {
  const today = view.quotaToday === null ? '-' : `${view.usedToday} of ${view.quotaToday}`;
  const mail = view.mailMs === null ? [] : [`${Math.round(view.mailMs)} ms`];
  return [view.name, renderLimits(view.limits), [String(view.connections ?? '-'), ...mail].join(', '), view.from, today, describePace(view) ?? describeReach(view) ?? 'ok'];
}

async function show(context: CliContext, kind: Kind, name: string, options: { json?: true }): Promise<void> {
  const key = await requireName(context, kind, name);
  const found = (await context.withStore((store, config) => kind.view(store, config, context.clock.now()))).find((one) => one.key === key);
  if (found === undefined) throw new UserError('not-found', `There is no ${kind.word} ${name}.`);
  if (options.json) return context.json(found);
  const outcomes = found.outcomes === null ? 'nothing yet' : Object.entries(found.outcomes).map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  context.out(renderTable([
    [kind.word, found.name], ['limits', `${renderLimits(found.limits)} (${found.from})`], ['at once', toLine(found)[2] ?? '-'], ['today', toLine(found)[4] ?? '-'], ['state', toLine(found)[5] ?? 'ok'],
    ...(kind.word === 'lane' ? [['counted', outcomes]] : []),
  ]));
}

async function set(context: CliContext, kind: Kind, name: string, rate: string): Promise<void> {
  const key = await requireName(context, kind, name);
  const limits = rate.trim() === 'default' ? null : parseLimits(rate);
  await context.withStore((store) => setLimits(store, key, limits));
  context.out(`The ${kind.word} ${name} ${limits === null ? 'has the limits of the settings' : `sends ${renderLimits(limits) === 'none' ? 'without a limit of its own' : `${renderLimits(limits)} at the most`}`}.\n`);
}

async function resume(context: CliContext, kind: Kind, name: string): Promise<void> {
  const key = await requireName(context, kind, name);
  const [wasOpen, wasSlow] = await context.withStore(async (store) => [await closeBreaker(store, key), await clearThrottle(store, key)] as const);
  context.out(wasOpen || wasSlow ? `The ${kind.word} ${name} goes on at its full rate.\n` : `The ${kind.word} ${name} was neither slowed nor stopped.\n`);
}
