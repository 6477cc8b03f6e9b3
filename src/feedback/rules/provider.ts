/**
 * Signatures of single providers and products: their own codes and fixed sentences. They come first because the words around them
 * often say something else ("550 Mailbox unavailable" of QQ means "slow down").
 */

import { rule, type Rule } from './rule.js';

export const providerRules: readonly Rule[] = [
  // QQ and NetEase word their limits as refusals; taking them for hard would empty a Chinese list
  rule('ratelimited', /mailbox unavailable or access denied/, '550 Mailbox unavailable or access denied [x.example ip: 192.0.2.1]'),
  rule('ratelimited', /(?:domain|sender|connection|ip|recipient) frequency limited/, '550 Domain frequency limited [abc ip: 192.0.2.1]. https://service.mail.qq.com'),
  rule('ratelimited', /connection denied.{0,40}mail\.qq\.com/, '550 Connection denied. https://service.mail.qq.com/detail/122/88'),
  rule('spamdetected', /\bdt:(?:spm|ant|csv|xsp)\b/, '554 DT:SPM 163 smtp5,x,y http://mail.163.com/help/help_spam_16.htm?ip='),
  rule('speeding', /\b(?:dt|mi|hl|rp|im):(?:sum|cel|dmc|icc|imc|nbl|ktp|rbl|irb|rcl|cll)\b/, '421 DT:SUM 163 smtp11 please see http://mail.163.com/help/help_spam_16.htm'),
  rule('spamdetected', /suspected (?:spam|bounce|mail) ?(?:message)?.{0,30}help_spam/, '554 Suspected spam message, see help_spam_16.htm'),
  // Google
  rule('userunknown', /email account that you tried to reach does not exist/, '550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking'),
  rule('suspend', /email account that you tried to reach is (?:disabled|inactive|over)/, '550 5.2.1 The email account that you tried to reach is disabled. Learn more'),
  rule('exceedlimit', /(?:user|account|mailbox).{0,40}receiving (?:mail|email) (?:at a rate|too quickly)/, '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages'),
  rule('mailboxfull', /recipient's inbox is out of storage/, "452 4.2.2 The recipient's inbox is out of storage space and inactive. Please direct the recipient to"),
  rule('authfailure', /this mail (?:has been blocked|is unauthenticated|has been rate limited) because (?:the sender is unauthenticated|it)/, '550-5.7.26 This mail has been blocked because the sender is unauthenticated.'),
  rule('authfailure', /unauthenticated email from .{1,80} is not accepted due to/, '550-5.7.26 Unauthenticated email from example.com is not accepted due to domain\'s DMARC policy'),
  rule('speeding', /unusual rate of (?:unsolicited|mail|email)|temporarily rate.limited/, '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address'),
  rule('badreputation', /very low reputation of the sending|low reputation of the sending/, "550-5.7.1 Gmail has detected that this message is likely suspicious due to the very low reputation of the sending domain"),
  rule('spamdetected', /likely (?:unsolicited mail|unsolicited|suspicious|spam)/, '550-5.7.1 Our system has detected that this message is likely unsolicited mail.'),
  rule('userunknown', /(?:address couldn't be found|wasn't delivered to .{1,120} because the address couldn)/, "Your message wasn't delivered to a@example.com because the address couldn't be found"),
  rule('hostunknown', /because the domain .{1,100} couldn't be found/, "Your message wasn't delivered to a@example.com because the domain example.com couldn't be found."),
  // Yahoo, AOL
  rule('speeding', /\[tss?0[0-9]\]|\[tss?1[0-9]\]/, '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints'),
  rule('blocked', /\[ph01\]|\[bl2[0-9]\]|\(rly:b[0-9]\)|\((?:hvu|dyn):[a-z][0-9]\)|\[ips0[0-9]\]/, '554 5.7.9 Message not accepted for policy reasons. [BL21] See https://postmaster.yahooinc.com/error-codes'),
  rule('userunknown', /user doesn'?t have a (?:\S{1,40} )?account/, "554 delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [-5]"),
  rule('suspend', /delivery error: dd (?:sorry your message to|requested mail action aborted|this account has been)/, '554 delivery error: dd Sorry your message to a@yahoo.com cannot be delivered. This account has been disabled'),
  rule('rejected', /they are not accepting mail from/, 'could not be delivered because they are not accepting mail from news@example.com'),
  // Microsoft
  rule('userunknown', /recipientnotfound|recipnotfound|resolver\.adr\.(?:ex)?recipnotfound/, '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@example.com not found by SMTP address lookup'),
  rule('userunknown', /resolver\.adr\.(?:badprimary|invalidinternetaddress|internetaddressinvalid)|invalidrecipient/, '#550 5.1.3 RESOLVER.ADR.InvalidInternetAddress; not a valid address'),
  rule('userunknown', /recipient address rejected: access denied/, '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02.eop-EUR02.prod.protection.outlook.com]'),
  rule('mailboxfull', /storedrv\.deliver.{0,60}quota|mapiexceptionquotaexceeded|mailboxoverquota/, '554 5.2.2 mailbox full; STOREDRV.Deliver; failed to deliver due to quota'),
  rule('suspend', /accountdisabled|mailboxdisabled|storedrv\.deliver.{0,40}disabled|mailbox_disabled/, '554 5.2.1 STOREDRV.Deliver.Exception:AccountDisabledException.MapiExceptionNotFound'),
  rule('mesgtoobig', /resolver\.rst\.recipsizelimit|smtpsend\..{0,40}size|messagetoolarge/, '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient'),
  rule('securityerror', /resolver\.rst\.(?:notauthorized|authrequired|restricted|senderrestricted)|authenticationrequired/, '550 5.7.1 RESOLVER.RST.AuthRequired; authentication required'),
  rule('securityerror', /routing\.(?:norelay|notauthorized)|recipient(?:'s)? (?:only accepts|group is) /, 'RecipientsGroup: the recipient only accepts mail from people in its organization'),
  rule('norelaying', /tenantattribution|unable to relay recipient in non-accepted domain/, '550 5.7.64 TenantAttribution; Relay Access Denied'),
  rule('blocked', /banned (?:sending ip|sender)|\(as[0-9]{3,6}\)|(?:part of their network|your network) is on our block list/, '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal'),
  rule('badreputation', /\((?:rp|sc|dy|ou|bay)-00[0-9]\)/, '421 RP-001 (BAY0) Unfortunately, some messages from 192.0.2.1 weren\'t sent (RP-001)'),
  rule('speeding', /some messages from .{1,60} weren'?t sent|server busy.{0,60}\(as|exceeded the rate limit/, "421 RP-002 Unfortunately, some messages from 192.0.2.1 weren't sent. Please try again."),
  rule('authfailure', /5\.7\.(?:515|509)|does(?: not|n't) (?:meet|pass) (?:the required authentication|dmarc)/, '550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level'),
  rule('blocked', /bulkcomplaint|traffic not accepted from this ip|s77719|s3150|s3140/, '550 5.7.1 Unfortunately, messages from [192.0.2.1] weren\'t sent (S3150).'),
  // Apple, Comcast, others with their own marks
  rule('spamdetected', /\[(?:cs|hm)[0-9]{2}\]/, '554 5.7.1 [CS01] Message rejected due to local policy'),
  rule('speeding', /\brl0{3}\d/, '421 4.1.0 resimta RL000001 try again later'),
  rule('blocked', /\b(?:bl0{3}\d|rp0{3}\d)\b|postmaster\.(?:comcast|xfinity)\.\w+\/smtp-error/, '554 resimta-1.example Comcast BL000000 blocked'),
  rule('speeding', /ofr_?(?:104|106|108|109|999)|wmx?_?ofr004/, '421 4.7.0 OFR_108 trop de messages'),
  rule('blocked', /ofr_?(?:102|103|107|305|403|405|505|506|515|5[0-9]{2})/, '550 5.7.1 OFR_506 refused'),
  rule('userunknown', /ofr_?416/, '550 5.1.1 OFR_416 adresse'),
  rule('blocked', /ec ?[0-9]{3,6} ?(?:blocked|ip)|reject due to (?:policy|reputation)|cloudmark sender intelligence|csi\.cloudmark/, '554 5.7.1 Service unavailable; reset at https://csi.cloudmark.com/reset-request'),
  rule('blocked', /ipcheck\.proofpoint|blocked.{0,10}see https?:\/\/(?:ipcheck|support)\.proofpoint/, '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1'),
  rule('blocked', /barracuda ?(?:central|networks)|b\.barracudacentral/, '554 Service unavailable; Client host [x] blocked using Barracuda Reputation; https://www.barracudacentral.org/reputation'),
  rule('userunknown', /invalid recipient.{0,20}community\.mimecast|mimecast.{0,60}invalid recipient/, '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550'),
  rule('ratelimited', /anti-?spoofing.{0,40}mimecast|mimecast.{0,60}(?:rate|limit)/, '451 Mimecast account service rate exceeded'),
  rule('policyviolation', /(?:administrative prohibition|rejected by (?:header based )?(?:manually|policy)|anti-spoofing policy)/, '550 Administrative prohibition - envelope blocked - https://community.mimecast.com'),
];
