/** The states of a delivery and the ways between them: DESIGN section 4 as a table. Everything that changes a state is checked against it in tests. */
export const deliveryStates = ['pending', 'claimed', 'transmitting', 'accepted', 'deferred', 'failed', 'in_doubt', 'suppressed', 'cancelled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Final is final (I9). `in_doubt` is settled too, but evidence or an operator may still leave it. */
export const finalStates: readonly DeliveryState[] = ['accepted', 'failed', 'suppressed', 'cancelled'];

export type TransitionCause =
  | 'claim' // a worker took the row
  | 'mark' // 354 seen, the body may start
  | 'reply' // an explicit reply of the server
  | 'timeout' | 'close' | 'garbage' // no reply, or none that is one
  | 'release' // the body was never offered: connection trouble or a graceful stop
  | 'recovery' // the process that held the row is gone
  | 'expired' // deferred for longer than giveUpHours
  | 'smtputf8' // the address needs SMTPUTF8, and no relay offers it
  | 'unsubscribe' | 'suppression' | 'cancel'
  | 'erasure' // the person asked to be forgotten
  | 'not-after' // its time was over before its turn came
  | 'operator' | 'evidence';

export const transitions: readonly { from: DeliveryState; to: DeliveryState; causes: readonly TransitionCause[] }[] = [
  { from: 'pending', to: 'claimed', causes: ['claim'] },
  { from: 'deferred', to: 'claimed', causes: ['claim'] },
  { from: 'claimed', to: 'transmitting', causes: ['mark'] },
  { from: 'claimed', to: 'pending', causes: ['release', 'recovery'] },
  { from: 'claimed', to: 'deferred', causes: ['reply', 'close'] },
  { from: 'claimed', to: 'failed', causes: ['reply', 'expired', 'smtputf8'] },
  { from: 'claimed', to: 'suppressed', causes: ['unsubscribe', 'suppression'] },
  { from: 'transmitting', to: 'accepted', causes: ['reply'] },
  { from: 'transmitting', to: 'deferred', causes: ['reply'] },
  { from: 'transmitting', to: 'failed', causes: ['reply', 'expired'] },
  { from: 'transmitting', to: 'in_doubt', causes: ['timeout', 'close', 'garbage', 'recovery'] },
  { from: 'in_doubt', to: 'accepted', causes: ['evidence', 'operator'] },
  { from: 'in_doubt', to: 'failed', causes: ['evidence', 'operator'] },
  { from: 'in_doubt', to: 'pending', causes: ['operator'] },
  { from: 'pending', to: 'cancelled', causes: ['cancel', 'not-after', 'erasure'] },
  { from: 'deferred', to: 'cancelled', causes: ['cancel', 'not-after', 'erasure'] },
  // Erased while the mail was on its way and not taken: there is no next try.
  { from: 'claimed', to: 'cancelled', causes: ['erasure'] },
  { from: 'transmitting', to: 'cancelled', causes: ['erasure'] },
  { from: 'pending', to: 'suppressed', causes: ['unsubscribe', 'suppression'] },
  { from: 'deferred', to: 'suppressed', causes: ['unsubscribe', 'suppression'] },
];

export function isAllowedTransition(from: DeliveryState, to: DeliveryState, cause: TransitionCause): boolean {
  return transitions.some((row) => row.from === from && row.to === to && row.causes.includes(cause));
}
