/** Answers of DNS and of web servers, gathered beforehand (online/gather.ts) for the rules that need them. Plain data: rules judge, they do not ask. */
import type { Listing } from './online/blocklists.js';
import type { DmarcRecord } from './online/dmarc.js';
import type { DkimRecord } from './online/dkim-record.js';
import type { SpfAnswer } from './online/spf.js';

/** What was asked, or why nobody answered. A name without records is an answer: the list is empty. */
export type Asked<Value> = { readonly value: Value } | { readonly failed: string };

export type DnsAnswers = {
  /** Of the envelope domain (RFC 7208). `mustInclude` is `relaySpf`, `address` is `relaySendingAddress`. */
  readonly spf: { readonly domain: string; readonly mustInclude: string | undefined; readonly address: string | undefined; readonly answer: Asked<SpfAnswer> };
  /** A record for each key that signs here. */
  readonly dkim: readonly { readonly name: string; readonly algorithm: string; /** `p=` of our own key. */ readonly ownKey: string; readonly answer: Asked<readonly DkimRecord[]> }[];
  /** RFC 7489 6.6.3: of the From domain, or else of its organisational domain. */
  readonly dmarc: { readonly fromDomain: string; readonly envelopeDomain: string; readonly signingDomains: readonly string[]; readonly foundAt: string; readonly answer: Asked<readonly DmarcRecord[]> };
  readonly bounceMx: MxAnswer;
  /** Of From and Reply-To. */
  readonly replyMx: readonly MxAnswer[];
  /** Undefined: `relaySendingAddress` is not set. */
  readonly relay: { readonly address: string; readonly answer: Asked<readonly { readonly name: string; readonly isConfirmed: boolean }[]> } | undefined;
  /** Of the sender, the sending address and the links; empty when no list is set. */
  readonly blocklists: readonly Listing[];
  readonly bimi: { readonly name: string; readonly answer: Asked<readonly string[]> };
};

export type MxAnswer = {
  readonly domain: string;
  /** Without MX: whether the domain itself has an address, which counts as one (RFC 5321 5.1). */
  readonly answer: Asked<{ readonly hosts: readonly { readonly name: string; readonly hasAddress: boolean }[]; readonly hasOwnAddress: boolean }>;
};

export type LinkFault = 'refused' | 'timeout' | 'no-host' | 'certificate' | 'private' | 'loop' | 'broken' | 'unasked';

/** `status` of the last answer; `redirects` are the addresses on the way. */
export type LinkAnswer = { readonly status: number; readonly redirects: readonly string[] } | { readonly fault: LinkFault; readonly detail: string; readonly redirects: readonly string[] };

export type HttpAnswers = {
  readonly links: ReadonlyMap<string, LinkAnswer>;
  /** Undefined: there is no list, so no way out of it. */
  readonly oneClick: { readonly url: string; readonly isHttps: boolean; readonly get: LinkAnswer & { readonly asks?: boolean }; readonly post: LinkAnswer } | undefined;
};

/** A family that nobody answered at all is one finding, not one for each question. */
export type OnlineAnswers = {
  /** Undefined: not asked, because there is no list and so no sender. */
  readonly dns: Asked<DnsAnswers> | undefined;
  readonly http: Asked<HttpAnswers>;
};
