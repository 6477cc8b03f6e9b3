/**
 * Automatic answers (RFC 3834): vacation notes, confirmations, tickets, challenges. They prove that somebody is there. Told by headers
 * first; a subject alone counts only when it begins as auto-responders begin.
 */

import type { Part } from '../message/mime.js';
import { header, isDaemon } from './signs.js';
import { absence, answerSubject } from './texts.js';

export type AutoReply = 'vacation' | 'autoreply';

export function readAutoReply(root: Part, text: string): AutoReply | null {
  const subject = header(root, 'subject');
  if (!hasAutoHeader(root) && !(answerSubject.test(subject) && !isBulk(root))) return null;
  return absence.test(subject) || absence.test(text.slice(0, 4_000)) ? 'vacation' : 'autoreply';
}

/** RFC 3834 5; the others are older or of one maker. `auto-generated` alone may be any machine's mail, so it is not taken. */
function hasAutoHeader(root: Part): boolean {
  if (/^\s*auto-replied/i.test(header(root, 'auto-submitted'))) return true;
  if (/^\s*auto[-_]?repl/i.test(header(root, 'precedence')) || /^(?:vacation|auto)/i.test(header(root, 'x-vacation'))) return true;
  if (['x-autoreply', 'x-autoreply-from', 'x-autorespond', 'x-autoresponder', 'x-mail-autoreply', 'x-ms-exchange-generated-message-source'].some((name) => isYes(header(root, name)))) return true;
  return /^oof|^vacation/i.test(header(root, 'x-ms-exchange-inbox-rules-loop')) || /vacation|auto-?(?:reply|respond)/i.test(header(root, 'x-mailer')) || /^<vacation|autoreply/i.test(header(root, 'message-id')) && !isDaemon(root);
}

function isYes(value: string): boolean {
  return value.trim() !== '' && !/^(?:no|false|0)\b/i.test(value.trim());
}

/** A list's mail with such a subject is a letter about auto-replies. */
function isBulk(root: Part): boolean {
  return root.headers.has('list-unsubscribe') || root.headers.has('list-id');
}
