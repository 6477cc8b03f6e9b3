/** The demo's audience: made-up people, some of whom carry a word behind the last `+` of their address that the catcher obeys. */
import { makeSubscribers } from '../../audience/made-up.js';

export type ForcedOutcome = {
  readonly word: string;
  /** Per 1000 subscribers; at least one of each. */
  readonly perMille: number;
  /** What the demo says of it. */
  readonly story: string;
};

export const forcedOutcomes: readonly ForcedOutcome[] = [
  { word: 'refuse', perMille: 16, story: 'refused at once: no such user' },
  { word: 'later', perMille: 24, story: 'put off at the first try (greylisting), taken at the second' },
  { word: 'bounce', perMille: 12, story: 'taken, then a bounce: no such user' },
  { word: 'fullbox', perMille: 10, story: 'taken, then a bounce: mailbox full' },
  { word: 'complain', perMille: 8, story: 'taken, then reported as spam' },
];

/** So many leave by one click between the freeze and the send. */
export const leavingCount = 3;

export function countOutcomes(subscriberCount: number): Readonly<Record<string, number>> {
  return Object.fromEntries(forcedOutcomes.map(({ word, perMille }) => [word, Math.max(1, Math.round((subscriberCount * perMille) / 1000))]));
}

/** The CSV, with two lines that no import should take. */
export function makeDemoCsv(subscriberCount: number): string {
  const lines = makeSubscribers({ count: subscriberCount, seed: 42, outcomes: countOutcomes(subscriberCount) }).split(/(?<=\n)/);
  const [header = '', ...rows] = lines;
  const half = Math.floor(rows.length / 2);
  return [header, ...rows.slice(0, half), 'not an address,홍길동,ko,\n', 'two@@signs.example,Bob,en,\n', ...rows.slice(half)].join('');
}
