/** Who may send in the name of the envelope domain. */
import { dnsOf, whenAnswered } from '../online/answers.js';
import { spfLimits } from '../online/limits.js';
import type { Problem, Rule } from '../rule.js';

export const dnsSpf: Rule = {
  id: 'dns-spf', severity: 'error', topic: 'online', needs: 'online',
  title: 'SPF of the envelope domain lets the relay send',
  protects: 'Receivers take the mails for forged: spam folder, or refused.',
  source: 'RFC 7208 3.2, 4.6.4; Gmail, Yahoo, Microsoft and Naver sender requirements',
  check: (subject) => {
    const asked = dnsOf(subject)?.spf;
    if (asked === undefined) return [];
    const { domain, mustInclude, address } = asked;
    return whenAnswered(asked.answer, `The SPF record of ${domain}`, ({ records, lookupCount, voidCount, includes, passesAll, faults, result }): readonly Problem[] => {
      const [record] = records;
      if (record === undefined) return [{ part: 'setup', message: `${domain} has no SPF record.`, hint: `Publish a TXT record: v=spf1 ${mustInclude === undefined ? 'include:<your relay>' : `include:${mustInclude}`} -all` }];
      if (records.length > 1) return [{ part: 'setup', message: `${domain} has ${records.length} SPF records; with more than one all of them count for nothing.`, hint: 'Join them into one.' }];
      const problems: Problem[] = [];
      if (passesAll) problems.push({ part: 'setup', message: `SPF of ${domain} ends in +all: anybody may send in its name.`, hint: 'End it with -all or ~all.' });
      if (lookupCount > spfLimits.lookups) problems.push({ part: 'setup', message: `SPF of ${domain} needs ${lookupCount} look-ups; after ${spfLimits.lookups} receivers give up.`, hint: 'Take out services that no longer send, or name addresses instead of hosts.' });
      if (voidCount > spfLimits.voids) problems.push({ part: 'setup', message: `SPF of ${domain} names ${voidCount} hosts that are not there; after ${spfLimits.voids} receivers give up.`, hint: 'Take them out.' });
      for (const fault of faults) problems.push({ part: 'setup', severity: 'warning', message: `SPF of ${domain}: ${fault}.` });
      if (mustInclude !== undefined && !includes.includes(mustInclude.toLowerCase())) problems.push({ part: 'setup', message: `SPF of ${domain} does not include ${mustInclude}, so the relay may not send in its name.`, hint: `The record is: ${record}` });
      if (result !== undefined && result !== 'pass') problems.push({ part: 'setup', message: `SPF of ${domain} says ${result} to ${address ?? ''}, which the mails leave from.`, hint: `The record is: ${record}` });
      return problems;
    });
  },
};
