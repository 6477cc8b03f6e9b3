/** `courant feedback unmatched link`, `links` and `revoke`: the addresses of the page of unmatched messages. */
import { InvalidArgumentError, type Command } from 'commander';
import type { App } from '../app.js';
import { publicUrlOf } from '../config.js';
import { UserError } from '../errors.js';
import { makeDeskLink, takeBackLinks } from '../feedback/effect/desk-link.js';
import { listDeskLinks } from '../store/desk-links.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';
import { formatTime } from './render-plan.js';
import { renderTable } from './table.js';

export function registerLinks(unmatched: Command, context: CliContext): void {
  unmatched.command('link').description('prints the address of a page that shows and settles them; whoever has it may, so treat it as a password').option('--hours <count>', 'how long it is good', toHours, 8)
    .action(({ hours }: { hours: number }) => context.withApp((app) => make(context, app, hours)));
  unmatched.command('links').description('addresses of that page that are good now').option('--json', 'as JSON').action((options: { json?: true }) => list(context, options));
  unmatched.command('revoke').description('takes an address back at once').argument('<link>', 'its number, or all', toLink)
    .action((link: string) => context.withApp((app) => revoke(context, app, link)));
}

function toHours(text: string): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= 24) return hours;
  throw new InvalidArgumentError('A number from 1 to 24.');
}

function toLink(text: string): string {
  if (text === 'all' || /^\d{1,18}$/.test(text)) return text;
  throw new InvalidArgumentError('The number of a link, or all.');
}

async function make(context: CliContext, app: App, hours: number): Promise<void> {
  const { id, token, endsAt } = await makeDeskLink(app, { hours, actor: actorOfCommand() });
  context.out(`${publicUrlOf(app.config)}/unmatched/${token}\n`);
  context.err(`Link ${id} is good until ${endsAt.toISOString()}, or until \`courant feedback unmatched revoke ${id}\`.\n`);
}

async function list(context: CliContext, options: { json?: true }): Promise<void> {
  const links = await context.withStore((store) => listDeskLinks(store, context.clock.now()));
  if (options.json) return context.json(links);
  context.out(links.length === 0 ? 'No link is good now.\n' : renderTable(links.map(({ id, madeAt, madeBy, endsAt }) => [`link ${id}`, `made ${formatTime(madeAt)}`, `by ${madeBy}`, `good until ${formatTime(endsAt)}`])));
}

async function revoke(context: CliContext, app: App, link: string): Promise<void> {
  const taken = await takeBackLinks(app, { id: link === 'all' ? null : link, actor: actorOfCommand() });
  if (taken.length === 0 && link !== 'all') throw new UserError('not-found', `No link ${link} is good now.`, { hint: 'See `courant feedback unmatched links`.' });
  context.out(taken.length === 0 ? 'No link was good.\n' : `Taken back: ${taken.map((id) => `link ${id}`).join(', ')}.\n`);
}
