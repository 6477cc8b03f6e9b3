/** Feedback reports (ARF, RFC 5965; RFC 6591 for failed authentication; RFC 6430 for "not spam"): one report per message. */

import { findAddresses, readRecipientField } from '../message/addresses.js';
import { binaryOf, readHeaders, type Headers, type Part } from '../message/mime.js';
import { complaintMeaning, meaningOfFeedback } from '../reasons.js';
import type { FeedbackReport } from '../report.js';

/** RFC 5965 2; some reporters label the part as text. */
export function isComplaintPart(part: Part): boolean {
  return part.type === 'message/feedback-report' || part.type === 'text/plain' && /^feedback-type[ \t]{0,4}:/i.test(part.body.slice(0, 200).trimStart());
}

/** Outlook.com's junk mail reports (JMRP) are no ARF: the original as an attachment, the reader in a header of it. */
export function readJunkReport(originals: readonly Part[]): readonly FeedbackReport[] | undefined {
  const named = originals.flatMap((part) => part.headers.get('x-hmxmroriginalrecipient') ?? []);
  if (named.length === 0) return undefined;
  return [{ recipient: readRecipientField(named.join(' ')), ...complaintMeaning, reason: 'feedback', feedbackType: 'abuse', status: '', replyCode: '', action: null, diagnostic: 'junk mail report', source: 'arf' }];
}

/** The fields of a report part; also of plain text that some reporters send instead. */
export function readComplaint(part: Part, originals: readonly Part[]): readonly FeedbackReport[] {
  const fields = readHeaders(binaryOf(part).trimStart()).headers;
  const feedbackType = (fields.get('feedback-type')?.[0] ?? 'abuse').trim().toLowerCase();
  const meaning = meaningOfFeedback(feedbackType);
  const recipients = complainers(fields, meaning.kind === 'complaint' || feedbackType.startsWith('opt-out') ? originals : []);
  return recipients.map((recipient) => ({
    recipient, ...meaning, reason: 'feedback', feedbackType, status: '', replyCode: '', action: null,
    diagnostic: `Feedback-Type: ${feedbackType}`, source: 'arf',
  }));
}

/** RFC 5965 3.2: Original-Rcpt-To may repeat. Redacted reports often still show whom the original was sent to. */
function complainers(fields: Headers, originals: readonly Part[]): readonly (string | null)[] {
  const named = ['original-rcpt-to', 'removal-recipient', 'final-recipient', 'original-recipient'].flatMap((name) => fields.get(name) ?? []);
  const reported = [...new Set(named.map(readRecipientField).filter((address) => address !== null && !isRedacted(address)))];
  if (reported.length > 0) return reported.slice(0, 50);
  const quoted = originals.flatMap((original) => findAddresses((original.headers.get('to') ?? []).join(', ')));
  const [first] = quoted.filter((address) => !isRedacted(address));
  return [quoted.length === 1 && first !== undefined ? first : null];
}

/** RFC 6590: reporters may blot out the local part. Only obvious blots: a real name can look like a hash. */
function isRedacted(address: string): boolean {
  return /^(?:redacted|\*+|removed|undisclosed|x{4,}|unknown|[\w.+-]*redacted[\w.+-]*)@|@(?:redacted|removed)/i.test(address);
}
