/** `courant plan`: who gets an issue, who is left out and why, how big, how long. Changes nothing. */
import type { Command } from 'commander';
import type { App } from '../app.js';
import { requireList } from '../audience/lists.js';
import { resolveSegment } from '../audience/segments.js';
import { examineIssue } from '../campaign/examine.js';
import { createMailMaker, toMailSetup } from '../campaign/mailing.js';
import { planReaders } from '../campaign/plan-readers.js';
import { planCampaign, type CampaignPlan } from '../campaign/plan.js';
import { toCampaignId, toSubscriberId } from '../ids.js';
import { printPublicText } from '../edition/public-text.js';
import type { Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import { optionsFor } from './check.js';
import type { CliContext } from './context.js';
import { parseRate } from './options.js';
import { prepareEdition, type Prepared } from './prepare.js';
import { renderPlan } from './render-plan.js';
import { renderSummary } from './render-report.js';

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
        const report = await examineIssue(prepared, await optionsFor(app, prepared, list, { longest: plan.readers?.count.longest }));
        if (options.json) context.json({ ...toJson(plan), preflight: report });
        else context.out(`${renderPlan(plan, list)}${renderSummary(report, issue)}`);
      });
    });
}

export async function toSegment(app: App, list: ListRow, text: string | undefined): Promise<Segment | null> {
  return text === undefined ? null : resolveSegment(app.store, list, text);
}

export async function makePlan(app: App, { edition, issue }: Prepared, list: ListRow, rate: number | undefined, segment: Segment | null = null): Promise<CampaignPlan> {
  const source = { edition, list, campaignId: toCampaignId('0'), date: app.clock.now() };
  const readers = await planReaders(app.store, list, { edition, issue }, { listId: list.id, segment, now: app.clock.now() });
  const sample = { subscriberId: toSubscriberId('0'), address: 'reader@example.org', name: null, fields: readers?.count.longest ?? null };
  const makeMail = createMailMaker(source, app.keys, toMailSetup(app.config));
  const sizes = (readers?.variants ?? []).slice(0, 32).map(({ variant }) => makeMail({ ...sample, variant }, true).message.length);
  const messageBytes = sizes.length === 0 ? makeMail(sample, true).message.length : Math.max(...sizes);
  return planCampaign(app.store, app.clock, {
    edition, listId: list.id, segment, messageBytes, readers, sendAt: null,
    ratePerSecond: Math.min(rate ?? Infinity, app.config.relayRatePerSecond),
  });
}

function toJson(plan: CampaignPlan): Readonly<Record<string, unknown>> {
  const { edition, counts } = plan;
  return {
    issue: `${edition.newsletter}/${edition.slug}`, edition: edition.hash, subject: printPublicText(edition.subject, edition.fields), mode: edition.mode,
    segment: plan.segment?.text ?? null, candidates: counts.candidates, excluded: counts.excluded, audience: counts.audience, lanes: plan.lanes,
    variants: plan.readers?.variants.map(({ sections, count }) => ({ sections, count })) ?? [], missing: plan.readers?.count.missing ?? {},
    messageBytes: plan.messageBytes, ratePerSecond: plan.ratePerSecond, expectedSeconds: plan.expectedSeconds, expectedEndAt: plan.expectedEndAt,
  };
}
