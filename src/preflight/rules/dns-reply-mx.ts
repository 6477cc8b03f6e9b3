/** Where answers of readers go. */
import { dnsOf } from '../online/answers.js';
import { judgeMx } from '../online/mail-servers.js';
import type { Rule } from '../rule.js';

export const dnsReplyMx: Rule = {
  id: 'dns-reply-mx', severity: 'warning', topic: 'online', needs: 'online',
  title: 'answers of readers arrive',
  protects: 'Readers who press "reply" get an error; Microsoft asks for an address that takes mail.',
  source: 'Microsoft sender requirements 2025; RFC 5321 5.1',
  check: (subject) => (dnsOf(subject)?.replyMx ?? []).flatMap((asked) => judgeMx(asked, 'answers of readers go nowhere').map((problem) => ({ ...problem, severity: 'warning' as const }))),
};
