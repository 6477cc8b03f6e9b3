/** SendGrid's event webhook: a list of events. Fields: docs.sendgrid.com, "Event Webhook Reference". */
import type { FeedbackReport } from '../report.js';
import { complaint, delayed, eventKeyOf, fieldsOf, leave, listOf, messageIdsOf, plain, recipientOf, refusal, textOf, type Fields, type HookEvent } from './hook-event.js';

export function readSendgrid(body: unknown): readonly HookEvent[] {
  return listOf(body).map(fieldsOf).flatMap((event) => {
    const report = toReport(event, recipientOf(event['email']));
    const eventKey = eventKeyOf(event['sg_event_id']);
    return report === undefined ? [] : [{ report, messageIds: messageIdsOf(event['smtp-id']), addresses: [], eventKey }];
  });
}

function toReport(event: Fields, recipient: string | null): FeedbackReport | undefined {
  const words = textOf(event['reason']) || textOf(event['response']);
  switch (textOf(event['event'])) {
    case 'bounce': return readBounce(event, recipient, words);
    case 'dropped': return readDrop(recipient, words);
    case 'deferred': return delayed(recipient, [words], textOf(event['status']));
    case 'delivered': return plain(recipient, 'delivered', words, 'delivered');
    case 'click': return plain(recipient, 'delivered', 'a link was opened');
    case 'spamreport': return complaint(recipient, 'abuse', 'spam report');
    case 'unsubscribe':
    case 'group_unsubscribe': return leave(recipient, 'left at SendGrid');
    default: return undefined; // processed, open: nothing is proved
  }
}

function readBounce(event: Fields, recipient: string | null, words: string): FeedbackReport {
  const isBlocked = textOf(event['type']) === 'blocked';
  const report = refusal(recipient, { texts: [words], status: textOf(event['status']), otherwise: isBlocked ? 'blocked' : 'undefined' });
  // SendGrid's "blocked" is temporary by its own word, whatever code came with it.
  return isBlocked && report.kind === 'hard' ? plain(recipient, 'blocked', words, 'failed') : report;
}

/** Not sent at all: the address is on one of SendGrid's own lists. */
function readDrop(recipient: string | null, words: string): FeedbackReport {
  if (/unsubscribed/i.test(words)) return leave(recipient, words);
  if (/spam report/i.test(words)) return complaint(recipient, 'abuse', words);
  if (/invalid/i.test(words) && !/header|smtpapi/i.test(words)) return plain(recipient, 'userunknown', words, 'failed');
  return plain(recipient, /bounced/i.test(words) ? 'suppressed' : 'contenterror', words, 'failed');
}
