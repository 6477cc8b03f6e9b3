/**
 * How a rule is written: a phrase of lower-case words as they stand in replies and bounce texts, the reason they mean, and one line as
 * seen in the wild. In a phrase `{user}` stands for a group of words below, `~` for a gap of up to 40 characters, `…` for one of up to 80 within
 * a sentence; the rest is the
 * notation of regular expressions. First hit wins, so the order of the tables is part of their meaning.
 */

import type { Reason } from '../reasons.js';

export type Rule = {
  readonly reason: Reason;
  readonly pattern: RegExp;
  /** Must hit this rule and none above it. */
  readonly example: string;
};

/** Rules in a row that mean the same, as one pattern: what is asked at run time. */
export type RuleRun = Pick<Rule, 'reason' | 'pattern'>;

/** [reason, phrase, example]. */
export type RuleRow = readonly [reason: Reason, phrase: string, example: string];

/** Words that take each other's place in what mail servers say. */
const groups: Readonly<Record<string, string>> = {
  'user': "(?:users?|recipients?|mail ?box(?:es)?|accounts?|addressee|(?<!ip )address(?:es)?|alias|subscriber|customer|member|person|rcpt|user ?id|inbox|mail ?drop|user ?name|local.?part|account name|login|player)",
  'is not': "(?:(?:is|was|are|were|does|do|did|has|have|can|could|would|will|should)(?: not|n'?t|n’t)|cannot|can not)",
  'be': '(?:is|was|are|were|be|been|being|has been|have been|had been|is being|is currently|is temporarily|appears to be|seems to be)',
  'host': '(?:hosts?|domains?|host ?names?|servers?|mail ?servers?|sites?|systems?|machine|domain names?|mail exchangers?)',
  'mail': '(?:messages?|mails?|e-?mails?|letter|submission)',
  'refuse': '(?:reject|refus|den(?:y|ied|ies)|block|bounc|discard|declin|not accept|not allow|not permit|filter|prohibit|forbid|disallow|quarantin|stopp)',
  'us': '(?:you|your|your (?:ip|host|server|client|domain|network|mail ?server|address|isp|mta|system|site|connection|machine)|ip|ip address|client|client host|sending (?:ip|host|server|mta|domain|address|network)|remote (?:host|ip|server)|network|subnet|connecting (?:host|ip))',
  'off': '(?:disabled|suspended|de-?activated|inactive|inactivated|not active|locked|frozen|expired|terminated|on hold|discontinued|disused|dormant|barred|not enabled|not activated|unactivated|switched off|turned off|blocked|limited)',
  'spam': '(?:spam|junk|uce|ube|unsolicited|bulk (?:e-?)?mail|phish)',
  /** The other side of a mail: whose address, name or greeting is meant when it is not the reader's. Not "returned to sender". */
  'sender': "(?<!(?:to|notify|tell|inform) (?:the |original |its )?)(?:senders?(?:'?s)?|originator|return.?path|reverse.?path|mail ?from|envelope.?(?:sender|from)|from.(?:address|domain|header)|helo|ehlo)(?! ?\\S{0,3}(?:line|policy))",
  'absent': "(?:(?:not|\\w{2,6}n['’]t|never|no longer|no|cannot|unable to|failed to|0)(?: \\w{1,12}){0,2} (?:f[oi]u?nd|exist|know|recogni|locate|registered|listed|valid|match|present|identif|resolv|record of|in (?:use|service)|used|assigned|belong|one of|entries|entry|any ?more|reside)|no(?:t|body)?(?: one)?(?: (?:a |such )?(?!accept|allow|permit|welcome|tolerat|support)\\w{1,12})? here|unknown|wrong|retired|invalid|non-?exist|misspel|mistyped|incorrect|removed|deleted|discontinued|vacated|gone(?![a-z])|closed(?! (?:the |its |this )?(?:connection|session))|left (?:the|us|our)|has left|obsolete)",
  'full': '(?:full|over ?-?quota|over (?:its |the |their |his |her |disk |storage |mail )*(?:quota|limit|capacity)|out of (?:storage|disk|space|mailbox))',
};

/** Longest gap a `~` may bridge. Bounded, so that no rule can take long over hostile text. */
const gap = '.{0,40}';
/** A full stop before a space or the end closes a sentence; one inside a name or address does not. */
const sentenceGap = String.raw`(?:[^.。]|\.(?=\S)){0,80}`.replaceAll('\\\\', '\\');

export function toRules(rows: readonly RuleRow[]): readonly Rule[] {
  return rows.map(([reason, phrase, example]) => ({ reason, pattern: toPattern(phrase), example }));
}

/** Order matters between reasons, not within one: so neighbours are joined, and a text is searched once for all of them. */
export function toRuns(rules: readonly Rule[]): readonly RuleRun[] {
  const starts = rules.flatMap((rule, index) => (rule.reason === rules[index - 1]?.reason ? [] : [index]));
  return starts.map((start, index) => {
    const run = rules.slice(start, starts[index + 1]);
    return { reason: run[0]?.reason ?? 'undefined', pattern: new RegExp(run.map((rule) => rule.pattern.source).join('|')) };
  });
}

/** A phrase begins at a word's beginning; its last word may go on ("reject" finds "rejected"). */
function toPattern(phrase: string): RegExp {
  const source = phrase.replaceAll(/\{([a-z ]+)\}/g, (whole, name: string) => groups[name] ?? whole).replaceAll('~', gap).replaceAll('…', sentenceGap);
  const startsWord = /^[a-z0-9({]/.test(phrase);
  return new RegExp(startsWord ? `(?<![a-z0-9])(?:${source})` : source);
}
