/** Asks the links of an issue when the editor says so, never by itself, and remembers what they answered while the desk is open. */
import { gatherHttp, type HttpSetup } from '../preflight/online/gather.js';
import type { LinkAnswer } from '../preflight/online.js';
import type { Subject } from '../preflight/subject.js';

export type KnownLinks = {
  /** undefined: never. */
  readonly askedAt: Date | undefined;
  /** Why nobody answered, the last time. */
  readonly failed: string | undefined;
  /** By address, of all issues. */
  readonly answers: ReadonlyMap<string, LinkAnswer>;
};

export type LinkDesk = {
  known(): KnownLinks;
  ask(subject: Subject): Promise<void>;
};

export function createLinkDesk(setup: Omit<HttpSetup, 'trialUrl'>): LinkDesk {
  let known: KnownLinks = { askedAt: undefined, failed: undefined, answers: new Map() };
  return {
    known: () => known,
    async ask(subject) {
      // Without a list there is no way out of it to try.
      const http = await gatherHttp(subject, { ...setup, trialUrl: undefined });
      const askedAt = new Date(setup.now());
      known = 'failed' in http ? { ...known, askedAt, failed: http.failed } : { askedAt, failed: undefined, answers: new Map([...known.answers, ...http.value.links]) };
    },
  };
}
