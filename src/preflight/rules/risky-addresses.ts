/** Addresses that hurt more than they bring: of functions, mistyped, thrown away. */
import { suggestDomain } from '../../address/suggest.js';
import type { AudienceState } from '../audience.js';
import type { Problem, Rule } from '../rule.js';

/** Mailboxes for ten minutes; the well-known ones. */
const disposable: ReadonlySet<string> = new Set([
  'mailinator.com', 'guerrillamail.com', 'guerrillamail.net', 'sharklasers.com', '10minutemail.com', 'temp-mail.org', 'tempmail.com', 'yopmail.com', 'trashmail.com', 'maildrop.cc', 'getnada.com', 'dispostable.com', 'throwawaymail.com', 'mailnesia.com', 'mintemail.com', 'wegwerfmail.de',
]);
const told = 5;

function describeSlips({ domains }: AudienceState): readonly Problem[] {
  const slips = domains.flatMap(({ domain, count }) => {
    const meant = suggestDomain(domain);
    return meant === null ? [] : [{ domain, count, meant }];
  }).toSorted((one, other) => other.count - one.count);
  if (slips.length === 0) return [];
  const total = slips.reduce((sum, { count }) => sum + count, 0);
  const shown = slips.slice(0, told).map(({ domain, count, meant }) => `${domain} (${count}; ${meant}?)`).join(', ');
  return [{ part: 'state', message: `${total} ${total === 1 ? 'address is' : 'addresses are'} at a domain that looks mistyped: ${shown}${slips.length > told ? ` and ${slips.length - told} more` : ''}.`, hint: 'Find them with a segment: domain = "gamil.com". Mend the address where the person confirms it; else unsubscribe it.' }];
}

export const riskyAddresses: Rule = {
  id: 'risky-addresses', severity: 'warning', topic: 'state', needs: 'history',
  title: 'the list has no mistyped, throw-away or function addresses',
  protects: 'Mistyped domains are spam traps, and abuse@ and postmaster@ belong to those who write the blocklists.',
  source: 'RFC 2142 4; M3AAWG Sender BCP 3.0; deliverability B6 48',
  check: ({ history }) => {
    const audience = history?.audience;
    if (audience === undefined) return [];
    const { roleCount } = audience;
    const thrown = audience.domains.filter(({ domain }) => disposable.has(domain)).reduce((sum, { count }) => sum + count, 0);
    return [
      ...describeSlips(audience),
      ...(roleCount === 0 ? [] : [{ part: 'state' as const, message: `${roleCount} ${roleCount === 1 ? 'address belongs' : 'addresses belong'} to a function such as abuse@ or postmaster@.`, hint: 'Unsubscribe them: no person asked for the mail.' }]),
      ...(thrown === 0 ? [] : [{ part: 'state' as const, severity: 'notice' as const, message: `${thrown} ${thrown === 1 ? 'address lies' : 'addresses lie'} with services for throw-away mailboxes.`, hint: 'They will bounce; double opt-in keeps most of them out.' }]),
    ];
  },
};
