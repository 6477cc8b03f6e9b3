/** Amazon SES events and notifications, inside an SNS notification. Fields: docs.aws.amazon.com, "Event data that SES publishes". */
import type { Reason } from '../reasons.js';
import type { FeedbackReport } from '../report.js';
import { complaint, delayed, eventKeyOf, fieldsOf, leave, listOf, messageIdsOf, plain, reasonFor, recipientOf, refusal, textOf, type Fields, type HookEvent } from './hook-event.js';

/** bounceSubType; `General` is left to the words of the server. */
const bounceReasons: Readonly<Record<string, Reason>> = {
  NoEmail: 'userunknown', Suppressed: 'suppressed', OnAccountSuppressionList: 'suppressed', MailboxFull: 'mailboxfull',
  MessageTooLarge: 'mesgtoobig', ContentRejected: 'contenterror', AttachmentRejected: 'contenterror', CustomTimeoutExceeded: 'expired',
};

export function readSes(body: unknown): readonly HookEvent[] {
  const envelope = fieldsOf(body);
  const event = parseInner(envelope['Message']);
  const mail = fieldsOf(event['mail']);
  return reportsOf(event, mail).map((report, index) => ({
    report,
    messageIds: messageIdsOf(fieldsOf(mail['commonHeaders'])['messageId'], headerOf(mail, 'message-id')),
    addresses: [textOf(mail['source'])].filter((address) => address !== ''), // MAIL FROM: our VERP address
    eventKey: textOf(envelope['MessageId']) === '' ? null : eventKeyOf(`${textOf(envelope['MessageId'])}:${index}`),
  }));
}

/** A test message of SNS is plain text. */
function parseInner(message: unknown): Fields {
  try {
    return fieldsOf(JSON.parse(typeof message === 'string' ? message : '{}'));
  } catch {
    return {};
  }
}

function headerOf(mail: Fields, name: string): unknown {
  return listOf(mail['headers']).map(fieldsOf).find((header) => textOf(header['name']).toLowerCase() === name)?.['value'];
}

function reportsOf(event: Fields, mail: Fields): readonly FeedbackReport[] {
  const destinations = listOf(mail['destination']).map(recipientOf);
  switch (textOf(event['eventType'] ?? event['notificationType'])) {
    case 'Bounce': return readBounce(fieldsOf(event['bounce']));
    case 'Complaint': return readComplaint(fieldsOf(event['complaint']));
    case 'Delivery': {
      const delivery = fieldsOf(event['delivery']);
      return listOf(delivery['recipients']).map((recipient) => plain(recipientOf(recipient), 'delivered', textOf(delivery['smtpResponse']), 'delivered'));
    }
    // Somebody, or a scanner, opened a link: the mail is there either way.
    case 'Click': return destinations.map((recipient) => plain(recipient, 'delivered', 'a link was opened'));
    case 'DeliveryDelay': {
      const delay = fieldsOf(event['deliveryDelay']);
      return listOf(delay['delayedRecipients']).map(fieldsOf).map((one) => delayed(recipientOf(one['emailAddress']), [textOf(one['diagnosticCode'])], textOf(one['status'])));
    }
    case 'Reject': return destinations.map((recipient) => plain(recipient, 'virusdetected', textOf(fieldsOf(event['reject'])['reason']), 'failed'));
    case 'Rendering Failure': return destinations.map((recipient) => plain(recipient, 'contenterror', textOf(fieldsOf(event['failure'])['errorMessage']), 'failed'));
    case 'Subscription': return destinations.map((recipient) => leave(recipient, 'left at Amazon SES'));
    default: return [];
  }
}

function readBounce(bounce: Fields): readonly FeedbackReport[] {
  const reason = reasonFor(bounceReasons, bounce['bounceSubType']);
  return listOf(bounce['bouncedRecipients']).map(fieldsOf).map((one) => {
    const [recipient, words] = [recipientOf(one['emailAddress']), textOf(one['diagnosticCode'])];
    // Not sent at all: the reader had left by the subscription pages of SES.
    if (textOf(bounce['bounceSubType']) === 'UnsubscribedRecipient') return leave(recipient, 'left at Amazon SES');
    if (reason !== undefined && words === '') return plain(recipient, reason, textOf(bounce['bounceSubType']), 'failed');
    // "Permanent" without a word of the server: SES asks to take it as gone. With words, they decide.
    const otherwise = reason ?? (textOf(bounce['bounceType']) === 'Permanent' && words === '' ? 'notaccept' : 'undefined');
    return refusal(recipient, { texts: [words], status: textOf(one['status']), otherwise });
  });
}

function readComplaint(told: Fields): readonly FeedbackReport[] {
  const type = textOf(told['complaintFeedbackType']);
  return listOf(told['complainedRecipients']).map(fieldsOf).map((one) => complaint(recipientOf(one['emailAddress']), type, `complaint ${type}`.trim()));
}
