/** What a signature of ours covers. A message that is not signed here is signed by the relay, or by nobody: that is asked online. */
import { domainOf, organisationOf } from '../domains.js';
import type { Problem, Rule } from '../rule.js';

/** Tags of a DKIM-Signature (RFC 6376 3.2). */
function readTags(value: string): ReadonlyMap<string, string> {
  return new Map(value.split(';').map((tag): [string, string] => {
    const [name = '', ...rest] = tag.split('=');
    return [name.trim(), rest.join('=').replaceAll(/\s+/g, '')];
  }));
}

const covered = ['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post'];

export const dkim: Rule = {
  id: 'dkim', severity: 'error', topic: 'sender', needs: 'edition',
  title: 'a DKIM signature covers the sender and both unsubscribe fields, in the name of the sender',
  protects: 'Gmail and Yahoo ignore the unsubscribe button, and the mail fails DMARC.',
  source: 'RFC 8058 4; RFC 6376 5.4; RFC 8301 3.2; Gmail, Yahoo and Microsoft sender requirements',
  check: ({ usual }) => usual.values('DKIM-Signature').flatMap((value, index, all): readonly Problem[] => {
    const tags = readTags(value);
    const [signed, domain, from] = [(tags.get('h') ?? '').toLowerCase().split(':'), tags.get('d') ?? '', domainOf(usual.values('From')[0] ?? '')];
    const open = covered.filter((name) => !signed.includes(name));
    const isAligned = all.some((one) => organisationOf(readTags(one).get('d') ?? '') === organisationOf(from));
    return [
      ...(open.length === 0 ? [] : [{ part: 'header' as const, message: `The DKIM signature does not cover ${open.join(', ')}.` }]),
      ...(tags.has('l') ? [{ part: 'header' as const, severity: 'warning' as const, message: 'The DKIM signature has l=: anybody could add to the mail.' }] : []),
      ...(/^rsa-sha1$/i.test(tags.get('a') ?? '') ? [{ part: 'header' as const, message: 'The DKIM signature uses SHA-1, which nobody accepts.' }] : []),
      ...(isAligned || index > 0 ? [] : [{ part: 'header' as const, message: `The DKIM signature is in the name of ${domain}, the sender is ${from}: DMARC fails.` }]),
    ];
  }),
};
