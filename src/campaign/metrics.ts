/** Metrics in the text form of Prometheus (exposition format 0.0.4). The table names each one; a test asks the docs for every name. Pure. */
import type { CampaignTotals } from './figures.js';

export const metrics = {
  courant_subscribers: 'People who subscribe, by list.',
  courant_suppressed_addresses: 'Addresses that are suppressed now.',
  courant_feedback_unmatched: 'Kept messages that nobody could be matched with.',
  courant_mailbox_looked_at: 'When an IMAP account was last read to its end, in Unix seconds, by account.',
  courant_mailbox_fault: '1 while an IMAP account cannot be read, by account and fault: login, token, unreachable or mailbox.',
  courant_mailbox_kept: 'Mails taken from an IMAP account so far, by account.',
  courant_campaign_audience: 'People a campaign was frozen for, by campaign and list. Campaigns that run or ended within a week.',
  courant_campaign_accepted: 'Mails that a server took, by campaign, list and lane.',
  courant_campaign_failed: 'Mails that were refused for good, by campaign, list and lane.',
  courant_campaign_bounces: 'Mails that came back, by campaign, list, lane, bucket, and when: at-once or later.',
  courant_campaign_complaints: 'People who complained, by campaign and list.',
  courant_campaign_complaint_ratio: 'Complaints per mail that was taken; 0.001 is high, 0.003 too high.',
  courant_campaign_unsubscribes: 'People who left the list after a campaign and before the next one.',
  courant_campaign_clicks: 'Clicks on counted links, by campaign, list, and by: person, or all with scanners.',
  courant_campaign_opens: 'Opens that were counted, by campaign, list, and by: person, or all with scanners.',
} as const;

export type MetricName = keyof typeof metrics;
export type Sample = { readonly name: MetricName; readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** All gauges: they are counted anew each time, and an erasure or a new rule may make one smaller. */
export function renderMetrics(samples: readonly Sample[]): string {
  return Object.entries(metrics).map(([name, help]) => {
    const own = samples.filter((sample) => sample.name === name);
    const lines = own.map(({ labels, value }) => `${name}${renderLabels(labels)} ${value}\n`);
    return own.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
  }).join('');
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

export function toMailboxSamples({ account, lookedAt, fault, keptCount }: { readonly account: string; readonly lookedAt: Date | null; readonly fault: string | null; readonly keptCount: number }): readonly Sample[] {
  return [
    ...(lookedAt === null ? [] : [{ name: 'courant_mailbox_looked_at', labels: { account }, value: Math.floor(lookedAt.getTime() / 1000) } as const]),
    ...(fault === null ? [] : [{ name: 'courant_mailbox_fault', labels: { account, fault }, value: 1 } as const]),
    { name: 'courant_mailbox_kept', labels: { account }, value: keptCount },
  ];
}

export function toSamples(campaign: { readonly id: string; readonly listSlug: string }, figures: CampaignTotals): readonly Sample[] {
  const labels = { campaign: campaign.id, list: campaign.listSlug };
  const by = (name: 'courant_campaign_clicks' | 'courant_campaign_opens', person: number, all: number): Sample[] =>
    all === 0 ? [] : [{ name, labels: { ...labels, by: 'person' }, value: person }, { name, labels: { ...labels, by: 'all' }, value: all }];
  return [
    { name: 'courant_campaign_audience', labels, value: figures.audience },
    ...figures.lanes.map(({ lane, accepted }): Sample => ({ name: 'courant_campaign_accepted', labels: { ...labels, lane }, value: accepted })),
    ...figures.lanes.map(({ lane, failed }): Sample => ({ name: 'courant_campaign_failed', labels: { ...labels, lane }, value: failed })),
    ...figures.bounces.map(({ lane, bucket, when, count }): Sample => ({ name: 'courant_campaign_bounces', labels: { ...labels, lane, bucket, when }, value: count })),
    { name: 'courant_campaign_complaints', labels, value: figures.complaints },
    ...(figures.complaintRate === null ? [] : [{ name: 'courant_campaign_complaint_ratio', labels, value: figures.complaintRate } as const]),
    { name: 'courant_campaign_unsubscribes', labels, value: figures.unsubscribes },
    ...by('courant_campaign_clicks', figures.clicks, figures.rawClicks),
    ...by('courant_campaign_opens', figures.opens, figures.rawOpens),
  ];
}
