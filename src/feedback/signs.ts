/** Whether a message is a bounce in words, an automatic answer, or an ordinary letter: signs counted, so that no single word decides. */

import { decodeHeader } from './charset.js';
import type { Part } from './mime.js';
import { bounceIntroductions, bounceSenders, bounceSubjects } from './texts.js';

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
    + (/: [^:]{3,300} ?[:：] (?:non remis|undeliver\w{3,6}|unzustellbar|not delivered)(?![a-z])/.test(subject) ? 3 : 0)
    + (hasOriginal ? 0.5 : 0)
    - (isAnswer(root, subject) ? 2 : 0)
    - (isFromPerson(root, text, hasOriginal) ? 1 : 0);
  return points >= enough;
}

function machinePoints(root: Part): number {
  const isReport = root.type === 'multipart/report' && !/disposition-notification/i.test(root.contentType);
  return (root.headers.has('x-failed-recipients') ? 3 : 0) + daemonPoints(root) + (isReport ? 2 : 0) + (isNullPath(header(root, 'return-path')) ? 1 : 0);
}

/** A postmaster may be a person writing a letter; a mailer-daemon never is. */
function daemonPoints(root: Part): number {
  if (!isDaemon(root)) return 0;
  return /mailer-?daemon|mail delivery|<>/i.test(`${header(root, 'from')} ${header(root, 'return-path')}`) ? 2 : 1.5;
}

export function isDaemon(root: Part): boolean {
  const from = `${header(root, 'from')} ${header(root, 'sender')}`.toLowerCase();
  return bounceSenders.test(from) || bounceSenders.test(header(root, 'from').toLowerCase()) || /mailer-?daemon|^<>$/i.test(header(root, 'return-path'));
}

/** Fixed forms of mail systems that nobody types. */
const machineSubject = /^(?:undeliver\w{2,6}: |non-?delivery|returned mail: |delivery status notification|failure notice$|mail delivery failed: |delivery notification: |delivery failure notification|warning: message|message delayed)/i;

/** Nothing in it that only a machine writes: a reader telling us of his trouble. */
function isFromPerson(root: Part, text: string, hasOriginal: boolean): boolean {
  if (machineSubject.test(header(root, 'subject'))) return false;
  return machinePoints(root) === 0 && !hasOriginal && !root.headers.has('auto-submitted') && !/(?<![\d.])[45]\d\d[ -][#\d<A-Z]|(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])/.test(text);
}

function isNullPath(value: string): boolean {
  return /^<\s*>$/.test(value.trim());
}

/** A person's answer: "Re:" in a thread. Mail systems that send "Re:" are daemons by their address. */
function isAnswer(root: Part, subject: string): boolean {
  return /^(?:re|aw|sv|antw|rv|res|回复|答复|회신|返信|ответ)\s?(?:\[\d+\])?[:：]/.test(subject) && !isDaemon(root);
}
