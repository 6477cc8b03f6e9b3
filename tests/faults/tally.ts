/** How often each fault really happened: an order that came too late strikes nothing, and one that never strikes proves nothing. Pure. */
import { databaseFaults, moments, people, queueFaults, queueKinds, roughFaults, wireFaults, wirePhases, words } from './cards.js';

export type Tally = Map<string, number>;
export type Note = (what: string) => void;

/** Everything that may happen, in the order it is shown in. */
export const happenings: readonly string[] = [
  ...moments.map((moment) => `kill ${moment}`),
  ...wirePhases.flatMap((phase) => wireFaults[phase].map((fault) => `wire ${phase} ${fault}`)),
  ...words.map((word) => `server ${word}`),
  ...queueKinds.flatMap((kind) => queueFaults.map((what) => `queue ${what} (${kind})`)),
  ...[...databaseFaults, ...roughFaults].map((what) => `database ${what}`),
  'clock forward', 'clock back', ...moments.flatMap((moment) => [`sleep ${moment}`, `sleep ${moment}, taken over`]), 'sleep refused', 'woken with its rows in other hands', 'woken with its rows in other hands, offered',
  ...people, 'resend', 'assume-delivered',
  ...[1, 2, 3, 4].map((count) => `${count} at once`), 'queue on postgres', 'queue on redis', 'STARTTLS', 'process recovered',
];

export function createNote(tally: Tally): Note {
  return (what) => void tally.set(what, (tally.get(what) ?? 0) + 1);
}

export function addTally(sum: Tally, other: Tally): void {
  for (const [what, count] of other) sum.set(what, (sum.get(what) ?? 0) + count);
}

export function renderTally(tally: Tally): string {
  const unknown = [...tally.keys()].filter((what) => !happenings.includes(what));
  const never = happenings.filter((what) => !tally.has(what));
  const counted = [...happenings, ...unknown].filter((what) => tally.has(what)).map((what) => `${what} ${tally.get(what) ?? 0}`);
  return `happened: ${counted.join(', ')}\n${never.length === 0 ? '' : `never happened: ${never.join(', ')}\n`}`;
}
