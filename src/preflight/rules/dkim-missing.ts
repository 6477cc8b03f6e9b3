/** Nobody signs here: good to know, since most relays do it. */
import type { Rule } from '../rule.js';

export const dkimMissing: Rule = {
  id: 'dkim-missing', severity: 'notice', topic: 'sender', needs: 'sender',
  title: 'the message is signed',
  protects: 'Without a signature Gmail, Yahoo and Microsoft refuse bulk mail.',
  source: 'Gmail, Yahoo and Microsoft sender requirements',
  check: ({ usual }) => (usual.values('DKIM-Signature').length > 0 ? [] : [{ part: 'setup', message: 'The message is not signed with DKIM here.', hint: 'Make sure that the relay signs with the domain of the sender and covers both List-Unsubscribe fields.' }]),
};
