/** Links of ours lie where the mail comes from. */
import { domainOf, isPrivateHost, organisationOf } from '../domains.js';
import type { Rule } from '../rule.js';

export const publicUrlDomain: Rule = {
  id: 'public-url-domain', severity: 'notice', topic: 'leaving', needs: 'sender',
  title: 'the public pages lie below the domain of the sender',
  protects: 'Links and pictures on a foreign domain look like tracking or phishing, and share the fate of that domain.',
  source: 'M3AAWG Sender BCP 3.0; deliverability B6 27',
  check: ({ sender }) => {
    const host = sender !== undefined && URL.canParse(sender.publicUrl) ? new URL(sender.publicUrl).hostname : undefined;
    const own = sender === undefined ? '' : organisationOf(domainOf(sender.fromAddress));
    // An address nobody reaches is the matter of public-url.
    if (host === undefined || isPrivateHost(host) || organisationOf(host) === own) return [];
    return [{ part: 'setup', message: `The links of the mail lead to ${host}; the sender is of ${own}.`, hint: `Give the public pages a name below ${own}, such as news.${own}, and say it in publicUrl.` }];
  },
};
