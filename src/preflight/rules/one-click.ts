/** RFC 8058 3.1: the pair of fields behind the unsubscribe button of Gmail, Yahoo and Apple. */
import { isPrivateHost } from '../domains.js';
import { inEachMessage, type Problem, type Rule } from '../rule.js';
import type { Sender } from '../subject.js';

function isTrial(sender: Sender | undefined): boolean {
  return sender !== undefined && URL.canParse(sender.publicUrl) && isPrivateHost(new URL(sender.publicUrl).hostname);
}

export const oneClick: Rule = {
  id: 'one-click', severity: 'error', topic: 'leaving', needs: 'edition',
  title: 'one-click unsubscribe stands in the header',
  protects: 'Readers find no unsubscribe button in their mail program and press "spam" instead; Gmail and Yahoo ask bulk senders for it.',
  source: 'RFC 8058 3.1; RFC 2369 3.2; Gmail and Yahoo sender guidelines',
  check: (subject) => inEachMessage(subject, ({ values }) => {
    // An address of this machine alone is told by public-url.
    const scheme = isTrial(subject.sender) ? /<https?:\/\/[^>\s]+>/gi : /<https:\/\/[^>\s]+>/gi;
    const problems: Problem[] = [];
    const links = values('List-Unsubscribe').join(',').match(scheme)?.length ?? 0;
    if (links !== 1) problems.push({ part: 'header', message: `List-Unsubscribe holds ${links === 0 ? 'no https link' : `${links} https links instead of one`}.`, hint: 'Set publicUrl to the https address of the public pages.' });
    if (values('List-Unsubscribe-Post').join() !== 'List-Unsubscribe=One-Click') problems.push({ part: 'header', message: 'List-Unsubscribe-Post does not say List-Unsubscribe=One-Click.' });
    return problems;
  }),
};
