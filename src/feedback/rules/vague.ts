/** Words that hint but do not say: asked only after the enhanced status code (RFC 3463) said nothing clear. English. */

import { rule, type Rule } from './rule.js';

export const vagueRules: readonly Rule[] = [
  rule('userunknown', /mailbox (?:is )?(?:not available|unavailable|not accessible|could not)|mailbox name not allowed|(?:recipient|rcpt|address|user|mailbox)(?: address)?\W{1,3}(?:\S{1,80} )?(?:was |is |has been )?(?:rejected|refused|not accepted|denied|undeliverable|not deliverable|not allowed|failed)|(?:reject|refus)\w{0,3} recipient|no valid recipients|not our (?:user|customer)|account (?:not|un)available|invalid address|bad address|invalid user|not a (?:valid|local)/, '550 Requested action not taken: mailbox unavailable'),
  rule('filtered', /(?:recipient|user|addressee|customer|mailbox)\W.{0,40}(?:refus|reject|does(?: not|n't) (?:want|accept|wish)|has (?:blocked|refused|rejected)|filter|not (?:accept|receiv)|only)/, 'The recipient does not accept mail of this kind'),
  rule('spamdetected', /\bspam|junk|unsolicited|\bbulk/, 'spam?'),
  rule('blocked', /block(?:ed|ing)?\b|denied|banned|forbidden|listed|refused/, '550 denied'),
  rule('onhold', /on hold|pending|quarantine/, 'message on hold'),
  rule('mailererror', /mailer|unable to deliver to local/, 'mailer trouble'),
  rule('rejected', /reject/, 'Message rejected'),
  rule('syntaxerror', /syntax|bad sequence|command (?:not|un)|unrecogni[sz]ed command|need (?:mail|rcpt) /, '503 Bad sequence of commands'),
  rule('systemerror', /\berror\b|failure|problem|unavailable/, 'an error'),
];
