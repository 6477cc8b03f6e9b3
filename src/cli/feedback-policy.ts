/** `courant feedback policy`: what is done about what comes back, for all lists or otherwise for one. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parse, stringify } from 'yaml';
import { requireList } from '../audience/lists.js';
import { UserError } from '../errors.js';
import { parsePolicy, policyOf } from '../feedback/policy/policy-file.js';
import type { Policy } from '../feedback/policy/policy.js';
import { recordAudit } from '../store/audits.js';
import { findListPolicy, saveListPolicy } from '../store/tallies.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';

export function registerPolicy(feedback: Command, context: CliContext): void {
  const policy = feedback.command('policy').description('what is done about an address for what came back');
  policy.command('show').description('the whole table, as YAML').option('--list <slug>', 'of this list; default: the built-in one')
    .action(async ({ list }: { list?: string }) => {
      if (list === undefined) return context.out(renderPolicy({}));
      await context.withStore(async (store) => context.out(renderPolicy(parsePolicy(await findListPolicy(store, (await requireList(store, list)).id), list), list)));
    });
  policy.command('set').description('rules of a list that differ from the built-in ones; an empty file takes them back').argument('<file>', 'YAML').requiredOption('--list <slug>', 'which list')
    .action((file: string, { list }: { list: string }) => set(context, file, list));
}

/** Which rules are the list's own stands on top, as a comment. */
function renderPolicy(own: Policy, list?: string): string {
  const names = Object.keys(own);
  const head = list === undefined ? '' : `# ${names.length === 0 ? `${list} has no rules of its own` : `its own rules of ${list}: ${names.join(', ')}`}\n`;
  return head + stringify(policyOf(own), { aliasDuplicateObjects: false });
}

async function set(context: CliContext, file: string, slug: string): Promise<void> {
  const rules = parsePolicy(readYaml(await readText(file), file), file);
  await context.withStore(async (store) => {
    await saveListPolicy(store, (await requireList(store, slug)).id, rules);
    await recordAudit(store, { at: context.clock.now(), actor: actorOfCommand(), action: 'feedback.policy', subject: `list:${slug}`, detail: { rules: Object.keys(rules).join(' ') } });
  });
  const count = Object.keys(rules).length;
  context.out(`${count === 1 ? '1 rule' : `${count} rules`} of ${slug} differ${count === 1 ? 's' : ''} now. What came before is judged anew by \`courant feedback replay\`.\n`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('not-found', `${file} cannot be read.`, { cause: error });
  }
}

function readYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new UserError('policy-invalid', `${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
