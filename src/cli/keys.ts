/** `courant keys`: what signs the tokens in links and envelope senders. A new one signs after a while; old ones are read for good. */
import type { Command } from 'commander';
import { appendAudit } from '../store/audits.js';
import { keyLeadMs } from '../store/key-ring.js';
import { addKey, listKeys, toKeys } from '../store/keys.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';
import { renderTable } from './table.js';

export function register(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('the secrets that sign unsubscribe links, envelope senders and Message-IDs');
  keys.command('ls').description('their numbers, since when they are there, and which one signs; never the secrets').option('--json', 'as JSON').action((options: { json?: true }) => show(context, options));
  keys.command('rotate').description('makes a new one, which signs in ten minutes; running processes learn of it by themselves, and links of the old ones stay good').action(() => rotate(context));
}

async function show(context: CliContext, { json }: { json?: true }): Promise<void> {
  const rows = await context.withStore((store) => listKeys(store));
  const { current } = toKeys(rows, context.clock.now());
  const shown = rows.map(({ id, createdAt, signsFrom }) => ({ id, createdAt, signsFrom, isSigning: id === current }));
  if (json) return context.json(shown);
  context.out(renderTable([['key', 'made', 'signs from', ''], ...shown.map(({ id, createdAt, signsFrom, isSigning }) => [String(id), createdAt.toISOString(), signsFrom.toISOString(), isSigning ? 'signs now' : id > current ? 'waits' : 'is read'])]));
}

async function rotate(context: CliContext): Promise<void> {
  const at = context.clock.now();
  const signsFrom = new Date(at.getTime() + keyLeadMs);
  const id = await context.withStore((store) => store.transaction(async (transaction) => {
    await listKeys(transaction);
    const made = await addKey(transaction, signsFrom);
    await appendAudit(transaction, { at, actor: actorOfCommand(), action: 'keys.rotate', subject: `key:${made}`, detail: { signsFrom: signsFrom.toISOString() } });
    return made;
  }));
  context.out(`Key ${id} is made and signs from ${signsFrom.toISOString()}. Nothing has to be restarted, and old links stay good.\n`);
}
