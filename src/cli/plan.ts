/** `courant plan`: who gets an issue, who is left out and why, how big, how long. Changes nothing. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { requireList } from '../audience/lists.js';
import { resolveSegment } from '../audience/segments.js';
import { createMailMaker, toMailSetup } from '../campaign/mailing.js';
import { planCampaign, type CampaignPlan } from '../campaign/plan.js';
import { toCampaignId, toSubscriberId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import type { CliContext } from './context.js';
import { parseRate } from './options.js';
import { prepareEdition, type Prepared } from './prepare.js';
import { renderPlan } from './render-plan.js';

export function register(program: Command, context: CliContext): void {
  program.command('plan').description('who gets an issue, who is left out and why, when, how big; changes nothing')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--list <slug>', 'the list it goes to')
    .option('--segment <text>', 'only these of the list: a name or a condition, as in docs/segments.md')
    .option('--rate <number>', 'messages a second at the most', parseRate)
    .option('--json', 'as JSON')
    .action(async (issue: string, options: { list: string; segment?: string; rate?: number; json?: true }) => {
      await context.withApp(async (app) => {
        const prepared = await prepareEdition(context, app.config, issue);
        const list = await requireList(app.store, options.list);
        const plan = await makePlan(app, prepared, list, options.rate, await toSegment(app, list, options.segment));
        if (options.json) context.json(toJson(plan));
        else context.out(renderPlan(plan, list));
      });
    });
}

export async function toSegment(app: App, list: ListRow, text: string | undefined): Promise<Segment | null> {
  return text === undefined ? null : resolveSegment(app.store, list, text);
}

export async function makePlan(app: App, { edition }: Prepared, list: ListRow, rate: number | undefined, segment: Segment | null = null): Promise<CampaignPlan> {
  const source = { edition, list, campaignId: toCampaignId('0'), date: app.clock.now() };
  const sample = createMailMaker(source, app.keys, toMailSetup(app.config))({ subscriberId: toSubscriberId('0'), address: 'reader@example.org', name: null }, true);
  return planCampaign(app.store, app.clock, {
    edition, listId: list.id, segment, messageBytes: sample.message.length, sendAt: null,
    ratePerSecond: Math.min(rate ?? Infinity, app.config.relayRatePerSecond),
  });
}

function toJson(plan: CampaignPlan): unknown {
  const { edition, counts } = plan;
  return {
    issue: `${edition.newsletter}/${edition.slug}`, edition: edition.hash, subject: edition.subject, mode: edition.mode,
    segment: plan.segment?.text ?? null, candidates: counts.candidates, excluded: counts.excluded, audience: counts.audience, lanes: plan.lanes,
    messageBytes: plan.messageBytes, ratePerSecond: plan.ratePerSecond, expectedSeconds: plan.expectedSeconds, expectedEndAt: plan.expectedEndAt,
  };
}
