/** The metrics as of now: counted from the database, at most every quarter of a minute however many ask. */
import type { Clock } from '../clock.js';
import { classifyReply } from '../feedback/verdict/classify.js';
import { countStanding, listRecentCampaigns } from '../store/figures.js';
import { listImapAccounts } from '../store/imap.js';
import type { Database } from '../store/store.js';
import { readTotals } from './figures.js';
import { renderMetrics, toMailboxSamples, toSamples, type Sample } from './metrics.js';

const freshMs = 15_000;
/** A campaign that is over hardly changes, and counting a million rows takes a second. */
const overMs = 10 * 60_000;
const recentMs = 7 * 24 * 3600 * 1000;

type Counted = { readonly at: number; readonly samples: readonly Sample[] };

export function createScraper(database: Database, clock: Clock): () => Promise<string> {
  let last: { readonly at: number; readonly text: Promise<string> } | undefined;
  let over: ReadonlyMap<string, Counted> = new Map();

  async function scrape(at: number): Promise<string> {
    const { unmatched, suppressed, subscribed } = await countStanding(database);
    const samples: Sample[] = [
      ...subscribed.map(({ listSlug, count }): Sample => ({ name: 'courant_subscribers', labels: { list: listSlug }, value: count })),
      { name: 'courant_suppressed_addresses', labels: {}, value: suppressed },
      { name: 'courant_feedback_unmatched', labels: {}, value: unmatched },
      ...(await listImapAccounts(database)).flatMap(toMailboxSamples),
    ];
    const known = new Map<string, Counted>();
    for (const campaign of await listRecentCampaigns(database, new Date(clock.now().getTime() - recentMs))) {
      const before = over.get(campaign.id);
      const counted = before !== undefined && at - before.at < overMs ? before : { at, samples: toSamples(campaign, await readTotals(database, campaign.id, classifyReply)) };
      if (campaign.isOver) known.set(campaign.id, counted);
      samples.push(...counted.samples);
    }
    over = known;
    return renderMetrics(samples);
  }

  return () => {
    const at = clock.monotonicMs();
    if (last !== undefined && at - last.at < freshMs) return last.text;
    const text = scrape(at);
    last = { at, text };
    // A failure is told to those who asked, and not kept.
    text.catch(() => {
      if (last?.text === text) last = undefined;
    });
    return text;
  };
}
