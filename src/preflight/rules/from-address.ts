/** Who it says it is from: one address that can exist. */
import { isAddressFault, parseAddress } from '../../address/parse.js';
import type { Problem, Rule } from '../rule.js';

export const fromAddress: Rule = {
  id: 'from-address', severity: 'error', topic: 'sender', needs: 'edition',
  title: 'From and Reply-To are one valid address each',
  protects: 'Servers refuse the mail, or answers of readers get lost.',
  source: 'RFC 5322 3.6.2; RFC 6531 3.3; Gmail sender guidelines',
  check: ({ usual }) => ['From', 'Reply-To'].flatMap((name) => usual.values(name).flatMap((value): readonly Problem[] => {
    const address = /<([^<>]*)>\s*$/.exec(value)?.[1] ?? value.trim();
    const parsed = parseAddress(address);
    if (isAddressFault(parsed)) return [{ part: 'header', message: `${name} holds "${address.slice(0, 60)}", which is no valid address.` }];
    return /[^ -~]/.test(address) ? [{ part: 'header', message: `${name} holds letters outside of ASCII in its address: many servers refuse it.`, hint: 'Use an address in ASCII; write the domain as its A-label (xn--…).' }] : [];
  })),
};
