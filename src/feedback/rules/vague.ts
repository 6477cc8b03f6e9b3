/** Words that hint but do not say: asked only after the enhanced status code (RFC 3463) said nothing clear. English. */

import { toLanguageRules } from './language.js';
import { toRules } from './rule.js';

/** Asked before a clear status: "5.1.1" together with one of these words is about us, not about the address. */
export const distrustRules = toRules([
  ['spamdetected', 'spam', '550 5.1.1 spam'],
  ['spamdetected', 'junk', '550 5.1.1 junk'],
  ['spamdetected', 'unsolicited', '550 5.1.1 unsolicited'],
  ['blocked', 'block(?:ed|ing)', '550 5.1.1 blocked'],
  ['policyviolation', 'polic(?:y|ies)', '550 5.1.1 policy'],
]);

/** English in the manner of the other languages: the right words in one sentence, whatever stands between them. */
const hintRules = toLanguageRules({
  language: 'English',
  user: 'recipients?|addressee|address(?:es)?|mail ?box|user(?:name| ?id)?|account|person|customer|subscriber|member|login|rcpt|inbox|alias',
  box: 'mail ?box|inbox|quota|storage|mail ?drop|mail folder|disk space|account|maildir',
  host: 'domain|host|destination',
  mail: 'message|e-?mail|mail|attachment|size',
  link: 'connection|connect|session|server|host|dns',
  absent: '{absent}',
  none: 'no|no such|nobody|no one',
  full: 'full(?![a-z])|over (?:its|the|their)|exceed|reached|no (?:more|free|room)|insufficient|not enough|at its limit|used up|exhausted',
  off: 'disabled|suspended|locked|deactivat|inactive|on hold|frozen|expired|dormant|not active',
  big: 'too (?:big|large|long)|larger|exceed|maximum',
  broken: "fail|timed? ?out|refused|reset|lost|clos|dropped|unreach|n[o'’]t (?:be )?(?:reach|establish|respond)|could not",
  late: 'delay|expired|too old|retr(?:y|ies)|giv(?:e|ing) up',
  examples: {
    mailboxfull: 'a mailbox of this size is at its limit', mesgtoobig: 'the attachment goes beyond: much larger than what we take', suspend: 'the account, as we see, is dormant', hostunknown: 'the domain is, we regret, gone',
    userunknown: 'we know the recipient as one who has left', expired: 'the thing is too old', networkerror: 'the session with them was lost',
  },
});

/** Asked after a clear status and before a vague one. */
const vagueWords = toRules([
  ['userunknown', 'mail ?box (?:name )?(?:is )?(?:not (?:available|allowed|accessible)|unavailable)', '550 Requested action not taken: mailbox unavailable'],
  ['userunknown', '{user}(?: address)?\\W{1,3}(?:\\S{1,80} )?(?:{be} )?(?:rejected|undeliverable|not deliverable)', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)'],
  ['userunknown', '(?:reject|refus)\\w{0,3} recipient', '550 refused recipient'],
  ['userunknown', 'bad address', '550 bad address'],
  ['userunknown', 'account unavailable', '550 account unavailable'],
  ['userunknown', 'bad destination', '550 bad destination'],
  ['filtered', '{user}~(?:refus|reject|has blocked|filter|not (?:accept|receiv|want))', 'The recipient chose to refuse mail of this kind'],
  ['filtered', '{user}~(?:has|have|own)~(?:rule|setting|preference)', 'The addressee has a setting for this'],
  ['spamdetected', 'advertis(?:ement|ing)', '550 advertising'],
  ['blocked', 'your (?:\\w{1,12} )?(?:address |ip )?(?:range|network|subnet)', '550 we do not talk to your address range'],
  ['syntaxerror', 'syntax', '500 5.5.2 Error: bad syntax'],
  ['syntaxerror', 'bad sequence', '503 Bad sequence of commands'],
  ['syntaxerror', '(?:command|parameter)s? (?:not|un)', '502 5.5.1 Command not implemented'],
  ['syntaxerror', 'unrecogni[sz]ed command', '500 unrecognised command'],
  ['syntaxerror', 'need (?:mail|rcpt) ', '503 5.5.1 Error: need RCPT command'],
  ['blocked', 'block(?:ed|ing)', '550 Blocked by Cloudmark Sender Intelligence'],
  ['blocked', 'denied', '550 denied'],
  ['blocked', 'banned', '550 banned'],
  ['blocked', 'forbidden', '550 forbidden'],
  ['blocked', 'refused', '550 5.7.1 mail from this network was refused (S3150)'],
  ['onhold', 'on hold', 'message on hold'],
  ['onhold', 'pending', 'pending'],
  ['policyviolation', 'quarantine', 'in quarantine'],
  ['onhold', 'held', 'message held for moderation by postmaster'],
  ['rejected', 'reject', 'Message rejected'],
  ['mailererror', 'mailer', 'mailer trouble'],
  ['mailererror', "can'?t create (?:user )?output", "550 5.0.0 Can't create output"], // Sendmail: mostly a full mailbox, which other words then say
  ['systemerror', 'unavailable', 'unavailable'],
  ['systemerror', 'temporar', '550 5.2.1 temporarily disabled'],
]);

export const vagueRules = [...hintRules, ...vagueWords];
