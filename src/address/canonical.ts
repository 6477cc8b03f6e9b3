/**
 * When two addresses are one mailbox. The canonical form finds duplicates and holds suppressions; mail is always written to the form
 * the person gave. RFC 5321 2.4 leaves the local part to its host, so only rules that a provider documents are applied.
 */

import { foldLocal } from './international.js';

export type MailboxRule = {
  /** Everything from this character on is the reader's own tag. */
  readonly tagAfter?: '+' | '-';
  readonly dotsIgnored?: true;
  /** The name of the same mailbox under its first domain. */
  readonly domain?: string;
};

const plusTag: MailboxRule = { tagAfter: '+' };

/** Naver, Kakao and QQ are not here: they know no tags, so `a+b` there is another mailbox than `a`. */
const mailboxRules: Readonly<Record<string, MailboxRule>> = {
  'gmail.com': { tagAfter: '+', dotsIgnored: true },
  'googlemail.com': { tagAfter: '+', dotsIgnored: true, domain: 'gmail.com' },
  'outlook.com': plusTag,
  'hotmail.com': plusTag,
  'live.com': plusTag,
  'msn.com': plusTag,
  'icloud.com': plusTag,
  'me.com': { tagAfter: '+', domain: 'icloud.com' },
  'mac.com': { tagAfter: '+', domain: 'icloud.com' },
  'fastmail.com': plusTag,
  'fastmail.fm': plusTag,
  'proton.me': { tagAfter: '+' },
  'protonmail.com': { tagAfter: '+', domain: 'proton.me' },
  'pm.me': { tagAfter: '+', domain: 'proton.me' },
  'zoho.com': plusTag,
  'yandex.ru': plusTag,
};

/** `local` as typed, `domain` as A-labels in lower case. Two people who differ in letter case only exist in no mailbox we know of. */
export function canonicalAddress(local: string, domain: string): string {
  const rule = mailboxRuleOf(domain);
  const lower = foldLocal(local);
  if (rule === undefined) return `${lower}@${domain}`;
  const tagAt = rule.tagAfter === undefined ? -1 : lower.indexOf(rule.tagAfter);
  const untagged = tagAt > 0 ? lower.slice(0, tagAt) : lower;
  const mailbox = rule.dotsIgnored ? untagged.replaceAll('.', '') : untagged;
  return `${mailbox}@${rule.domain ?? domain}`;
}

export function mailboxRuleOf(domain: string): MailboxRule | undefined {
  return Object.hasOwn(mailboxRules, domain) ? mailboxRules[domain] : undefined;
}

/** All domains under which the same mailboxes are found: gmail.com and googlemail.com. */
export function domainsOf(domain: string): readonly string[] {
  const first = mailboxRuleOf(domain)?.domain ?? domain;
  return [...new Set([domain, first, ...Object.keys(mailboxRules).filter((name) => mailboxRules[name]?.domain === first)])];
}
