/** The address behind every link of ours: pictures, web edition, unsubscribing. */
import { isPrivateHost } from '../domains.js';
import type { Rule } from '../rule.js';

export const publicUrl: Rule = {
  id: 'public-url', severity: 'error', topic: 'leaving', needs: 'sender',
  title: 'readers can reach the public pages',
  protects: 'Pictures, web edition and the way to unsubscribe lead nowhere.',
  source: 'RFC 8058 3.1; CAN-SPAM: a way out that works for 30 days',
  check: ({ sender }) => {
    const url = sender === undefined || !URL.canParse(sender.publicUrl) ? undefined : new URL(sender.publicUrl);
    if (sender === undefined || url === undefined || !isPrivateHost(url.hostname)) return [];
    // A relay on this machine: a trial with the catcher, most of the time.
    const isTrial = sender.relayHost === undefined || isPrivateHost(sender.relayHost);
    return [{ part: 'setup', message: `publicUrl is ${sender.publicUrl}, which readers cannot reach.`, hint: 'Set publicUrl to the https address of the public pages.', severity: isTrial ? 'warning' : 'error' }];
  },
};
