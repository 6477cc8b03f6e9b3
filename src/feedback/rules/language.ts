/**
 * How a language's words become rules: who or what, and what is the matter with it, in one sentence and in either order. A new language
 * is a `Vocabulary` with an example for every reason it can tell; a reason without an example makes no rule.
 */

import { toRules, type Rule, type RuleRow } from './rule.js';

type ReasonTold = 'spamdetected' | 'blocked' | 'mailboxfull' | 'mesgtoobig' | 'suspend' | 'hostunknown' | 'userunknown' | 'expired' | 'networkerror' | 'rejected';

/** Each a list of words, divided by `|`, in lower case; the notation of rules holds in them. */
type Words =
  /** Who or what receives: recipient, address, account. */
  | 'user'
  /** What can be full: mailbox, quota. */
  | 'box'
  | 'host'
  /** What is ours: IP address, server. */
  | 'us'
  /** What can be too big: message, attachment. */
  | 'mail'
  /** What breaks between servers: connection. */
  | 'link'
  /** "No", before who or what: no user. */
  | 'none'
  | 'absent' | 'full' | 'off' | 'big' | 'broken'
  /** These need no company. */
  | 'spam' | 'listed' | 'late' | 'refused';

export type Vocabulary = { readonly language: string; readonly examples: Readonly<Partial<Record<ReasonTold, string>>> } & Readonly<Partial<Record<Words, string>>>;

export function toLanguageRules(words: Vocabulary): readonly Rule[] {
  const { examples } = words;
  const phrases: Readonly<Record<ReasonTold, string>> = {
    spamdetected: alone(words.spam),
    blocked: `${together(words.us, `${words.off ?? never}|${words.refused ?? never}`)}|${alone(words.listed)}`,
    mailboxfull: together(words.box, words.full),
    mesgtoobig: together(words.mail, words.big),
    suspend: together(words.user, words.off),
    hostunknown: missing(words.host, words, `(?<!(?:${words.user ?? never})[^.]{0,60})`),
    userunknown: missing(words.user, words, ''),
    expired: alone(words.late),
    networkerror: together(words.link, words.broken),
    rejected: alone(words.refused),
  };
  return toRules(Object.entries(phrases).flatMap(([reason, phrase]): RuleRow[] => {
    const example = examples[reason as ReasonTold];
    return example === undefined ? [] : [[reason as ReasonTold, phrase, example]];
  }));
}

/** Stands where a language has no word: fits nothing. */
const never = '(?!)';

function alone(words: string | undefined): string {
  return `(?:${words ?? never})`;
}

function together(what: string | undefined, matter: string | undefined): string {
  return `${alone(what)}…${alone(matter)}|${alone(matter)}…${alone(what)}`;
}

/** "Unknown error at the recipient" names nobody unknown, nor does an invalid header; before its noun the word stands close. */
const noError = String.raw`(?!\S{0,6} ?\S{0,16}(?:fehler|fout|err|ошибк|помилк|błąd|hiba|chyb|hata|virhe|problem|reason|status|command|cause|grund|raison|caus|header|mime|syntax|char|sender|helo|content|format))`;

function missing(what: string | undefined, { absent, none }: Vocabulary, before: string): string {
  const after = `${alone(absent)}${noError}\\S{0,6} (?:\\S{1,16} ){0,3}?(?:\\S{1,3}['’])?${alone(what)}`;
  return `${before}${alone(what)}…${alone(absent)}${noError}|${after}|${alone(none)} (?:\\S{1,12} )?${alone(what)}`;
}
