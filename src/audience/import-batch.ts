/** A batch of people onto a list: what each of them comes to, told in words, and written in one transaction. */
import type { ListId } from '../ids.js';
import { countDecided, decideRows, joinPeople, listDecided, updatePeople, type DecidedRow, type ImportOutcome } from '../store/import-rows.js';
import type { ImportSession } from '../store/import-session.js';
import type { Database } from '../store/store.js';
import { isRefusal, type Person, type Refusal } from './person.js';
import type { SeenAddresses } from './seen-addresses.js';

export type RowOutcome = { readonly line: number; readonly address: string; readonly outcome: ImportOutcome; readonly reason: string };

export type BatchOptions = {
  readonly listId: ListId;
  readonly source: string;
  readonly consent: string | null;
  readonly at: Date;
  readonly dryRun: boolean;
  /** Tell of every row; else of those that are refused or worth a look. */
  readonly tellsAll: boolean;
};

export type BatchResult = {
  readonly counts: Readonly<Partial<Record<ImportOutcome, number>>>;
  /** In the order of their lines. */
  readonly told: readonly RowOutcome[];
};

/** `beforeCommit` runs inside the transaction, with the result. */
export async function importBatch(
  session: ImportSession,
  seen: SeenAddresses,
  read: readonly (Person | Refusal)[],
  options: BatchOptions,
  beforeCommit: (transaction: Database, result: BatchResult) => Promise<void>,
): Promise<BatchResult> {
  const rows = read.filter((one): one is Person => !isRefusal(one)).map((person) => ({ ...person, firstLine: seen.firstLine(person.canonical, person.line) }));
  return session.batch(rows, async (transaction) => {
    await decideRows(transaction, options.listId, options.at);
    if (!options.dryRun) {
      await updatePeople(transaction, options.at);
      await joinPeople(transaction, options.listId, options);
    }
    const result = await tellBatch(transaction, read, options);
    await beforeCommit(transaction, result);
    return result;
  });
}

async function tellBatch(transaction: Database, read: readonly (Person | Refusal)[], options: BatchOptions): Promise<BatchResult> {
  const byLine = new Map(read.flatMap((one) => (options.tellsAll || isRefusal(one) || one.suggestion !== null ? [[one.line, one]] : [])));
  const lines = [...byLine.values()].filter((one) => !isRefusal(one)).map((one) => one.line);
  const decided = options.tellsAll ? await listDecided(transaction, null) : lines.length === 0 ? [] : await listDecided(transaction, lines);
  const refused = read.filter(isRefusal);
  const counts = Object.fromEntries((await countDecided(transaction)).map(({ outcome, count }) => [outcome, count]));
  const told = [
    ...decided.map((row) => toOutcome(row, byLine.get(row.line))),
    ...refused.map((one): RowOutcome => ({ line: one.line, address: one.typed, outcome: 'refused', reason: one.reason })),
  ];
  return { counts: refused.length === 0 ? counts : { ...counts, refused: refused.length }, told: told.toSorted((one, other) => one.line - other.line) };
}

function toOutcome({ line, outcome, detail, changes }: DecidedRow, person: Person | Refusal | undefined): RowOutcome {
  if (person === undefined || isRefusal(person)) throw new Error(`line ${line} was decided and not read`);
  return { line, address: person.address, outcome, reason: [changes === null ? '' : `changes ${changes}`, reasonOf(outcome, detail, person)].filter((part) => part !== '').join('; ') };
}

function reasonOf(outcome: ImportOutcome, detail: string | null, person: Person): string {
  switch (outcome) {
    case 'duplicate': return `the same mailbox as line ${detail}`;
    case 'suppressed': return `never written to: ${detail}`;
    case 'unsubscribed': return person.isGone ? 'the file says that this person does not subscribe' : 'left this list before';
    case 'imported': return person.suggestion === null ? '' : `did they mean ${person.suggestion}?`;
    case 'updated': case 'unchanged': return detail === 'subscribed' ? '' : `is ${detail} on this list, and stays so`;
    case 'refused': return '';
  }
}
