/** A batch of people onto a list: what each of them comes to, decided by what is known of them, and written in one transaction. */
import type { ListId } from '../ids.js';
import { markSeen, type ImportSession } from '../store/import-session.js';
import type { Database } from '../store/store.js';
import { findStandings, insertSubscribers, updateSubscribers, type Standing } from '../store/subscribers.js';
import { insertSubscriptions } from '../store/subscriptions.js';
import type { Person } from './person.js';

export const importOutcomes = ['imported', 'updated', 'unchanged', 'unsubscribed', 'suppressed', 'duplicate', 'refused'] as const;
/**
 * imported: new on the list. updated, unchanged: on it before. unsubscribed: left before, or the file says so; nobody is brought back.
 * suppressed: never written to. duplicate: the same mailbox stood further up. refused: the row cannot be used.
 */
export type ImportOutcome = (typeof importOutcomes)[number];

export type RowOutcome = { readonly line: number; readonly address: string; readonly outcome: ImportOutcome; readonly reason: string };

export type BatchOptions = { readonly listId: ListId; readonly source: string; readonly consent: string | null; readonly at: Date; readonly dryRun: boolean };

type Decision = { readonly person: Person; readonly standing: Standing; readonly outcome: ImportOutcome; readonly reason: string };

export async function importBatch(session: ImportSession, people: readonly Person[], options: BatchOptions): Promise<readonly RowOutcome[]> {
  return session.transaction(async (transaction) => {
    const firstLines = await markSeen(transaction, people);
    const standings = await findStandings(transaction, options.listId, [...firstLines.keys()], options.at);
    const decisions = people.map((person) => decide(person, standings.get(person.canonical), firstLines.get(person.canonical)));
    if (!options.dryRun) await writeDecisions(transaction, decisions, options);
    return decisions.map(({ person, outcome, reason }) => ({ line: person.line, address: person.address, outcome, reason }));
  });
}

function decide(person: Person, standing: Standing | undefined, firstLine: number | undefined): Decision {
  if (standing === undefined) throw new Error(`no standing was found for line ${person.line}`);
  const as = (outcome: ImportOutcome, reason = ''): Decision => ({ person, standing, outcome, reason });
  if (firstLine !== undefined && firstLine !== person.line) return as('duplicate', `the same mailbox as line ${firstLine}`);
  if (standing.suppressedFor !== null) return as('suppressed', `never written to: ${standing.suppressedFor}`);
  if (person.isGone) return as('unsubscribed', 'the file says that this person does not subscribe');
  if (standing.status === 'unsubscribed') return as('unsubscribed', 'left this list before');
  const hint = person.suggestion === null ? '' : `did they mean ${person.suggestion}?`;
  if (standing.status === null) return as('imported', hint);
  const stays = standing.status === 'subscribed' ? '' : `is ${standing.status} on this list, and stays so`;
  return as(hasNews(person, standing) ? 'updated' : 'unchanged', stays);
}

/** An empty cell says nothing, so it changes nothing. */
function hasNews(person: Person, standing: Standing): boolean {
  if (person.name !== null && person.name !== standing.name) return true;
  if (person.lang !== null && person.lang !== standing.lang) return true;
  return Object.entries(person.attributes).some(([key, value]) => standing.attributes?.[key] !== value);
}

async function writeDecisions(database: Database, decisions: readonly Decision[], options: BatchOptions): Promise<void> {
  const joining = decisions.filter(({ outcome, standing }) => outcome === 'imported' || (outcome === 'unsubscribed' && standing.status === null));
  const unknown = joining.filter(({ standing }) => standing.id === null).map(({ person }) => person);
  const made = unknown.length === 0 ? [] : await insertSubscribers(database, unknown);
  const ids = new Map(made.map(({ id, canonical }) => [canonical, id]));
  const changed = decisions.filter(({ outcome, person, standing }) => outcome === 'updated' || (outcome === 'imported' && standing.id !== null && hasNews(person, standing)));
  const changes = changed.flatMap(({ person, standing }) => (standing.id === null ? [] : [{ id: standing.id, name: person.name, lang: person.lang, attributes: person.attributes }]));
  if (changes.length > 0) await updateSubscribers(database, changes, options.at);
  const subscriptions = joining.flatMap(({ person, standing }) => {
    const subscriberId = standing.id ?? ids.get(person.canonical);
    return subscriberId === undefined ? [] : [{ subscriberId, ...toSubscription(person, options) }];
  });
  if (subscriptions.length > 0) await insertSubscriptions(database, options.listId, subscriptions);
}

function toSubscription(person: Person, options: BatchOptions) {
  return {
    status: person.isGone ? 'unsubscribed' : 'subscribed',
    source: person.source ?? options.source,
    consent: person.consent ?? options.consent,
    joinedAt: person.joinedAt ?? options.at,
    unsubscribedAt: person.isGone ? (person.unsubscribedAt ?? options.at) : null,
    unsubscribeReason: person.isGone ? 'import' : null,
  } as const;
}
