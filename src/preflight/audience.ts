/** What the database tells of a list and its people, counted beforehand: for the rules about consent, addresses and what waits. No names in it. */
export type AudienceState = {
  /** Who would get the issue. */
  readonly count: number;
  /** Of them: the newest consent is older than two years. */
  readonly staleConsentCount: number;
  /** Of them: nothing says what they agreed to. */
  readonly noConsentCount: number;
  /** Of them: abuse@, postmaster@ and their likes. */
  readonly roleCount: number;
  readonly domains: readonly { readonly domain: string; readonly count: number }[];
  /** What relays and lanes do not take today, in words. */
  readonly paceWarnings: readonly string[];
  /** Opens counted of all readers, whatever they agreed to. */
  readonly countsOpensOfAll: boolean;
  /** The program's own mails that wait for the relay: what confirms a sign-up, a change, a leave. */
  readonly ownMails: Waiting;
  /** Mails that ask to be unsubscribed and fit nobody. */
  readonly leavers: Waiting;
  /** Who signs up is told so, by a confirmation or a welcome. */
  readonly tellsOfConsent: boolean;
};

/** `since`: the oldest; null: there is none. */
export type Waiting = { readonly count: number; readonly since: Date | null };

const dayMs = 86_400_000;

export function daysWaited({ since }: Waiting, now: Date): number {
  return since === null ? 0 : Math.floor((now.getTime() - since.getTime()) / dayMs);
}
