/**
 * What an enhanced status code (RFC 3463, RFC 5248 and the IANA registry; Microsoft's own numbers) says when the words say nothing.
 * The first digit is left out: 4.2.2 and 5.2.2 name the same trouble. `classify` decides how much weight a code gets.
 */

import type { Reason } from '../reasons.js';

/** Codes that name one trouble clearly. They outrank vague words such as "rejected". */
export const clearStatus: Readonly<Record<string, Reason>> = {
  // RFC 3463 3.2: addressing
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'filtered',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'userunknown', // RFC 7505 says null MX, Exchange Online says RecipientNotFound: both are gone
  // RFC 3463 3.3: mailbox
  '2.1': 'suspend',
  '2.2': 'mailboxfull',
  '2.3': 'mesgtoobig',
  '2.4': 'mailererror',
  // RFC 3463 3.4: mail system
  '3.1': 'systemfull',
  '3.2': 'systemerror',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  // RFC 3463 3.5: network and routing
  '4.1': 'expired',
  '4.2': 'networkerror',
  '4.3': 'systemerror',
  '4.4': 'hostunknown',
  '4.5': 'toomanyconn',
  '4.6': 'networkerror',
  '4.7': 'expired',
  '4.14': 'networkerror', // Exchange: hop count, a loop
  '4.300': 'expired',
  '4.310': 'hostunknown', // Exchange Online: the domain does not exist in DNS
  '4.312': 'networkerror',
  '4.316': 'expired',
  '4.317': 'failedstarttls',
  // RFC 3463 3.6: protocol
  '5.3': 'toomanyconn',
  // RFC 3463 3.7: content
  '6.1': 'contenterror',
  '6.2': 'contenterror',
  '6.3': 'contenterror',
  '6.7': 'notcompliantrfc', // RFC 6531: an address we should have written otherwise
  '6.8': 'notcompliantrfc',
  '6.9': 'notcompliantrfc',
  // RFC 3463 3.8, RFC 7372, RFC 7505, providers: policy and security
  '7.8': 'securityerror',
  '7.9': 'securityerror',
  '7.13': 'suspend',
  '7.17': 'hasmoved', // RFC 7293: the mailbox has a new owner
  '7.18': 'hasmoved', // RFC 7293: the domain has a new owner
  '7.20': 'authfailure',
  '7.21': 'authfailure',
  '7.22': 'authfailure',
  '7.23': 'authfailure',
  '7.24': 'authfailure',
  '7.25': 'requireptr',
  '7.26': 'authfailure',
  '7.27': 'authfailure', // RFC 7505 says the sender's null MX, Gmail says SPF: our set-up either way
  '7.28': 'speeding',
  '7.29': 'failedstarttls',
  '7.30': 'authfailure',
  '7.31': 'authfailure',
  '7.32': 'authfailure',
  '7.40': 'authfailure',
  '7.54': 'norelaying',
  '7.64': 'norelaying',
  '7.509': 'authfailure',
  '7.515': 'authfailure',
  '7.511': 'blocked',
  '7.606': 'blocked',
  '7.703': 'policyviolation',
  '7.705': 'speeding',
  '7.708': 'blocked',
  '7.750': 'blocked',
};

/** Codes so general that vague words say more. */
export const vagueStatus: Readonly<Record<string, Reason>> = {
  '1.0': 'userunknown',
  '2.0': 'filtered',
  '3.0': 'systemerror',
  '4.0': 'networkerror',
  '5.0': 'syntaxerror',
  '5.1': 'syntaxerror',
  '5.2': 'syntaxerror',
  '5.4': 'syntaxerror',
  '6.0': 'contenterror',
  '6.5': 'contenterror',
  '7.0': 'securityerror',
  '7.1': 'securityerror',
  '7.2': 'securityerror',
};

/** Ranges of providers' own numbers: [prefix of the detail, reason]. */
const ranges: readonly (readonly [RegExp, Reason])[] = [
  [/^7\.(?:60[6-9]|6[1-4]\d)$/, 'blocked'], // Exchange Online: banned sending address
  [/^7\.(?:650|651)$/, 'badreputation'],
  [/^7\.(?:5\d\d|65\d|66\d)$/, 'speeding'],
  [/^7\.1[23]\d$/, 'securityerror'], // Exchange: who may write to this group or mailbox
  [/^4\.3\d\d$/, 'networkerror'],
  [/^6\./, 'contenterror'],
  [/^7\./, 'policyviolation'],
];

const enhanced = /^[245]\.(\d{1,3}\.\d{1,3})$/;

export function reasonOfClearStatus(status: string): Reason | undefined {
  const detail = enhanced.exec(status)?.[1];
  if (detail === undefined || detail in vagueStatus) return undefined;
  return clearStatus[detail] ?? ranges.find(([pattern]) => pattern.test(detail))?.[1];
}

/** Codes of the sender's address, its authentication, its network and the message's size: whatever the words, nobody is gone. */
const ownDetail = /^(?:1\.[78]|3\.4|7\.(?:2\d|3[0-2]|5\d\d|6\d\d|7\d\d))$/;

export function reasonOfOwnStatus(status: string): Reason | undefined {
  return ownDetail.test(enhanced.exec(status)?.[1] ?? '') ? reasonOfClearStatus(status) : undefined;
}

export function reasonOfVagueStatus(status: string): Reason | undefined {
  const detail = enhanced.exec(status)?.[1];
  return detail === undefined ? undefined : vagueStatus[detail];
}
