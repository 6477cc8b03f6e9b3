/** Whether there was anybody to ask: one line for each family, instead of one for each question. */
import type { Problem, Rule } from '../rule.js';

export const onlineReached: Rule = {
  id: 'online-reached', severity: 'warning', topic: 'online', needs: 'online',
  title: 'DNS and web servers could be asked',
  protects: 'The rules that ask over the network have not looked: what they would find is still there.',
  source: 'the checks themselves',
  check: ({ online }) => {
    if (online === undefined) return [];
    const problems: Problem[] = [];
    if (online.dns === undefined) problems.push({ part: 'setup', severity: 'notice', message: 'DNS was not asked about the sender: there is none without a list.', hint: 'Name the list with --list.' });
    else if ('failed' in online.dns) problems.push({ part: 'setup', message: `DNS could not be asked: ${online.dns.failed}. SPF, DKIM, DMARC and mail servers were not checked.`, hint: 'Check the network, or set dnsServers.' });
    if ('failed' in online.http) problems.push({ part: 'setup', message: `Links were not checked: ${online.http.failed}.`, hint: 'Check the network; a proxy is not used.' });
    return problems;
  },
};
