/** Whether a message is a bounce in words, an automatic answer, or an ordinary letter: signs counted, so that no single word decides. */

import { decodeHeader } from '../message/charset.js';
import { readParameter } from '../message/content-type.js';
import type { Part } from '../message/mime.js';
import { answerSubject, bounceIntroductions, bounceSenders, bounceSubjects } from './texts.js';

/** Enough signs to call it a bounce. One strong sign alone is never enough: newsletters quote bounces. */
const enough = 3;

export function header(part: Part, name: string): string {
  return decodeHeader(part.headers.get(name)?.[0] ?? '');
}

/** Points for every sign that a mail system, not a person, says that something was not delivered. */
export function isBounce(root: Part, text: string, hasOriginal: boolean): boolean {
  const subject = header(root, 'subject').toLowerCase();
  const words = text.slice(0, 8_000).toLowerCase();
  const points = machinePoints(root)
    + (bounceSubjects.some((pattern) => pattern.test(subject)) ? 2 : 0)
    + (bounceIntroductions.some((pattern) => pattern.test(words)) ? 1.4 : 0)
    + (returnedSubject.test(subject) ? 3 : 0)
    + (hasOriginal ? 0.5 : 0)
    + (isRefusalByRule(root) ? 3 : 0)
    + (isNullPath(header(root, 'return-path')) && serverReply.test(words) ? 0.7 : 0)
    - (isAnswer(root, subject) ? 3 : 0)
    - (isBulkMail(root) ? 4 : 0)
    - (isListNotice(root) ? 3 : 0)
    - (isFromPerson(root, text, hasOriginal) ? 1 : 0);
  return points >= enough;
}

/** A reader's own Sieve rule refused it (RFC 5429 2.2): not a person's answer, though it says `auto-replied`. */
export function isRefusalByRule(root: Part): boolean {
  return /^\s*auto-replied\s{0,3}\(rejected\)/i.test(header(root, 'auto-submitted'));
}

/** Our own subject, returned with a verdict behind it: `RE: Weekly Letters : non remis`. */
const returnedSubject = /: [^:]{3,300} ?[:：] (?:non remis|undeliver\w{3,6}|unzustellbar|not delivered)(?![a-z])/;

/** What a mail server answered, quoted: a reply code with words, or an enhanced code. */
const serverReply = /(?<![\d.])[45]\d\d[ -][#\d<a-z]|(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])/;

/** A mail system speaks for itself: by its address, by a header of its own, by the kind of message. */
export function isMachine(root: Part): boolean {
  return machinePoints(root) - (isNullPath(header(root, 'return-path')) ? 1 : 0) > 0 || machineSubject.test(header(root, 'subject'));
}

/** A null path is one point and no more: vacation notes (RFC 3834 3.3) and read receipts (RFC 8098 3) have it as well. */
function machinePoints(root: Part): number {
  const reportType = readParameter(root.contentType, 'report-type')?.toLowerCase() ?? 'delivery-status';
  const isReport = root.type === 'multipart/report' && /^(?:global-)?delivery-status$/.test(reportType); // RFC 6533 4
  return (root.headers.has('x-failed-recipients') ? 3 : 0) + daemonPoints(root) + (isReport ? 2 : 0) + (isNullPath(header(root, 'return-path')) ? 1 : 0);
}

/** A postmaster may be a person writing a letter; a mailer-daemon never is. */
function daemonPoints(root: Part): number {
  if (!isDaemon(root)) return 0;
  return /mailer-?daemon|mail delivery|<\s?>/i.test(header(root, 'from')) || /mailer-?daemon/i.test(header(root, 'return-path')) ? 2 : 1.5;
}

export function isDaemon(root: Part): boolean {
  const from = `${header(root, 'from')} ${header(root, 'sender')}`.toLowerCase();
  return bounceSenders.test(from) || bounceSenders.test(header(root, 'from').toLowerCase()) || /mailer-?daemon/i.test(header(root, 'return-path'));
}

/** A newsletter's own headers. Gateways copy those of the original into a bounce, so they only weigh against where no daemon speaks. */
function isBulkMail(root: Part): boolean {
  if (isDaemon(root)) return false;
  return root.headers.has('list-unsubscribe') || root.headers.has('list-id') && !machineSubject.test(header(root, 'subject'));
}

/** List managers writing about a list: held posts, confirmations, warnings of their own; reports about many mails (RFC 7489 7.2.1.1, RFC 8460 5.3). */
function isListNotice(root: Part): boolean {
  const subject = header(root, 'subject');
  return root.headers.has('x-list-administrivia') && !isDaemon(root) && !machineSubject.test(subject) || listSubject.test(subject);
}

const listSubject = /^(?:report domain: \S|cron <|logwatch for |\S{0,20} ?(?:quarantine|spam) (?:digest|summary|report|notification)|ezmlm (?:warning|probe)|confirm [\da-f]{8,}|your message to \S{1,60} awaits moderator|you [^\n]{0,80} (?:are )?not (?:a )?member|welcome to the "|[^\n]{0,60} memberships reminder$)/i;

/** Fixed forms of mail systems that nobody types. */
const machineSubject = /^(?:undeliver\w{2,6}: |non-?delivery|returned mail: |delivery failure: |mail delivery warning$|delivery status notification|failure notice$|mail system error|mail delivery failed: |delivery notification: |delivery failure notification|warning: message|message delayed|(?:未送达|未送達|無法傳遞|无法传递|配信不能|배달되지 않음|unzustellbar|non remis|no se puede entregar|onbestelbaar|niedostarczone|system error|系统退信)\s{0,2}(?:[:：]|$))/i;

/** Nothing in it that only a machine writes: a reader telling us of his trouble. */
function isFromPerson(root: Part, text: string, hasOriginal: boolean): boolean {
  if (machineSubject.test(header(root, 'subject'))) return false;
  return machinePoints(root) < 2 && !isNullPath(header(root, 'return-path')) && !hasOriginal && !root.headers.has('auto-submitted') && !/(?<![\d.])[45]\d\d[ -][#\d<A-Z]|(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])/.test(text);
}

function isNullPath(value: string): boolean {
  return /^<\s*>$/.test(value.trim());
}

/** A person's answer, "Re:" in a thread, or an auto-responder's. Mail systems that send "Re:" are daemons by their address. */
function isAnswer(root: Part, subject: string): boolean {
  if (returnedSubject.test(subject)) return false;
  return answerSubject.test(subject) || /^(?:re|aw|sv|antw|rv|res|回复|答复|회신|返信|ответ)\s?(?:\[\d+\])?[:：]/.test(subject) && !isDaemon(root);
}
