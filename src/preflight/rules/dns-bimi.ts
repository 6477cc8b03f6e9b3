/** The logo beside the subject. Optional, so only what is there is judged. */
import { dnsOf } from '../online/answers.js';
import { parseTags } from '../online/tags.js';
import type { Problem, Rule } from '../rule.js';

export const dnsBimi: Rule = {
  id: 'dns-bimi', severity: 'notice', topic: 'online', needs: 'online',
  title: 'a BIMI record, where there is one, has an effect',
  protects: 'The logo that was published is not shown.',
  source: 'BIMI (draft-brand-indicators-for-message-identification) 4.2, 7.2',
  check: (subject) => {
    const dns = dnsOf(subject);
    if (dns === undefined || 'failed' in dns.bimi.answer) return [];
    const [text] = dns.bimi.answer.value;
    if (text === undefined) return [];
    const logo = parseTags(text)?.get('l') ?? '';
    const problems: Problem[] = [];
    if (!/^https:\/\/\S+\.svg$/i.test(logo)) problems.push({ part: 'setup', message: `BIMI at ${dns.bimi.name} names no https:// picture that ends in .svg.` });
    const policy = 'value' in dns.dmarc.answer ? dns.dmarc.answer.value[0]?.policy : undefined;
    if (policy === 'none' || policy === undefined) problems.push({ part: 'setup', message: 'BIMI is published, but programs show the logo only with a DMARC policy of quarantine or reject.' });
    return problems;
  },
};
