/** `courant campaign figures`: what became of a campaign, for people, spreadsheets and programs. */
import { Option, type Command } from 'commander';
import { toCsvLine } from '../audience/csv.js';
import { warnOfComplaints } from '../campaign/complaints.js';
import { requireCampaign } from '../campaign/control.js';
import { readFigures, type CampaignFigures } from '../campaign/figures.js';
import { classifyReply } from '../feedback/verdict/classify.js';
import { toCampaignId } from '../ids.js';
import type { CliContext } from './context.js';
import { campaignArgument } from './options.js';
import { renderTable } from './table.js';

export function registerFigures(campaign: Command, context: CliContext): void {
  campaign.command('figures').description('what became of it: taken, sent back by bucket and lane, complaints, who left, clicks, day by day').argument(...campaignArgument)
    .addOption(new Option('--format <form>', 'json: all of it; csv: one line a figure').choices(['csv', 'json'])).option('--json', 'the same as --format json')
    .action((id: string, options: { format?: 'csv' | 'json'; json?: true }) => show(context, id, options.json ? 'json' : options.format));
}

async function show(context: CliContext, id: string, format: 'csv' | 'json' | undefined): Promise<void> {
  const figures = await context.withStore(async (store) => readFigures(store, (await requireCampaign(store, toCampaignId(id))).id, classifyReply));
  if (format === 'json') return context.json(figures);
  context.out(format === 'csv' ? renderCsv(figures) : renderFigures(figures));
}

/** Long form: a line a figure, so that a new figure never moves a column. */
function renderCsv(figures: CampaignFigures): string {
  const { audience, accepted, failed, suppressed, cancelled, inDoubt, withoutSmtpUtf8, complaints, unsubscribes, rawClicks, clicks, rawOpens, opens } = figures;
  const totals = Object.entries({ audience, accepted, failed, suppressed, cancelled, inDoubt, withoutSmtpUtf8, complaints, unsubscribes, rawClicks, clicks, rawOpens, opens });
  const lines: (readonly (string | number)[])[] = [
    ['figure', 'lane', 'bucket', 'day', 'link', 'value'],
    ...totals.map(([name, value]) => [name, '', '', '', '', value]),
    ['complaintRate', '', '', '', '', figures.complaintRate ?? ''],
    ...figures.lanes.flatMap((lane) => (['audience', 'accepted', 'failed'] as const).map((name) => [name, lane.lane, '', '', '', lane[name]])),
    ...figures.bounces.map(({ lane, bucket, when, count }) => [`bounced-${when}`, lane, bucket, '', '', count]),
    ...figures.days.flatMap(({ day, ...rest }) => Object.entries(rest).map(([name, value]) => [name, '', '', day, '', value])),
    ...figures.links.flatMap(({ url, rawClicks: raw, clicks: own, people }) => [['rawClicks', '', '', '', url, raw], ['clicks', '', '', '', url, own], ['people', '', '', '', url, people]]),
  ];
  return lines.map((line) => toCsvLine(line.map(String))).join('');
}

export function renderFigures(figures: CampaignFigures): string {
  const { accepted, complaints, unsubscribes, bounces, lanes, links, days } = figures;
  const share = (count: number): string => (accepted === 0 ? '' : `${((100 * count) / accepted).toFixed(2)} %`);
  const counted = [
    ...(figures.rawClicks === 0 ? [] : [['clicks', figures.clicks, `${figures.rawClicks} with scanners`]]),
    ...(figures.rawOpens === 0 ? [] : [['opens', figures.opens, `${figures.rawOpens} with scanners; programs that load pictures unasked cannot be told apart`]]),
  ];
  const warning = warnOfComplaints(figures);
  return [
    renderTable([['accepted', accepted, ''], ...(figures.withoutSmtpUtf8 === 0 ? [] : [['no SMTPUTF8', figures.withoutSmtpUtf8, 'no relay offers what their addresses need']]), ['complaints', complaints, share(complaints)], ['unsubscribed', unsubscribes, share(unsubscribes)], ...counted]),
    warning === undefined ? '' : `${warning}\n`,
    `\nBy lane\n${renderTable([['lane', 'people', 'accepted', 'failed'], ...lanes.map((row) => [row.lane, row.audience, row.accepted, row.failed])])}`,
    bounces.length === 0 ? '' : `\nSent back\n${renderTable([['lane', 'bucket', 'when', 'people'], ...bounces.map((row) => [row.lane, row.bucket, row.when, row.count])])}`,
    links.length === 0 ? '' : `\nLinks\n${renderTable([['clicks', 'with scanners', 'link'], ...links.map((row) => [row.clicks, row.rawClicks, row.url])])}`,
    days.length === 0 ? '' : `\nBy day (UTC)\n${renderTable([['day', 'accepted', 'failed', 'sent back', 'complaints', 'left', 'clicks', 'opens'], ...days.map((row) => [row.day, row.accepted, row.failed, row.bounced, row.complaints, row.unsubscribes, row.clicks, row.opens])])}`,
  ].join('');
}
