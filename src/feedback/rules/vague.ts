/** Words that hint but do not say: asked only after the enhanced status code (RFC 3463) said nothing clear. English. */

import { toRules } from './rule.js';

/** Asked before a clear status: "5.1.1" together with one of these words is about us, not about the address. */
export const distrustRules = toRules([
  ['spamdetected', 'spam|junk|unsolicited', '550 5.1.1 spam'],
  ['blocked', 'block(?:ed|ing)', '550 5.1.1 blocked'],
  ['policyviolation', 'polic(?:y|ies)', '550 5.1.1 policy'],
]);

export const vagueRules = toRules([
  ['userunknown', 'mail ?box (?:name )?(?:is )?(?:not (?:available|allowed|accessible)|unavailable)|{user}(?: address)?\\W{1,3}(?:\\S{1,80} )?(?:{be} )?(?:rejected|refused|not accepted|undeliverable|not deliverable|not allowed|denied)|(?:reject|refus)\\w{0,3} recipient|invalid address|bad address|account unavailable|bad destination', '550 Requested action not taken: mailbox unavailable'],
  ['filtered', '{user}~(?:refus|reject|has blocked|filter|not (?:accept|receiv|want))', 'The recipient chose to refuse mail of this kind'],
  ['syntaxerror', 'syntax|bad sequence|(?:command|parameter)s? (?:not|un)|unrecogni[sz]ed command|need (?:mail|rcpt) ', '503 Bad sequence of commands'],
  ['blocked', 'block(?:ed|ing)|denied|banned|forbidden|refused', '550 denied'],
  ['onhold', 'on hold|pending|quarantine|held', 'message on hold'],
  ['rejected', 'reject', 'Message rejected'],
  ['mailererror', 'mailer', 'mailer trouble'],
  ['mailererror', "can'?t create (?:user )?output", "550 5.0.0 Can't create output"], // Sendmail: mostly a full mailbox, which other words then say
  ['systemerror', 'unavailable|temporar', 'unavailable'],
]);
