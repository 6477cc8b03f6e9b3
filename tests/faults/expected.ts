/** Where each reader of a program may end: by the word in the address alone when only jobs were lost or doubled (I14), and wherever a fault may have led. Pure. */
import type { CampaignState } from '../../src/campaign/states.js';
import { outcomeWord } from '../../src/catcher/outcomes.js';
import type { DeliveryState } from '../../src/delivery/states.js';
import type { Program } from './program.js';

const byWord: Readonly<Record<string, DeliveryState>> = {
  refuse: 'failed', policy: 'failed', data5: 'failed', late: 'in_doubt', hang: 'in_doubt', close: 'in_doubt', garbage: 'in_doubt', cut: 'in_doubt',
};

/** `isTimedOut`: a busy machine makes scaled-down time-outs come true by itself. */
export function expectedStates(address: string, program: Program, state: CampaignState | undefined, isTimedOut: boolean): DeliveryState[] {
  const actions = program.steps.map(({ action }) => action);
  const states = new Set<DeliveryState>([byWord[outcomeWord(address) ?? ''] ?? 'accepted']);
  if (canDoubt(program) || isTimedOut) states.add('in_doubt');
  // Its one cut connection may have been lost by something else before.
  if (outcomeWord(address) === 'cut' && (isTimedOut || actions.some((action) => action.kind !== 'queue'))) states.add('accepted');
  if (actions.some((action) => action.kind === 'wire' && (action.fault === '554' || action.fault === 'garbage'))) states.add('failed');
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
