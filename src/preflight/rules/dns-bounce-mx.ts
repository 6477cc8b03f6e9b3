/** Where bounces go. */
import { dnsOf } from '../online/answers.js';
import { judgeMx } from '../online/mail-servers.js';
import type { Rule } from '../rule.js';

export const dnsBounceMx: Rule = {
  id: 'dns-bounce-mx', severity: 'error', topic: 'online', needs: 'online',
  title: 'mail to the bounce domain arrives',
  protects: 'No bounce comes back, dead addresses are written to again and again, and many servers refuse a sender they cannot answer.',
  source: 'RFC 5321 5.1; RFC 7505; M3AAWG sender practices',
  check: (subject) => {
    const asked = dnsOf(subject)?.bounceMx;
    return asked === undefined ? [] : judgeMx(asked, 'bounces go nowhere');
  },
};
