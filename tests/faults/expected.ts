/** Where each reader of a program may end: by the word in the address alone when only jobs were lost or doubled (I14), and wherever a fault may have led. Pure. */
import type { CampaignState } from '../../src/campaign/states.js';
import { outcomeWord } from '../../src/catcher/outcomes.js';
import type { DeliveryState } from '../../src/delivery/states.js';
import type { Program } from './program.js';

const byWord: Readonly<Record<string, DeliveryState>> = {
  refuse: 'failed', policy: 'failed', data5: 'failed', late: 'in_doubt', hang: 'in_doubt', close: 'in_doubt', garbage: 'in_doubt', cut: 'in_doubt',
};

/** What only shows when it happens. */
export type Mishaps = {
  /** A time-out: a busy machine makes scaled-down ones come true by itself. Or the wire was cut before the answer to the final dot had come. */
  readonly isUnanswered: boolean;
  /** The same of anybody: whose envelope was behind that dot has used up a try of the server's word. */
  readonly isAnybodyUnanswered: boolean;
  /** Given up, when the tries had lasted for a day. */
  readonly isExpired: boolean;
};

export function expectedStates(address: string, program: Program, state: CampaignState | undefined, { isUnanswered, isAnybodyUnanswered, isExpired }: Mishaps): DeliveryState[] {
  const actions = program.steps.map(({ action }) => action);
  const states = new Set<DeliveryState>([byWord[outcomeWord(address) ?? ''] ?? 'accepted']);
  if (canDoubt(program) || isUnanswered) states.add('in_doubt');
  // Its one cut connection may have been lost by something else before.
  if (outcomeWord(address) === 'cut' && (isAnybodyUnanswered || actions.some((action) => action.kind !== 'queue'))) states.add('accepted');
  if (actions.some((action) => action.kind === 'wire' && (action.fault === '554' || action.fault === 'garbage'))) states.add('failed');
  if (isExpired && actions.some((action) => action.kind === 'jump' && action.byHours > 0)) states.add('failed');
  if (actions.some((action) => action.kind === 'people' && (action.what === 'unsubscribe' || action.what === 'suppress'))) states.add('suppressed');
  if (state === 'cancelled') states.add('cancelled');
  if (program.resolve !== 'leave' && states.has('in_doubt')) states.add('accepted');
  return [...states];
}

/** A sender, its database or its wire was lost in the middle of something. */
function canDoubt(program: Program): boolean {
  return program.steps.some(({ action }) => action.kind === 'kill' || action.kind === 'database' || action.kind === 'sleep' || (action.kind === 'wire' && (action.phase === 'body' || action.phase === 'dot' || action.phase === 'tls')));
}

export function expectsDoubt(program: Program): boolean {
  return canDoubt(program) || program.readers.some((word) => byWord[word] === 'in_doubt');
}
