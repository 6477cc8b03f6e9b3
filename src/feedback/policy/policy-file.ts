/** The policy of a list as a person writes it: keys and values checked, all faults at once. A list can be harder or milder, but never blame a person for a policy reply. */
import { z } from 'zod';
import { UserError, UserErrors } from '../../errors.js';
import { defaultPolicy } from './default-policy.js';
import type { Policy } from './policy.js';
import { feedbackTypes, reasons } from '../reasons.js';

const days = z.number().positive().max(3_650);
const rule = z.strictObject({
  effect: z.enum(['suppress', 'count', 'reset', 'unsubscribe', 'none']),
  tally: z.string().regex(/^[a-z][a-z-]{0,30}$/).optional(),
  reason: z.enum(['hard-bounce', 'mailbox-full', 'inactive', 'complaint']).optional(),
  limit: z.number().positive().max(1_000).optional(),
  halfLifeDays: days.optional(),
  overDays: days.optional(),
  expiresDays: days.optional(),
  scope: z.enum(['all', 'list']).optional(),
});

const schema = z.record(z.string(), rule);

const buckets = ['invalid', 'inactive', 'mailbox', 'transient', 'policy', 'complaint', 'unknown', 'delivered'];
const known: ReadonlySet<string> = new Set([...Object.keys(defaultPolicy), ...Object.keys(reasons), ...Object.keys(feedbackTypes), ...buckets]);

/** Throws `policy-invalid`, one for each fault. `value`: what YAML or the database holds. */
export function parsePolicy(value: unknown, file: string): Policy {
  const parsed = schema.safeParse(value ?? {});
  const faults = parsed.success ? findFaults(parsed.data) : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || faults.length > 0) throw new UserErrors(faults.map((fault) => new UserError('policy-invalid', `${file}: ${fault}`, { hint: 'See `courant feedback policy show`.' })));
  return parsed.data;
}

function findFaults(policy: Policy): readonly string[] {
  return Object.entries(policy).flatMap(([key, { effect, limit, reason }]) => {
    if (!known.has(key)) return [`there is no reason, type or bucket "${key}".`];
    const isOurs = key === 'policy' || (key in reasons && reasons[key as keyof typeof reasons].bucket === 'policy');
    if (isOurs && effect !== 'none') return [`${key}: a refusal by policy is never held against the person; its effect is none.`];
    if (effect === 'count' && limit !== undefined && reason === undefined) return [`${key}: a count with a limit needs the reason it suppresses for.`];
    return [];
  });
}

/** A rule of the list replaces the default one whole. */
export function policyOf(listPolicy: Policy): Policy {
  return { ...defaultPolicy, ...listPolicy };
}
