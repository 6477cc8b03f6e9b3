/** The people of a list, counted for the preflight: consents, addresses, and what waits for somebody. */
import type { AudienceState } from '../preflight/audience.js';
import { audienceSql, type AudienceCount, type Choice } from '../store/audience.js';
import { countLeavers, countOwnMails, countPeopleState } from '../store/list-state.js';
import type { ListRow } from '../store/lists.js';
import type { Database } from '../store/store.js';
import { findListTracking } from '../store/tracking.js';

/** RFC 2142 4 and 5: mailboxes that belong to a function of the network and to nobody who subscribes. */
const roles = ['abuse', 'hostmaster', 'mailer-daemon', 'noc', 'postmaster', 'root', 'security', 'spam', 'usenet', 'uucp', 'webmaster'];

const consentYears = 2;

export async function readAudience(database: Database, list: ListRow, choice: Choice, counted: { readonly counts: AudienceCount; readonly paceWarnings: readonly string[] }): Promise<AudienceState> {
  const consentSince = new Date(choice.now);
  consentSince.setFullYear(consentSince.getFullYear() - consentYears);
  const people = await countPeopleState(database, audienceSql(choice), { consentSince, roles });
  const tracking = await findListTracking(database, list.id);
  return {
    ...people, count: counted.counts.audience, domains: counted.counts.domains, paceWarnings: counted.paceWarnings,
    countsOpensOfAll: tracking.countsOpens && tracking.mode === 'aggregated',
    ownMails: await countOwnMails(database), leavers: await countLeavers(database),
    tellsOfConsent: list.optIn === 'double' || list.welcome || list.subscribe === 'closed',
  };
}
