/** Postmark's webhooks, one record each. Fields: postmarkapp.com/developer, "Webhooks", "Bounce types". */
import { parseFeedback } from '../reading/parse.js';
import type { Reason } from '../reasons.js';
import type { FeedbackReport } from '../report.js';
import { complaint, delayed, eventKeyOf, fieldsOf, leave, messageIdsOf, plain, reasonFor, recipientOf, refusal, textOf, type Fields, type HookEvent } from './hook-event.js';

/** `Type` of a bounce: what is believed where the server's words say nothing. */
const bounceReasons: Readonly<Record<string, Reason>> = {
  HardBounce: 'notaccept', BadEmailAddress: 'userunknown', AddressChange: 'hasmoved', DnsError: 'hostunknown', ManuallyDeactivated: 'suppressed',
  SoftBounce: 'onhold', Undeliverable: 'onhold', SpamNotification: 'spamdetected', Blocked: 'blocked', VirusNotification: 'virusdetected',
  DMARCPolicy: 'authfailure', TemplateRenderingFailed: 'contenterror', SMTPApiError: 'contenterror', InboundError: 'systemerror',
};

export function readPostmark(body: unknown): readonly HookEvent[] {
  const event = fieldsOf(body);
  const report = toReport(event, recipientOf(event['Email']) ?? recipientOf(event['Recipient']));
  if (report === undefined) return [];
  const id = textOf(event['ID']);
  // The dump of the bounce repeats our header, where Postmark was told to keep the Message-ID (X-PM-KeepID).
  const content = typeof event['Content'] === 'string' ? event['Content'] : '';
  const original = content === '' ? undefined : parseFeedback(Buffer.from(content));
  return [{ report, messageIds: [...(original?.originalMessageIds ?? []), ...messageIdsOf(event['MessageID'])], addresses: original?.originalAddresses ?? [], eventKey: id === '' ? null : eventKeyOf(`${textOf(event['RecordType'])}:${id}`) }];
}

function toReport(event: Fields, recipient: string | null): FeedbackReport | undefined {
  const words = textOf(event['Details']) || textOf(event['Description']);
  switch (textOf(event['RecordType'])) {
    case 'Bounce': return readBounce(textOf(event['Type']), recipient, words);
    case 'SpamComplaint': return complaint(recipient, 'abuse', words);
    case 'Delivery': return plain(recipient, 'delivered', words, 'delivered');
    case 'Click': return plain(recipient, 'delivered', 'a link was opened');
    case 'SubscriptionChange': return readChange(event, recipient);
    default: return undefined;
  }
}

function readBounce(type: string, recipient: string | null, words: string): FeedbackReport | undefined {
  if (type === 'Transient') return delayed(recipient, [words]);
  if (type === 'AutoResponder' || type === 'ChallengeVerification') return plain(recipient, 'autoreply', words);
  if (type === 'Unsubscribe') return leave(recipient, words);
  if (type === 'SpamComplaint') return complaint(recipient, 'abuse', words);
  if (type === 'Subscribe' || type === 'OpenRelayTest') return undefined;
  return refusal(recipient, { texts: [words], otherwise: reasonFor(bounceReasons, type) ?? 'undefined' });
}

/** `SuppressSending: false` is a return: whom the reader's own word let go, only his word to us brings back. */
function readChange(event: Fields, recipient: string | null): FeedbackReport | undefined {
  if (event['SuppressSending'] !== true) return undefined;
  const reason = textOf(event['SuppressionReason']);
  if (reason === 'HardBounce') return plain(recipient, 'suppressed', reason, 'failed');
  if (reason === 'SpamComplaint') return complaint(recipient, 'abuse', reason);
  return leave(recipient, `left at Postmark (${reason})`);
}
