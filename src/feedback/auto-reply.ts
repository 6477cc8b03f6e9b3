/**
 * Automatic answers (RFC 3834): vacation notes, confirmations, tickets, challenges. They prove that somebody is there. Told by headers
 * first; a subject alone counts only when it begins as auto-responders begin.
 */

import type { Part } from './mime.js';
import { header, isDaemon } from './signs.js';

export type AutoReply = 'vacation' | 'autoreply';

/** Words of absence, in subject or text. */
const absence = /out of (?:the )?office|on (?:vacation|holiday|leave|annual leave|maternity|parental|sick|a business trip)|away from (?:the office|my|email|e-mail|work)|(?:am|be|i'm) (?:currently )?(?:away|out|travell?ing|absent)|vacation|annual leave|returning on|back (?:in the office|on|at work)|부재|휴가|출장|자리를? ?비|不在|休暇|休業|出張|お休み|休假|外出|出差|不在办公室|休息中|年假|abwesen|urlaub|nicht im (?:büro|hause|haus)|nicht erreichbar|absen(?:t|ce)|congés?|vacances|ausente|vacaciones|fuera de la oficina|férias|ausência|fora do escritório|assen(?:te|za)|ferie|fuori (?:sede|ufficio)|в отпуске|отсутств|вне офиса|afwezig|vakantie|frånvaro|semester|nieobecn|urlop/i;

/** How auto-responders begin a subject. */
const subjectStart = /^\s*(?:\[?(?:auto(?:matic|mated)?[ -]?(?:reply|response|respond(?:er)?|antwort|matisch)|auto:|out of (?:the )?office|ooo\b|vacation|abwesenheit|automatische antwort|réponse automatique|absence|respuesta automática|resposta automática|risposta automatica|автоответ|автоматический ответ|자동 ?(?:회신|응답|답장)|부재중|自動(?:返信|応答|回覆)|自动(?:回复|答复)|不在(?:通知|連絡|のお知らせ)|休暇|abwesend|away:|i am (?:away|out)|automatisch antwoord|autosvar|autoodpowiedź|on (?:vacation|leave))|(?:re: ?)?(?:please confirm|confirm your|verify your|challenge|spam ?arrest|message verification|your (?:message|email|e-mail|request|inquiry|ticket) (?:has been |was )?received|ticket (?:received|created)|\[ticket|thank you for (?:your|contacting)))/i;

export function readAutoReply(root: Part, text: string): AutoReply | null {
  const subject = header(root, 'subject');
  if (!hasAutoHeader(root) && !(subjectStart.test(subject) && !isBulk(root))) return null;
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
