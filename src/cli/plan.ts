/** `courant plan`: who gets an issue, who is left out and why, how big, how long. Changes nothing. */
import type { Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { checkIssue } from '../check/check-issue.js';
import { makePlan, toSegment } from '../campaign/plan-issue.js';
import type { CampaignPlan } from '../campaign/plan.js';
import { printPublicText } from '../edition/public-text.js';
import { findListFacts } from '../check/list-facts.js';
import type { CliContext } from './context.js';
import { parseRate } from './options.js';
import { prepareEdition } from './prepare.js';
import { renderPlan } from './render-plan.js';
import { renderSummary } from './render-report.js';
import { parseLocalTime } from '../schedule/zone.js';

export function register(program: Command, context: CliContext): void {
  program.command('plan').description('who gets an issue, who is left out and why, when, how big; changes nothing')
    .argument('<issue>', 'folder of the issue, its issue.yaml, or newsletter/slug')
    .requiredOption('--list <slug>', 'the list it goes to')
    .option('--segment <text>', 'only these of the list: a name or a condition, as in docs/segments.md')
    .option('--rate <number>', 'messages a second at the most', parseRate)
    .option('--not-after <time>', 'as of send: tells when it would not be done by then, such as 2026-11-25T20:00:00+09:00')
    .option('--json', 'as JSON')
    .action(async (issue: string, options: { list: string; segment?: string; rate?: number; notAfter?: string; json?: true }) => {
      await context.withApp(async (app) => {
        const prepared = await prepareEdition(context, app.config, issue);
        const list = await requireList(app.store, options.list);
        const plan = await makePlan(app, prepared, list, options.rate, await toSegment(app, list, options.segment), null, options.notAfter === undefined ? null : parseLocalTime(options.notAfter, undefined).at);
        const report = await checkIssue(prepared, await findListFacts(app, prepared, list, { plan }));
        if (options.json) context.json({ ...toJson(plan), preflight: report });
        else context.out(`${renderPlan(plan, list)}${renderSummary(report, issue)}`);
      });
    });
}


function toJson(plan: CampaignPlan): Readonly<Record<string, unknown>> {
  const { edition, counts } = plan;
  return {
    issue: `${edition.newsletter}/${edition.slug}`, edition: edition.hash, subject: printPublicText(edition.subject, edition.fields), mode: edition.mode,
    segment: plan.segment?.text ?? null, candidates: counts.candidates, excluded: counts.excluded, audience: counts.audience, smtpUtf8: counts.smtpUtf8, lanes: plan.lanes,
    variants: plan.readers?.variants.map(({ sections, count }) => ({ sections, count })) ?? [], missing: plan.readers?.count.missing ?? {},
    messageBytes: plan.messageBytes, ratePerSecond: plan.ratePerSecond, expectedSeconds: plan.expectedSeconds, expectedEndAt: plan.expectedEndAt, warnings: plan.warnings ?? [],
  };
}
