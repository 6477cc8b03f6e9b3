/** Whether mail to a domain arrives anywhere (RFC 5321 5.1, RFC 7505), told for the rules about bounces and replies. Pure. */
import type { MxAnswer } from '../online.js';
import type { Problem } from '../rule.js';
import { whenAnswered } from './answers.js';

export function judgeMx({ domain, answer }: MxAnswer, loses: string): readonly Problem[] {
  return whenAnswered(answer, `The mail servers (MX) of ${domain}`, ({ hosts, hasOwnAddress }): readonly Problem[] => {
    if (hosts.some(({ name }) => name === '' || name === '.')) return [{ part: 'setup', message: `${domain} says that it takes no mail (a null MX): ${loses}.` }];
    if (hosts.length === 0 && !hasOwnAddress) return [{ part: 'setup', message: `${domain} has no mail server (MX): ${loses}.`, hint: 'Publish an MX record that leads to the server which takes its mail.' }];
    if (hosts.length === 0) return [{ part: 'setup', severity: 'warning', message: `${domain} has no MX record, only an address; some servers write to MX only.`, hint: 'Publish an MX record.' }];
    if (hosts.every(({ hasAddress }) => !hasAddress)) return [{ part: 'setup', message: `The mail servers of ${domain} have no address (${hosts.map(({ name }) => name).join(', ')}): ${loses}.` }];
    return hosts.filter(({ hasAddress }) => !hasAddress).map(({ name }) => ({ part: 'setup', severity: 'warning', message: `The mail server ${name} of ${domain} has no address.` }));
  });
}
