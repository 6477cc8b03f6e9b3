/** `courant list tracking` and `courant subscriber tracking`: whether clicks are counted, and who has agreed that theirs are kept. */
import { Option, type Command } from 'commander';
import { requireList } from '../audience/lists.js';
import { showSubscriber } from '../audience/subscribers.js';
import { answerTracking } from '../audience/tracking-consent.js';
import { UserError } from '../errors.js';
import { appendAudit } from '../store/audits.js';
import { findListTracking, trackingModes, updateListTracking, type Tracking, type TrackingMode } from '../store/tracking.js';
import { actorOfCommand } from './actor.js';
import type { CliContext } from './context.js';

export function registerListTracking(list: Command, context: CliContext): void {
  list.command('tracking').description('shows or changes whether clicks and opens of its mails are counted; off unless said').argument('<slug>')
    .addOption(new Option('--clicks <mode>', 'aggregated: without the person; person: with those who have agreed').choices(trackingModes))
    .addOption(new Option('--opens <switch>', 'a picture tells that the mail was opened').choices(['on', 'off']))
    .option('--json', 'as JSON')
    .action((slug: string, options: { clicks?: TrackingMode; opens?: 'on' | 'off'; json?: true }) => changeList(context, slug, options));
}

export function registerReaderTracking(subscriber: Command, context: CliContext): void {
  subscriber.command('tracking').description('keeps that somebody agrees to have their own clicks kept, or no longer does').argument('<address>').requiredOption('--list <slug>', 'which list')
    .addOption(new Option('--consent <answer>', 'what they said').choices(['yes', 'no']).makeOptionMandatory())
    .action((address: string, options: { list: string; consent: 'yes' | 'no' }) => changeReader(context, address, options));
}

async function changeList(context: CliContext, slug: string, { clicks, opens, json }: { clicks?: TrackingMode; opens?: 'on' | 'off'; json?: true }): Promise<void> {
  const tracking = await context.withStore((store) => store.transaction(async (transaction) => {
    const list = await requireList(transaction, slug);
    const before = await findListTracking(transaction, list.id);
    const after: Tracking = { mode: clicks ?? before.mode, countsOpens: opens === undefined ? before.countsOpens : opens === 'on' };
    if (after.countsOpens && after.mode === 'off') throw new UserError('usage', 'Opens are counted only where clicks are.', { hint: 'Say --clicks aggregated, or --opens off.' });
    if (clicks === undefined && opens === undefined) return before;
    await updateListTracking(transaction, list.id, after);
    await appendAudit(transaction, { at: context.clock.now(), actor: actorOfCommand(), action: 'list.tracking', subject: `list:${slug}`, detail: { mode: after.mode, countsOpens: after.countsOpens } });
    return after;
  }));
  if (json) return context.json(tracking);
  context.out(`${describe(tracking)}\n`);
}

const modeTexts: Readonly<Record<TrackingMode, string>> = {
  off: 'Nothing is counted.',
  aggregated: 'Clicks are counted, without the person.',
  person: 'Clicks are counted, with the person for those who have agreed.',
};

function describe({ mode, countsOpens }: Tracking): string {
  return `${modeTexts[mode]}${countsOpens ? ' Opens too.' : ''}${mode === 'off' ? '' : ' Campaigns that are frozen from now on.'}`;
}

async function changeReader(context: CliContext, address: string, { list: slug, consent }: { list: string; consent: 'yes' | 'no' }): Promise<void> {
  await context.withStore(async (store) => {
    const list = await requireList(store, slug);
    const person = await showSubscriber(store, address);
    const outcome = 'id' in person
      ? await store.transaction((transaction) => answerTracking(transaction, { listId: list.id, subscriberId: person.id, isGiven: consent === 'yes', text: null, source: 'admin', origin: null, at: context.clock.now() }))
      : 'not-on-list';
    if (outcome === 'not-on-list') throw new UserError('not-found', `${address} is not on the list "${slug}".`);
  });
  context.out(consent === 'yes' ? 'Kept: their clicks may be kept with their name, from the next campaign on.\n' : 'Kept: their clicks are counted without them, from now on and before.\n');
}
