/** Readers and filters know a sender by name, address and List-Id. */
import type { Problem, Rule } from '../rule.js';

export const senderStable: Rule = {
  id: 'sender-stable', severity: 'notice', topic: 'state', needs: 'history',
  title: 'name, address and List-Id are those of the last issue',
  protects: "Readers do not know the sender; filters, folders and the sender's reputation begin anew.",
  source: 'RFC 2919 2; Apple and Yahoo sender rules; deliverability B6 31 and 40',
  check: ({ sender, history }) => {
    const last = history?.last;
    if (last === undefined || sender === undefined) return [];
    const changed = (before: string | undefined, now: string): boolean => before !== undefined && before.toLowerCase() !== now.toLowerCase();
    const problems: Problem[] = [];
    if (changed(last.listId, sender.listId)) problems.push({ part: 'header', severity: 'warning', message: `The List-Id is ${sender.listId}; it was ${last.listId ?? ''} in the last issue.` });
    if (changed(last.fromAddress, sender.fromAddress)) problems.push({ part: 'header', message: `The sender is ${sender.fromAddress}; it was ${last.fromAddress ?? ''} in the last issue.` });
    if (changed(last.fromName, sender.fromName)) problems.push({ part: 'header', message: `The sender is named "${sender.fromName}"; it was "${last.fromName ?? ''}" in the last issue.` });
    return problems;
  },
};
