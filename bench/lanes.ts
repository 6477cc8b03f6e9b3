/**
 * Does one slow provider hold up the others? The same campaign twice: once every server answers at once, once those of one lane take two
 * seconds for each mail. Measured is when the readers of all other lanes have theirs. `npm run bench -- lanes`.
 */
import { renderTable } from '../src/cli/table.js';
import { systemClock } from '../src/clock.js';
import { cancelCampaign } from '../src/campaign/control.js';
import { findCampaign } from '../src/store/campaigns.js';
import { openFleet } from './fleet/fleet.js';

const count = Number(process.env['LANES_PEOPLE'] ?? 800);
const slowLane = 'outlook';
const lanes = [{ lane: slowLane, connections: 2 }];

type Run = { readonly run: string; readonly othersSeconds: number; readonly slowDone: number };

async function measure(run: string, slow: string | undefined): Promise<Run> {
  const fleet = await openFleet({ peopleCount: count, slowLane: slow, settings: { relayRatePerSecond: 200, lanes } });
  try {
    fleet.start();
    await systemClock.sleep(2_000); // it is there before it begins
    const campaignId = await fleet.freeze(count);
    const isSlow = (recipient: string): boolean => recipient.endsWith(`@${slowLane}.example`);
    const accepted = async (): Promise<readonly { recipient: string; at: number }[]> => (await fleet.caught()).filter(({ code }) => code === 250);
    const othersCount = count - Math.ceil(count / 4);
    let mails = await accepted();
    while (mails.filter(({ recipient }) => !isSlow(recipient)).length < othersCount) {
      await systemClock.sleep(100);
      mails = await accepted();
    }
    const times = mails.filter(({ recipient }) => !isSlow(recipient)).map(({ at }) => at);
    // The slow lane has mails left; the others need not wait for them.
    if ((await findCampaign(fleet.app.store, campaignId))?.state === 'sending') await cancelCampaign(fleet.app.store, campaignId, systemClock);
    return { run, othersSeconds: (Math.max(...times) - Math.min(...times)) / 1000, slowDone: mails.filter(({ recipient }) => isSlow(recipient)).length };
  } finally {
    await fleet.close();
  }
}

const runs = [await measure('all answer at once', undefined), await measure(`${slowLane} takes 2 s a mail`, slowLane)];
process.stdout.write(renderTable([['run', 'others done after', `of ${slowLane} done by then`], ...runs.map(({ run, othersSeconds, slowDone }) => [run, `${othersSeconds.toFixed(2)} s`, slowDone])]));
const [even, held] = runs.map(({ othersSeconds }) => othersSeconds);
process.stdout.write(`${JSON.stringify({ bench: 'lanes', people: count, ratio: Math.round(((held ?? 0) / (even ?? 1)) * 1000) / 1000, runs })}\n`);
