/** `courant feedback fetch`: the IMAP accounts are read to their end, once; `courant start` reads them all the time. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { UserError } from '../errors.js';
import { toImapAccounts, type ImapAccount } from '../feedback/imap/account.js';
import { ImapUnavailable, toUserError } from '../feedback/imap/unavailable.js';
import type { MailboxCount } from '../feedback/imap/read-mailbox.js';
import type { CliContext } from './context.js';
import { renderThrown } from './print-error.js';
import { renderTable } from './table.js';

export function registerFetch(feedback: Command, context: CliContext): void {
  feedback.command('fetch').description('reads the mailboxes of feedbackImap to their end, once').option('--account <name>', 'this account alone')
    .option('--json', 'as JSON').action(async (options: { account?: string; json?: true }) => {
      const accounts = chooseAccounts(toImapAccounts(await context.config()), options.account);
      await context.withApp(async (app) => {
        const fetched = [];
        for (const account of accounts) fetched.push(await fetchOne(context, app, account));
        if (options.json) context.json(fetched);
        else for (const one of fetched) context.out(renderFetched(one));
        if (fetched.some(({ fault }) => fault !== null)) context.setExitCode(1);
      });
    });
}

function chooseAccounts(accounts: readonly ImapAccount[], name: string | undefined): readonly ImapAccount[] {
  if (accounts.length === 0) throw new UserError('not-found', 'feedbackImap names no account.', { hint: 'Set feedbackImap in courant.yaml; docs/feedback.md has an example.' });
  const chosen = accounts.filter((account) => name === undefined || account.name === name);
  if (chosen.length > 0) return chosen;
  throw new UserError('not-found', `feedbackImap names no account ${name}.`, { hint: `It names ${accounts.map((account) => account.name).join(', ')}.` });
}

type Fetched = { readonly account: string; readonly mailboxes: readonly MailboxCount[]; readonly isBusy: boolean; readonly fault: string | null };

/** One account that cannot be read keeps nobody from the others. */
async function fetchOne(context: CliContext, app: App, account: ImapAccount): Promise<Fetched> {
  try {
    const counts = await app.fetchMailbox(account, context.stopSignal);
    return { account: account.name, mailboxes: counts === 'busy' ? [] : counts, isBusy: counts === 'busy', fault: null };
  } catch (error) {
    if (!(error instanceof ImapUnavailable)) throw error;
    context.err(renderThrown(toUserError(error)).text);
    return { account: account.name, mailboxes: [], isBusy: false, fault: error.message };
  }
}

function renderFetched({ account, mailboxes, isBusy, fault }: Fetched): string {
  if (isBusy) return renderTable([[account, 'is read by another process, such as `courant start`']]);
  if (fault !== null) return '';
  return renderTable(mailboxes.map(({ mailbox, kept, known, left }) => [account, mailbox, `${kept} kept`, `${known} known before`, `${left} left there`]));
}
