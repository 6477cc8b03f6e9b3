/** Our own webhook, for relays that have none of the others: one event or a list of them. docs/feedback.md describes the fields. */
import type { FeedbackReport } from '../report.js';
import { complaint, delayed, eventKeyOf, fieldsOf, leave, messageIdsOf, plain, recipientOf, refusal, textOf, type Fields, type HookEvent } from './hook-event.js';

export function readGeneric(body: unknown): readonly HookEvent[] {
  return (Array.isArray(body) ? body : [body]).map(fieldsOf).flatMap((event) => {
    const report = toReport(event, recipientOf(event['recipient']));
    if (report === undefined) return [];
    return [{ report, messageIds: messageIdsOf(event['messageId']), addresses: [textOf(event['envelopeSender'])].filter((text) => text !== ''), eventKey: eventKeyOf(event['id']) }];
  });
}

function toReport(event: Fields, recipient: string | null): FeedbackReport | undefined {
  const words = textOf(event['diagnostic']);
  const [status, replyCode] = [textOf(event['status']), textOf(event['replyCode'])];
  const texts = [replyCode === '' || words.startsWith(replyCode) ? words : `${replyCode} ${words}`];
  switch (textOf(event['event'])) {
    case 'bounce': return refusal(recipient, { texts, status, otherwise: 'undefined' });
    case 'delayed': return delayed(recipient, texts, status);
    case 'complaint': return complaint(recipient, textOf(event['type']), words);
    case 'unsubscribe': return leave(recipient, words);
    case 'delivered': return plain(recipient, 'delivered', words, 'delivered');
    default: return undefined;
  }
}
