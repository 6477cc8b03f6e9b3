/**
 * Recipients and reasons in a notification written for people. Shapes of lines are tried in order of how surely the address in them is
 * the one that failed; within the first shape that finds any, each address takes the words next to it.
 */

import { addressSource, cleanAddress, isService, sameAddress } from '../message/addresses.js';

export type TextRecipient = { readonly address: string; readonly words: string };

type Found = { readonly address: string; readonly line: number; readonly rest: string };

const maxLineCount = 600;
/** Judging one costs up to a millisecond. */
export const maxRecipientCount = 200;
/** A reason longer than this is a form letter. */
const maxReasonLineCount = 30;

const address = `["'<(\\[]{0,3}(?:smtp:|mailto:|rfc822;)?(${addressSource})["'>)\\]]{0,3}`;

/** Line shapes, surest first. Group 1 is the address, what follows the match is its first words. */
const shapes: readonly RegExp[] = [
  // qmail, Postfix, Exim, Sendmail's list, Exchange: the address begins the line
  new RegExp(`^[\\s>*•·\\d.)-]{0,16}(?:\\(expanded from: )?${address}(?=$|[\\s:;,.(：])`, 'iu'),
  new RegExp(`^\\s{0,16}(?:"[^"\\n]{0,80}"|[\\p{L}. -]{2,40})\\s{1,4}<(${addressSource})>(?=$|[\\s:;,.(])`, 'iu'),
  // Exchange 5.5: c=US;a= ;p=X;dda:SMTP=a@example.com; on Fri ...
  new RegExp(`(?:dda:)?smtp=(${addressSource})`, 'iu'),
  // Sendmail's transcript: 550 <a@example.com>... User unknown
  new RegExp(`^[\\s>*]{0,8}[245]\\d\\d[ -](?:\\d\\.\\d{1,3}\\.\\d{1,3} )?${address}(?:\\.\\.\\.|[:;]? )`, 'iu'),
  new RegExp(`rcpt to: ?${address}`, 'iu'),
  // named: "Error-for:", "Failed recipient:", "받는 사람:", "宛先:"
  new RegExp(`^[\\s>*#|-]{0,12}(?:(?:failed|undeliver\\w{0,6}|invalid|original|final|intended|unknown|bad|e-?mail|your message to|message|mail)[ -]?)?(?:recipients?|address(?:es)?|addressee|error-for|user|mailbox|destination|account|empfänger|destinataire|destinatario|destinatário|получатель|адрес|수신자|수신인|받는 ?사람|받는이|메일 ?주소|宛先|宛て先|あて先|送信先|受信者|收件人|收信人|收件地址)(?: address| e-?mail|\\(e?s\\))?\\s{0,9}[:：=]\\s{0,9}${address}`, 'iu'),
  // in a sentence
  new RegExp(`addressed,? ?(?:to)?:? ${address}`, 'iu'),
  new RegExp(`(?:addressed|deliver(?:ed|y|ing)?|sent|message|mail|send|forward|transmit\\w{0,4}|reach|relay|envoyé à|a|para|an|кому|на адрес|адресу) ?(?:to|for|following recipient|the (?:recipient|address|user|mailbox)|an)?(?: the)?(?: following)?(?: recipient| address| user| mailbox)?:? ${address}|(?:user|recipient|mailbox|account|address|quota violation for|addressee|for):? (?:name |id )?${address}`, 'iu'),
  new RegExp(`${address}\\s{0,3}(?:(?:is|was|has|could|does|did|not|no|unknown|invalid|:|님|은|는|이|가|에게|宛|は|が|の|へ|无法|不存在|地址)|$)`, 'iu'),
];

/** The last resorts: what a letter's head names, and any address at all. */
const looseShapes: readonly RegExp[] = [
  new RegExp(`^[\\s>]{0,12}(?:to|an|à|para|a|кому|收件人|宛先|받는사람)\\s{0,4}[:：]\\s{0,9}(?:[^\\n@<]{0,60}<)?${address}`, 'iu'),
  new RegExp(address, 'iu'),
];

const introduction = /(?:following|these|listed|this|one or more) (?:e-?mail )?(?:recipient|address|user|mailbox)|did not reach|(?:delivered|delivery|deliver) (?:your message )?to(?: the following)?\W{0,4}$|addresses? (?:had|failed|with)|recipients?(?:\(s\))? (?:did not|failed)|宛先|받는 ?사람|收件人|empfänger|destinataire|destinatari/i;
/** Words before an address that is somebody to talk to, or the sender. */
const otherPeople = /contact|assist|help ?desk|please (?:e-?mail|send|reply|forward|write)|(?<!in )reply to|^\W{0,9}from:|sender|questions|abuse|complain|mail from|message-id|on behalf|envelope-from|<<< mail|gesendet von|보낸 ?사람|差出人|发件人|寄件/i;

export function findTextRecipients(text: string, isExcluded: (address: string) => boolean): readonly TextRecipient[] {
  const lines = joinSplitAddresses(text).split('\n', maxLineCount);
  const from = lines.findIndex((line) => introduction.test(line));
  const found = from > 0 ? search(lines, from, shapes.slice(0, 6), isExcluded) : [];
  const all = found.length > 0 ? found : search(lines, 0, [...shapes, ...looseShapes], isExcluded);
  return all.slice(0, maxRecipientCount).map((hit, index) => ({ address: hit.address, words: wordsAt(lines, hit, all[index + 1]) }));
}

/** "<very.long@\n example.com>" is folded by some mailers. */
function joinSplitAddresses(text: string): string {
  return text.replaceAll(/(<[\w.+-]{1,64}@)\n {0,8}([\w.-]{1,100}>)/g, '$1$2');
}

function search(lines: readonly string[], from: number, patterns: readonly RegExp[], isExcluded: (address: string) => boolean): readonly Found[] {
  for (const pattern of patterns) {
    const found = lines.flatMap((line, index) => (index < from ? [] : match(line, index, pattern, isExcluded)));
    if (found.length > 0) return distinct(found);
  }
  return [];
}

function match(line: string, index: number, pattern: RegExp, isExcluded: (address: string) => boolean): readonly Found[] {
  if (!line.includes('@')) return [];
  const hit = pattern.exec(line.slice(0, 500));
  const written = hit?.[1] ?? hit?.[2];
  const found = written === undefined ? null : cleanAddress(written);
  if (written === undefined || found === null || isService(found) || isExcluded(found) || !/@.*\./.test(found)) return [];
  if (otherPeople.test(line.slice(0, line.indexOf(written)))) return [];
  return [{ address: found, line: index, rest: wordsAround(line, written).replaceAll(written, ' ') }];
}

/** What the line says besides the address. A label ("Undeliverable address:") says nothing of its own; a code or a sentence does. */
function wordsAround(line: string, written: string): string {
  const at = line.indexOf(written);
  const before = line.slice(0, at);
  const after = line.slice(at + written.length);
  return /\d/.test(before) || (before.match(/\p{L}{2,}/gu) ?? []).length > 2 ? `${before} ${after}` : after;
}

function distinct(found: readonly Found[]): readonly Found[] {
  return found.filter((hit, index) => found.findIndex((other) => sameAddress(other.address, hit.address)) === index);
}

/** From the address to the next blank line or the next address. A blank line straight after the address does not count. */
function wordsAt(lines: readonly string[], hit: Found, next: Found | undefined): string {
  const end = Math.min(next !== undefined && next.line > hit.line ? next.line : lines.length, hit.line + maxReasonLineCount);
  const words = [hit.rest];
  for (let index = hit.line + 1; index < end; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '' && words.join('').replaceAll(/[^\p{L}\p{N}]/gu, '').length > 3) break;
    words.push(line.trim());
  }
  return words.join('\n').trim();
}

const serverLine = /^[\s>*<]{0,12}[45]\d\d[ -]|said:|<<< |(?:error|reason|diagnostic|because|cause|원인|사유|理由|原因|grund|raison|motivo|причина)[^:：]{0,30}[:：]/i;
/** A line that cannot be the rest of what a server said. */
const newThought = /^\s{0,12}(?:$|>>>|\.\.\. |[-=_*]{3,}|[\w-]{2,30}:\s|<?\S{1,100}@\S{1,100}>?:?$)/;
const maxFoldCount = 5;

/** Lines that quote a mail server, folded or not: `550 ...`, `said: ...`, `>>> ...`. Where an address has no words of its own, these speak. */
export function findTranscript(text: string): string {
  return linesWithFolds(text, (line) => serverLine.test(line)).slice(0, 2_000);
}

/** Lines of a session that name the address beside a code, and the answers to its RCPT. */
export function findLinesAbout(text: string, about: string): string {
  const name = about.toLowerCase();
  const isAbout = (line: string): boolean => line.toLowerCase().includes(name);
  return linesWithFolds(text, (line, before) => (isAbout(line) || isAbout(before) && /rcpt to/i.test(before)) && /(?<![\d.])[45](?:\d\d|\.\d\.\d{1,3})(?![\d.])/.test(line)).slice(0, 1_000);
}

/** Lines that are wanted, each with those that go on with it. */
function linesWithFolds(text: string, isWanted: (line: string, before: string) => boolean): string {
  const lines = text.split('\n', maxLineCount);
  let foldCount = maxFoldCount;
  const kept = lines.filter((line, index) => {
    const hit = isWanted(line, lines[index - 1] ?? '');
    foldCount = hit ? 0 : newThought.test(line) || serverLine.test(line) ? maxFoldCount : foldCount + 1;
    return hit || foldCount < maxFoldCount;
  });
  return kept.join(' ');
}

/** A user name standing alone below an introduction: completed with the reporting domain (old AOL, campus directories). */
export function findBareName(text: string): string | null {
  const lines = text.split('\n', maxLineCount);
  const from = lines.findIndex((line) => introduction.test(line) || /not delivered to|not accepting mail/i.test(line));
  const below = from === -1 ? [] : lines.slice(from + 1, from + 8);
  if (below.some((line) => line.includes('@'))) return null;
  const after = below.map((line) => /^\s{1,20}([a-z][\w.-]{1,40})(?:$|\s{3,})/i.exec(line)?.[1]);
  return after.find((name) => name !== undefined) ?? null;
}
