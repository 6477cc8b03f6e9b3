/** The metrics as of now: counted from the database, at most every quarter of a minute however many ask. */
import type { Clock } from '../clock.js';
import { classifyReply } from '../feedback/classify.js';
import { countStanding, listRecentCampaigns } from '../store/figures.js';
import type { Database } from '../store/store.js';
import { readFigures } from './figures.js';
import { renderMetrics, toSamples, type Sample } from './metrics.js';

const freshMs = 15_000;
const recentMs = 7 * 24 * 3600 * 1000;

export function createScraper(database: Database, clock: Clock): () => Promise<string> {
  let last: { readonly at: number; readonly text: Promise<string> } | undefined;
  return () => {
    const at = clock.monotonicMs();
    if (last !== undefined && at - last.at < freshMs) return last.text;
    const text = scrape(database, clock.now());
    last = { at, text };
    // A failure is told to those who asked, and not kept.
    text.catch(() => {
      if (last?.text === text) last = undefined;
    });
    return text;
  };
}

async function scrape(database: Database, now: Date): Promise<string> {
  const { unmatched, suppressed, subscribed } = await countStanding(database);
  const samples: Sample[] = [
    ...subscribed.map(({ listSlug, count }): Sample => ({ name: 'courant_subscribers', labels: { list: listSlug }, value: count })),
    { name: 'courant_suppressed_addresses', labels: {}, value: suppressed },
    { name: 'courant_feedback_unmatched', labels: {}, value: unmatched },
  ];
  for (const campaign of await listRecentCampaigns(database, new Date(now.getTime() - recentMs))) {
    samples.push(...toSamples(campaign, await readFigures(database, campaign.id, classifyReply)));
  }
  return renderMetrics(samples);
}
