/** When a send ends, day by day: each midnight brings the quotas of a new day, a warm-up larger ones, and in quiet hours nothing goes out. Pure. */
import { findEndAwake, findQuietEnd, measureAwake, openQuietHours, type QuietHours } from '../schedule/quiet.js';
import { findMidnight, openZone, toLocalDay } from '../schedule/zone.js';

/** What takes mails: a relay, or a lane. */
export type Supply = {
  readonly ratePerSecond: number;
  /** Of a day (`2026-11-25`); null: any number. */
  readonly quotaOn: (day: string) => number | null;
  /** Of the quota of the first day. */
  readonly usedCount: number;
};

export type Season = {
  readonly startAt: Date;
  readonly quiet: QuietHours | null;
  /** Whose midnights bring a new quota. */
  readonly quotaZone: string;
  /** Over all supplies. */
  readonly mostRate: number;
};

/** `endAt` null: not within the days that are looked at. `perDay`: how many go out on each day. */
export type Forecast = { readonly endAt: Date | null; readonly perDay: readonly number[] };

/** An issue that takes longer is no news any more. */
const mostDays = 400;

export function forecastSend(count: number, supplies: readonly Supply[], { startAt, quiet: hours, quotaZone, mostRate }: Season): Forecast {
  const [zone, quiet] = [openZone(quotaZone), openQuietHours(hours)];
  const perDay: number[] = [];
  let at = startAt;
  let rest = count;
  while (perDay.length < mostDays) {
    const day = toLocalDay(at, zone);
    const midnight = findMidnight(at, zone);
    const pots = supplies.map((supply) => toPot(supply, day, perDay.length === 0));
    const { sent, seconds } = drain(rest, measureAwake(quiet, at, midnight) / 1_000, pots, mostRate);
    perDay.push(sent);
    rest -= sent;
    if (rest <= 0) return { endAt: findEndAwake(quiet, at, seconds * 1_000), perDay };
    at = findQuietEnd(quiet, midnight) ?? midnight;
  }
  return { endAt: null, perDay };
}

/** What a supply takes on one day. */
type Pot = { readonly rate: number; left: number };

/** Faster than anything: sums and shares of it are numbers still. */
const endlessRate = 1e9;

function toPot({ ratePerSecond, quotaOn, usedCount }: Supply, day: string, isFirst: boolean): Pot {
  const quota = quotaOn(day);
  return { rate: Math.min(ratePerSecond, endlessRate), left: quota === null ? Infinity : Math.max(0, quota - (isFirst ? usedCount : 0)) };
}

/** Each takes its share of the rate until its pot is empty; then the others take what they can. */
function drain(count: number, mostSeconds: number, pots: readonly Pot[], mostRate: number): { readonly sent: number; readonly seconds: number } {
  let [sent, seconds] = [0, 0];
  for (let open = pots.filter(({ left }) => left > 0); open.length > 0 && sent < count && seconds < mostSeconds; open = open.filter(({ left }) => left > 1e-6)) {
    const sum = open.reduce((total, { rate }) => total + rate, 0);
    const part = Math.min(1, mostRate / sum);
    const step = Math.min(mostSeconds - seconds, (count - sent) / (sum * part), ...open.map(({ rate, left }) => left / (rate * part)));
    for (const pot of open) pot.left -= pot.rate * part * step;
    sent += sum * part * step;
    seconds += step;
  }
  const isDone = sent > count - 1e-3;
  return { sent: isDone ? count : Math.floor(sent + 1e-3), seconds };
}
