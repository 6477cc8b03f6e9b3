/**
 * Words and codes to a verdict: why a message was refused and what that means for the address. Used for bounces and, at send time,
 * for SMTP replies. Text outranks the enhanced code, that outranks the basic code; the phase is evidence (DESIGN section 6).
 */

import { reasons, type Reason } from '../reasons.js';
import type { FeedbackBucket, FeedbackKind } from '../report.js';
import { eastAsianRules } from '../rules/east-asia.js';
import { invalidRules } from '../rules/invalid.js';
import { languageRules } from '../rules/languages.js';
import { mailboxRules } from '../rules/mailbox.js';
import { notTheReaderRules } from '../rules/not-the-reader.js';
import { policyRules } from '../rules/policy.js';
import { providerRules } from '../rules/provider.js';
import { toRuns, type Rule, type RuleRun } from '../rules/rule.js';
import { transientRules } from '../rules/transient.js';
import { distrustRules, vagueRules } from '../rules/vague.js';
import { reasonOfClearStatus, reasonOfOwnStatus, reasonOfVagueStatus } from './status.js';

export type Phase = 'connect' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

export type Verdict = { readonly reason: Reason; readonly kind: FeedbackKind; readonly bucket: FeedbackBucket };

export type Evidence = {
  /** About one failure, best first: the first that speaks plainly decides, else all of them together with the codes. */
  readonly texts: readonly string[];
  /** RFC 3463, `5.1.1`, or empty. */
  readonly status: string;
  /** RFC 5321, `550`, or empty. */
  readonly replyCode: string;
  /** RFC 3464 2.3.3, lower case; null if none. */
  readonly action: string | null;
  readonly phase: Phase | null;
  /** The recipient's domain. */
  readonly domain?: string | undefined;
};

/** Longest text the rules look at: replies are some hundred characters, and every rule costs time in proportion. */
export const maxTextLength = 2_000;

/** Rules that speak plainly, in order. The first hit wins. */
export const plainRules: readonly Rule[] = [...providerRules, ...mailboxRules, ...policyRules, ...notTheReaderRules, ...invalidRules, ...transientRules, ...eastAsianRules, ...languageRules];

const plainRuns = toRuns(plainRules);
const distrustRuns = toRuns(distrustRules);
const vagueRuns = toRuns(vagueRules);

/** A whole refused message or a bounce's words. */
export function classify(evidence: Evidence): Verdict {
  const reason = findReason(evidence);
  return evidence.action?.startsWith('delay') === true ? lower(reason) : verdictOf(reason);
}

/** A reply to us, now. A 4yz reply is never hard: we shall ask again. */
export function classifyReply(reply: { phase: Phase; code: number; enhanced: string; text: string; domain?: string }): Verdict {
  const { phase, code, enhanced, text, domain } = reply;
  const replyCode = code > 0 ? String(code) : '';
  const reason = findReason({ texts: [`${replyCode} ${enhanced} ${text}`], status: enhanced, replyCode, action: null, phase, domain });
  return code >= 500 ? verdictOf(reason) : lower(reason);
}

/** Whether words alone decide. */
export function saysPlainly(text: string): boolean {
  return findRun(plainRuns, [toRuleText(text)]) !== undefined;
}

export function verdictOf(reason: Reason): Verdict {
  return { reason, ...reasons[reason] };
}

/** The same reason, but not final: what would be hard counts as trouble on the way. */
function lower(reason: Reason): Verdict {
  const verdict = verdictOf(reason);
  if (verdict.kind !== 'hard' && verdict.kind !== 'unknown') return verdict;
  return verdict.kind === 'hard' ? { ...verdict, kind: 'soft', bucket: 'transient' } : verdictOf('expired');
}

/** Japanese phone carriers answer "unknown user" after DATA when the reader's own filter refuses a sender. */
const carrierDomain = /(?:^|\.)(?:docomo\.ne\.jp|ezweb\.ne\.jp|au\.com|softbank\.(?:ne\.)?jp|vodafone\.ne\.jp|disney\.ne\.jp|ymobile\.ne\.jp|pdx\.ne\.jp)$/;

function findReason(evidence: Evidence): Reason {
  const reason = findReasonInWords(evidence);
  const isLate = evidence.phase === 'data' || evidence.phase === 'dot';
  return reason === 'userunknown' && isLate && carrierDomain.test(evidence.domain ?? '') ? 'filtered' : reason;
}

function findReasonInWords(evidence: Evidence): Reason {
  const texts = evidence.texts.map(toRuleText);
  for (const text of texts) {
    const plain = findRun(plainRuns, [text]);
    if (plain) return correct(plain.reason, evidence.status);
  }
  return findRun(distrustRuns, texts)?.reason
    ?? reasonOfClearStatus(evidence.status)
    ?? patient(findRun(vagueRuns, texts)?.reason, evidence.replyCode)
    ?? reasonOfVagueStatus(evidence.status)
    ?? reasonOfPhase(evidence);
}

/** RFC 5321 4.2.3: `450 mailbox unavailable` is busy or blocked for now; words that only hint make nobody gone under a 4yz. */
function patient(reason: Reason | undefined, replyCode: string): Reason | undefined {
  return reason !== undefined && reasons[reason].kind === 'hard' && replyCode.startsWith('4') ? 'systemerror' : reason;
}

/** Words of absence beside a code that speaks of our side alone are about our side: "5.1.8 user unknown" is the sender. */
function correct(reason: Reason, status: string): Reason {
  return reasons[reason].kind === 'hard' ? reasonOfOwnStatus(status) ?? reason : reason;
}

/** The first run that fits any of the texts; each is searched by itself, so that no rule reads across. */
function findRun(runs: readonly RuleRun[], texts: readonly string[]): RuleRun | undefined {
  return runs.find((run) => texts.some((text) => run.pattern.test(text)));
}

/** The single rule: for tests and people. */
export function findRule(rules: readonly Rule[], text: string): Rule | undefined {
  return rules.find((candidate) => candidate.pattern.test(text));
}

/** Lower case, one line, bounded. A blank line ends a sentence. */
export function toRuleText(text: string): string {
  return text.slice(0, maxTextLength * 2).replaceAll(/\n[ \t]{0,40}\n/g, ' . ').replaceAll(/\s+/g, ' ').toLowerCase().slice(0, maxTextLength);
}

function reasonOfPhase({ replyCode, phase }: Evidence): Reason {
  if (replyCode.startsWith('4')) return 'expired';
  if (replyCode === '552') return 'mailboxfull'; // RFC 5321 4.2.3: exceeded storage allocation
  if (phase === null || replyCode === '') return 'undefined';
  if (phase === 'connect' || phase === 'ehlo') return 'blocked';
  if (phase === 'auth') return 'securityerror';
  if (phase === 'mail') return 'rejected';
  return phase === 'rcpt' ? 'undefined' : 'policyviolation';
}
