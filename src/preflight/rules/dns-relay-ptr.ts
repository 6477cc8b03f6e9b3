/** The name behind the address that sends. */
import { dnsOf, whenAnswered } from '../online/answers.js';
import type { Problem, Rule } from '../rule.js';

/** Names that providers give to addresses nobody has named. */
function isGeneric(name: string, address: string): boolean {
  const parts = address.split('.');
  return parts.length === 4 && (name.includes(parts.join('-')) || name.includes(parts.toReversed().join('-')) || name.includes(parts.toReversed().join('.')) || /(?:^|[.-])(?:dynamic|dyn|dhcp|pool|dsl|cable)(?:[.-]|\d)/i.test(name));
}

export const dnsRelayPtr: Rule = {
  id: 'dns-relay-ptr', severity: 'error', topic: 'online', needs: 'online',
  title: 'the sending address has a name that leads back to it',
  protects: 'Gmail, Yahoo, Apple and Naver refuse mail from an address without one.',
  source: 'Gmail, Yahoo, Apple and Naver sender requirements; RFC 8601 2.7.3 (iprev)',
  check: (subject) => {
    const relay = dnsOf(subject)?.relay;
    if (relay === undefined) return [];
    return whenAnswered(relay.answer, `The name (PTR) of ${relay.address}`, (names): readonly Problem[] => {
      if (names.length === 0) return [{ part: 'setup', message: `${relay.address} has no name (PTR).`, hint: 'Whoever gave you the address sets it; it should be the name that ehloName says.' }];
      const confirmed = names.filter(({ isConfirmed }) => isConfirmed);
      if (confirmed.length === 0) return [{ part: 'setup', message: `${relay.address} is called ${names.map(({ name }) => name).join(', ')}, which does not lead back to it.`, hint: 'Give that name an A or AAAA record with the address.' }];
      return confirmed.every(({ name }) => isGeneric(name, relay.address)) ? [{ part: 'setup', severity: 'warning', message: `${relay.address} has a name as providers give it to any address: ${confirmed[0]?.name ?? ''}.`, hint: 'Set a name of your own domain.' }] : [];
    });
  },
};
