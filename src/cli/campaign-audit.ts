/** `courant campaign audit`: is the history of a campaign in order? */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { auditCampaign } from '../campaign/audit.js';
import { requireCampaign } from '../campaign/control.js';
import { streamCatcherLog } from '../catcher/catcher-log.js';
import { UserError } from '../errors.js';
import { toCampaignId } from '../ids.js';
import type { CliContext } from './context.js';
import { campaignArgument } from './options.js';

export function registerAudit(campaign: Command, context: CliContext): void {
  campaign.command('audit').description('holds ledger and events, and the log of the server where one was kept, against the invariants; changes nothing')
    .argument(...campaignArgument).option('--log <file>', 'the log of the server: JSON lines as the catcher writes them').option('--json', 'as JSON')
    .action((id: string, options: { log?: string; json?: true }) => audit(context, id, options));
}

async function audit(context: CliContext, id: string, options: { log?: string; json?: true }): Promise<void> {
  const path = options.log;
  if (path !== undefined && !existsSync(path)) throw new UserError('not-found', `There is no file ${path}.`);
  await context.withApp(async (app) => {
    const campaign = await requireCampaign(app.store, toCampaignId(id));
    const found = await auditCampaign(app.store, campaign, { keys: app.keys, connectionCount: app.config.relayConnections, log: path === undefined ? null : streamCatcherLog(path) });
    if (found.violations.length > 0) context.setExitCode(1);
    if (options.json) return context.json({ campaignId: campaign.id, ...found });
    const log = found.logCount === null ? 'no log of the server: I2 to I4 and I11 to I13 cannot be told' : `${found.logCount} transactions in the log of the server`;
    context.out(`${found.rowCount} rows, ${found.eventCount} events, ${found.lostProcessCount} lost processes; ${log}.\n`);
    for (const violation of found.violations) context.out(`  ${violation}\n`);
    context.out(found.violations.length === 0 ? 'In order.\n' : `${found.violations.length} violations.\n`);
  });
}
