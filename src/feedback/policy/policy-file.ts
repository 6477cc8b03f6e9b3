/** The policy of a list as a person writes it: keys and values checked, all faults at once. A list can be harder or milder, but never blame a person for a policy reply. */
import { z } from 'zod';
import { UserError, UserErrors } from '../../errors.js';
import { defaultPolicy } from './default-policy.js';
import type { Policy } from './policy.js';
import { findNearest } from '../../issue/spelling.js';
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
  // A name that is none is told beside the faults of the values, not once those are mended.
  const faults = [...unknownNames(value), ...(parsed.success ? findFaults(parsed.data) : parsed.error.issues.flatMap(renderIssue))];
  if (!parsed.success || faults.length > 0) throw new UserErrors(faults.map((fault) => new UserError('policy-invalid', `${file}: ${fault}`, { hint: 'See `courant feedback policy show`.' })));
  return parsed.data;
}

function unknownNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).filter((name) => !known.has(name)).map((name) => `there is no reason, type or bucket "${name}".${meant(name, [...known])}`);
}

function renderIssue(issue: z.core.$ZodIssue): readonly string[] {
  const place = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [`${place === '' ? '' : `${place}: `}${issue.message}`];
  return issue.keys.map((key) => `${place}: there is no key "${key}".${meant(key, Object.keys(rule.shape))}`);
}

const mostMeant = 3;

/** Names a letter or two away, else those that hold the word or are held by it: `mailbox-full`, `full`, `userunknown-550`. */
function meant(typed: string, names: readonly string[]): string {
  const word = typed.toLowerCase().replaceAll(/[^a-z]/g, '');
  const near = findNearest(typed, names) ?? names.find((name) => name.replaceAll('-', '').toLowerCase() === word);
  const found = near !== undefined ? [near] : word.length < 4 ? [] : names.filter((name) => name.toLowerCase().includes(word) || (name.length >= 4 && word.includes(name.toLowerCase()))).slice(0, mostMeant);
  return found.length === 0 ? '' : ` Did you mean ${found.map((name) => `"${name}"`).join(' or ')}?`;
}

function findFaults(policy: Policy): readonly string[] {
  return Object.entries(policy).flatMap(([key, { effect, limit, reason }]) => {
    const isOurs = key === 'policy' || (Object.hasOwn(reasons, key) && reasons[key as keyof typeof reasons].bucket === 'policy');
    if (isOurs && effect !== 'none') return [`${key}: a refusal by policy is never held against the person; its effect is none.`];
    if (effect === 'count' && limit !== undefined && reason === undefined) return [`${key}: a count with a limit needs the reason it suppresses for.`];
    return [];
  });
}

/** A rule of the list replaces the default one whole. */
export function policyOf(listPolicy: Policy): Policy {
  return { ...defaultPolicy, ...listPolicy };
}
