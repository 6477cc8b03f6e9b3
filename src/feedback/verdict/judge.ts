/** Words and fields about one recipient to one report: the verdict, the codes, and the words it rests on. */

import { classify, verdictOf, type Verdict } from './classify.js';
import { findPhase, findReplyCode, findStatus } from './codes.js';
import type { FeedbackReport } from '../report.js';
import { addressSource } from '../message/addresses.js';
import { boilerplate } from './boilerplate.js';

const maxDiagnosticLength = 500;

/** What the report's own fields say (RFC 3464 2.3.3, 2.3.4). */
export type Fate = { readonly action: string | null; readonly status: string };

const nobody = (): boolean => false;

/** `texts` best first; none of them needs to say anything. `isOurs`: what is said of such an address is said of the sender. */
export function judge(texts: readonly string[], fate: Fate, recipient: string | null, isOurs: (address: string) => boolean = nobody): Verdict {
  const all = texts.join(' ');
  return classify({
    texts: texts.map((text) => withoutBoilerplate(nameSender(text, recipient, isOurs))),
    status: bestStatus(fate.status, all), replyCode: findReplyCode(all), action: fate.action, phase: findPhase(all),
    domain: recipient?.slice(recipient.lastIndexOf('@') + 1),
  });
}

/** `5.0.0` in the field says nothing; a code inside the diagnostic says more (RFC 3463 3.1). */
function bestStatus(status: string, text: string): string {
  if (status !== '' && !status.endsWith('.0.0')) return status;
  const found = findStatus(text);
  return found === '' ? status : found;
}

const anyAddress = new RegExp(addressSource, 'gu');

function nameSender(text: string, recipient: string | null, isOurs: (address: string) => boolean): string {
  return text.replaceAll(anyAddress, (written) => (written !== recipient && isOurs(written) ? 'sender' : written));
}

function withoutBoilerplate(text: string): string {
  return boilerplate.reduce((words, pattern) => words.replaceAll(pattern, ' '), text.toLowerCase());
}

export function toReport(verdict: Verdict, fate: Fate, recipient: string | null, texts: readonly string[], source: FeedbackReport['source']): FeedbackReport {
  const diagnostic = (texts.find((text) => text.trim() !== '') ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, maxDiagnosticLength);
  return { recipient, ...verdict, status: bestStatus(fate.status, texts.join(' ')), replyCode: findReplyCode(texts.join(' ')), action: fate.action, diagnostic, source };
}

/** A message that is no bounce. */
export function plainReport(reason: 'notbounce' | 'vacation' | 'autoreply', recipient: string | null): FeedbackReport {
  return { recipient, ...verdictOf(reason), status: '', replyCode: '', action: null, diagnostic: '', source: 'headers' };
}
