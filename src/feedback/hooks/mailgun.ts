/** Mailgun's webhooks: `event-data`, and the older flat form. Fields: documentation.mailgun.com, "Events". */
import type { FeedbackReport } from '../report.js';
import { complaint, delayed, eventKeyOf, fieldsOf, leave, messageIdsOf, plain, recipientOf, refusal, textOf, type Fields, type HookEvent } from './hook-event.js';

export function readMailgun(body: unknown): readonly HookEvent[] {
  const fields = fieldsOf(body);
  const event = 'event-data' in fields ? fieldsOf(fields['event-data']) : fields;
  const headers = fieldsOf(fieldsOf(event['message'])['headers']);
  const recipient = recipientOf(event['recipient']) ?? recipientOf(headers['to']);
  const report = toReport(event, recipient);
  if (report === undefined) return [];
  return [{
    report,
    messageIds: messageIdsOf(headers['message-id'], event['Message-Id'], event['message-id']),
    addresses: [textOf(fieldsOf(event['envelope'])['sender'])].filter((address) => address !== ''),
    eventKey: eventKeyOf(event['id'], event['token']),
  }];
}

function toReport(event: Fields, recipient: string | null): FeedbackReport | undefined {
  const status = fieldsOf(event['delivery-status']);
  const words = [textOf(status['message']), textOf(status['description']), textOf(event['error']), textOf(event['description'])].filter((text) => text !== '');
  switch (textOf(event['event'])) {
    case 'failed':
    case 'bounced':
    case 'dropped': return readFailure(event, recipient, words);
    case 'rejected': return plain(recipient, 'contenterror', textOf(fieldsOf(event['reject'])['reason']), 'failed');
    case 'complained': return complaint(recipient, 'abuse', 'complaint');
    case 'unsubscribed': return leave(recipient, 'left at Mailgun');
    case 'delivered': return plain(recipient, 'delivered', words[0] ?? '', 'delivered');
    case 'clicked': return plain(recipient, 'delivered', 'a link was opened');
    default: return undefined;
  }
}

/** Codes 605 to 607 and `suppress-…`: Mailgun did not even try, for what came back earlier. */
function readFailure(event: Fields, recipient: string | null, words: readonly string[]): FeedbackReport {
  const status = fieldsOf(event['delivery-status']);
  const code = textOf(status['code']) || textOf(event['code']);
  const reason = textOf(event['reason']);
  if (reason === 'suppress-complaint' || code === '607') return complaint(recipient, 'abuse', words[0] ?? reason);
  if (reason === 'suppress-unsubscribe' || code === '606') return leave(recipient, words[0] ?? reason);
  if (reason === 'suppress-bounce' || code === '605') return plain(recipient, 'suppressed', words[0] ?? reason, 'failed');
  const enhanced = textOf(status['enhanced-code']) || (code.includes('.') ? code : '');
  const texts = /^[245]\d\d$/.test(code) ? words.map((text) => (text.startsWith(code) ? text : `${code} ${text}`)) : words;
  if (textOf(event['severity']) === 'temporary') return delayed(recipient, texts, enhanced);
  return refusal(recipient, { texts, status: enhanced, otherwise: reason === 'espblock' ? 'blocked' : 'undefined' });
}
