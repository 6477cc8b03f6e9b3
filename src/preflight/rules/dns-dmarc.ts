/** What receivers shall do with mails that only claim to be from the sender. */
import { organisationOf } from '../domains.js';
import { dnsOf, whenAnswered } from '../online/answers.js';
import type { DnsAnswers } from '../online.js';
import type { DmarcRecord } from '../online/dmarc.js';
import type { Problem, Rule } from '../rule.js';

/** RFC 7489 3.1: strict asks for the very domain, relaxed for the same organisation. */
function isAligned(one: string, other: string, isStrict: boolean): boolean {
  return isStrict ? one === other : organisationOf(one) === organisationOf(other);
}

function judge(record: DmarcRecord, { fromDomain, envelopeDomain, signingDomains, foundAt }: DnsAnswers['dmarc']): readonly Problem[] {
  const policy = foundAt === fromDomain ? record.policy : record.subdomainPolicy;
  if (policy === undefined) return [{ part: 'setup', message: `The DMARC record of ${foundAt} cannot be read, so it counts for nothing: "${record.text}".`, hint: 'The least is: v=DMARC1; p=none; rua=mailto:reports@your.domain' }];
  const problems: Problem[] = [];
  const spfCounts = isAligned(envelopeDomain, fromDomain, record.isSpfStrict);
  const dkimCounts = signingDomains.some((domain) => isAligned(domain, fromDomain, record.isDkimStrict));
  // Without keys here the relay may sign, with what domain only a sent mail tells.
  if (!spfCounts && signingDomains.length > 0 && !dkimCounts) {
    const strict = [...(record.isSpfStrict ? ['aspf=s'] : []), ...(record.isDkimStrict ? ['adkim=s'] : [])].join(' and ');
    problems.push({ part: 'setup', message: `Neither the envelope domain ${envelopeDomain} nor the signing domain ${signingDomains.join(', ')} counts for ${fromDomain}${strict === '' ? '' : ` (${strict})`}: DMARC fails.`, hint: 'Set dkimDomain or bounceDomain to the domain of the From address.' });
  }
  if (policy === 'none') problems.push({ part: 'setup', severity: 'notice', message: `DMARC of ${foundAt} is p=none: forged mails in your name are delivered.`, hint: 'Move to p=quarantine once the reports show that all your own mail passes.' });
  if (record.rua.length === 0) problems.push({ part: 'setup', severity: 'notice', message: `DMARC of ${foundAt} asks for no reports (rua).`, hint: 'Add rua=mailto: with an address that is read.' });
  for (const uri of record.rua) if (!/^mailto:[^@\s]+@[^@\s]+$/i.test(uri)) problems.push({ part: 'setup', severity: 'warning', message: `DMARC of ${foundAt}: rua holds ${uri}, which is no mailto: address.` });
  return problems;
}

export const dnsDmarc: Rule = {
  id: 'dns-dmarc', severity: 'error', topic: 'online', needs: 'online',
  title: 'the sender\'s domain has a DMARC record, and the mails pass it',
  protects: 'Gmail, Yahoo, Microsoft and Naver refuse bulk mail of a domain without DMARC.',
  source: 'RFC 7489 3.1, 6.3, 6.6.3; Gmail, Yahoo, Microsoft and Naver sender requirements',
  check: (subject) => {
    const asked = dnsOf(subject)?.dmarc;
    if (asked === undefined) return [];
    return whenAnswered(asked.answer, `The DMARC record of ${asked.fromDomain}`, (records): readonly Problem[] => {
      const [record] = records;
      if (record === undefined) return [{ part: 'setup', message: `${asked.fromDomain} has no DMARC record.`, hint: `Publish a TXT record at _dmarc.${organisationOf(asked.fromDomain)}: v=DMARC1; p=none; rua=mailto:reports@${organisationOf(asked.fromDomain)}` }];
      if (records.length > 1) return [{ part: 'setup', message: `${asked.foundAt} has ${records.length} DMARC records; with more than one none counts.`, hint: 'Leave one.' }];
      return judge(record, asked);
    });
  },
};
