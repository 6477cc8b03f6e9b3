/** The way to the relay: passwords and readers' addresses go over it. */
import { isPrivateHost } from '../domains.js';
import type { Problem, Rule } from '../rule.js';

export const relayTls: Rule = {
  id: 'relay-tls', severity: 'error', topic: 'sender', needs: 'sender',
  title: 'mails go to the relay over TLS, and its certificate is checked',
  protects: 'Whoever sits on the way reads the password of the relay and the addresses of all readers.',
  source: 'RFC 8314 3.3; RFC 3207 6; Gmail sender guidelines; deliverability B6 22',
  check: ({ sender }) => (sender?.relays ?? []).filter(({ host }) => !isPrivateHost(host)).flatMap(({ name, host, tls, isVerified }): readonly Problem[] => {
    const relay = `The relay ${name} (${host})`;
    if (tls === 'off') return [{ part: 'setup', message: `${relay} is spoken to without TLS.`, hint: 'Set relayTls to required, or use smtps:// in its URL.' }];
    if (tls === 'auto') return [{ part: 'setup', severity: 'warning', message: `${relay} is spoken to over TLS only when it offers it: somebody on the way can take the offer out.`, hint: 'Set relayTls to required.' }];
    return isVerified ? [] : [{ part: 'setup', severity: 'warning', message: `The certificate of ${name} (${host}) is not checked.`, hint: 'Set relayTlsVerify to true once the relay has a certificate that others vouch for.' }];
  }),
};
