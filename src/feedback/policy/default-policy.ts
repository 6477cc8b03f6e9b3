/**
 * What is done about an address for what came back, as long as its list says nothing else (`courant feedback policy set`). By the report's
 * reason, else by its bucket. Numbers are for a weekly letter: five full mailboxes in a row, three closed accounts, two unknown hosts.
 */
import type { Policy } from './policy.js';

const full = { effect: 'count', reason: 'mailbox-full', limit: 4, halfLifeDays: 90, overDays: 30, expiresDays: 180 } as const;
const trouble = { effect: 'count', tally: 'transient', reason: 'inactive', limit: 4, halfLifeDays: 90, overDays: 60, expiresDays: 90 } as const;

export const defaultPolicy: Policy = {
  // gone
  'invalid': { effect: 'suppress', reason: 'hard-bounce' },
  // DNS flaps: believed only when it says so again after three days
  'hostunknown': { effect: 'count', reason: 'hard-bounce', limit: 1.5, halfLifeDays: 60, overDays: 3 },
  // there, but takes nothing now
  'inactive': { effect: 'count', reason: 'inactive', limit: 2.5, halfLifeDays: 90, overDays: 14, expiresDays: 365 },
  'mailboxfull': full,
  'mailbox': { effect: 'none' }, // too big, over a limit of the message: the message is to mend
  // trouble on the way counts when it lasts for months; then the address rests, and is tried again
  'transient': trouble,
  'unknown': trouble,
  'delayed': { effect: 'none' }, // RFC 3464 2.3.3: still on its way
  // our server, our words, our speed (QQ's "550 frequency limited"): never against the person
  'policy': { effect: 'none' },
  'ratelimited': { effect: 'none' },
  // people's own words
  'complaint': { effect: 'suppress', reason: 'complaint' },
  'opt-out': { effect: 'unsubscribe' },
  'opt-out-list': { effect: 'unsubscribe' },
  'unsubscribe': { effect: 'unsubscribe' },
  // proof of life
  'delivered': { effect: 'reset' },
  'vacation': { effect: 'reset' },
  'autoreply': { effect: 'reset' },
};
