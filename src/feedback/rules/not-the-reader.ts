/**
 * Words of absence that are not about the reader: of the sender's side, of a question that got no answer, of a command. They stand right
 * before the rules that suppress an address, which would take "sender address unknown" for a reader who is gone. English.
 */

import { toRules } from './rule.js';

/** From the sender to what is missing: one sentence, no other address and nobody else in it. */
const near = String.raw`(?:(?!recipient|rcpt|addressee|deliver|return|bounced)[^.:;,@]|[.,]\S|:\s?<){0,50}?`;
/** A question to a directory, a name server, another server. */
const asking = '(?:verif(?:y|ied|ying|ication)|look(?:ing|ed)? ?-?ups?|look(?:ed|ing)? up|resolv(?:e|ed|ing|ution)|quer(?:y|ied|ying)|whether|callouts?|(?:check|confirm|determin)(?:e|ed|ing)? (?:the |this |that |if )?(?:recipient|address|user|mailbox))';
/** It stayed without an answer, or the answer was: not now. */
const unanswered = '(?:temporar|(?:not|n[\'’]t) (?:answer|respond|repl)|tim(?:e|ed|ing)? ?-?out|try (?:again|later)|retry|at (?:the|this) (?:moment|time)|right now|defer|servfail|server failure|(?:ldap|database|directory|backend)(?: server| service)? (?:failure|error|problem)|(?:ldap|directory|database|verification|backend|remote|dns|name) (?:server|service)s? (?:{be} |temporarily |currently ){0,2}(?:unavailable|not available|unreachable|down|refused))';

export const notTheReaderRules = toRules([
  // the sender's side
  ['rejected', `{sender}${near}(?:{absent}|has no |must resolve|can ?not resolve|no such)`, '550 the sender as given is unknown'],
  ['rejected', '(?:{absent}|no such|no)(?: [^\\s,;:!]{0,80}[^\\s,;:!.]){0,3} {sender}(?!\\S? (?:is |was )?(?:notif|inform))', '550 5.1.7 Invalid address <news@example.org> in MAIL FROM'],
  ['rejected', '{sender} (?:\\w{1,12} ){0,2}(?:check|verif|callback|callout|lookup)\\w{0,8} (?:\\w{1,12} ){0,1}(?:fail|not)', '550 return path check failed'],
  ['notcompliantrfc', '(?:header|field) (?:\\S{1,20} ){0,4}?(?:{absent}|not (?:contain|have)|missing)', '550 header To: does not contain a valid address'],
  ['rejected', '^(?:smtp;)?\\W{0,4}(?:[245]\\d\\d[ -])?(?:#?[245]\\.\\d\\.\\d{1,3} )?\\W{0,2}sender(?:\\W{0,2}\\.\\.\\.|>:| is )', '553 5.3.0 <sender>... you again'],
  ['blocked', 'too many (?:\\w{1,12} ){0,2}(?:unknown|invalid|non-?exist\\w{0,4}|bad|bounc\\w{1,3}|failed|wrong) (?:users?|recipients?|address|rcpt|mail)', '421 too many invalid recipients from you'],
  ['rejected', '(?:helo|ehlo)…(?:{absent}|no such|no (?:\\w{1,12} )?(?:record|entry|address))', 'HELO mta.example.org: no A record for it'],
  ['rejected', "(?:not|n['’]t|cannot|unable to|failed to|failure to) (?:be )?verif\\w{1,4}\\W{1,3}(?:\\w{1,12} ){0,2}sender", '550 we could not verify <sender>: its server knows no such mailbox'],
  ['requireptr', '(?:{us}|your ip)(?: \\S{3,45})? (?:has|have|with|without) (?:no |an? unknown )?(?:valid )?(?:dns |reverse |host ?)?(?:name|entry|record)', 'Client IP has no hostname'],
  // a command or its argument
  ['syntaxerror', '(?:parameters?|arguments?|options?|commands?|keyword|verb|extension|syntax)(?:\\W{1,3}\\S{1,40}){0,3}? (?:not |un|invalid|illegal|is )(?:recogni|supported|allowed|implement|understood|known|valid|missing)?', '501 5.5.4 parameter SIZE= not recognised'],
  // asked, and no answer
  ['systemerror', `${asking}…${unanswered}`, '451 address verification timed out'],
  ['systemerror', `${unanswered}…${asking}(?! failure)`, '550 5.1.2 SERVFAIL when we resolved example.com'],
  ['systemerror', "(?:cannot|can['’]t|could not|couldn['’]t|unable to) (?:\\w{1,12} ){1,2}(?:whether|if) ", 'we cannot say whether the user exists'],
  ['networkerror', "(?:connect\\w{0,5}|reach\\w{0,3})…(?:(?:could|can)(?: not|n't)|cannot|no (?:mx|host|server|mail ?server)\\w{0,3})(?: \\w{1,12}){0,3} be (?:reached|contacted|connected)", 'unable to connect: no MX host could be reached'],
]);
