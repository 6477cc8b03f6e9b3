/**
 * Signatures of single providers and products: their own codes and fixed sentences. They come first because the words around them
 * often say something else ("550 Mailbox unavailable" of QQ means "slow down").
 */

import { toRules } from './rule.js';

export const providerRules = toRules([
  // QQ and NetEase word their limits as refusals; taking them for hard would empty a Chinese list
  ['ratelimited', 'mailbox unavailable or access denied', '550 Mailbox unavailable or access denied [x.example ip: 192.0.2.1]'],
  ['ratelimited', '(?:domain|sender|connection|ip|recipient|mail content) frequency limited', '550 Domain frequency limited [abc ip: 192.0.2.1]. https://service.mail.qq.com'],
  ['ratelimited', 'suspected bounce attacks', '550 Suspected bounce attacks [abc== IP: 192.0.2.1]. https://service.mail.qq.com/detail/122/83'],
  ['ratelimited', 'connection denied~mail\\.qq\\.com', '550 Connection denied. https://service.mail.qq.com/detail/122/88'],
  ['spamdetected', 'dt:(?:spm|ant|csv|xsp)', '554 DT:SPM 163 smtp5,x,y http://mail.163.com/help/help_spam_16.htm?ip='],
  ['userunknown', 'rp:unf ', '550 RP:UNF 163 mx23,x User not found: a@163.com'],
  ['authfailure', 'mi:(?:spf|dmc|dkm) ', '553 MI:SPF 163 mx35,x please see http://mail.163.com/help/help_spam_16.htm'],
  ['requireptr', 'mi:dns ', '550 MI:DNS 163 mx35,x please see http://mail.163.com/help/help_spam_16.htm'],
  ['ratelimited', '(?:dt|mi|hl|rp|im|ic|fd|ct):[a-z]{3} ', '421 DT:SUM 163 smtp11 please see http://mail.163.com/help/help_spam_16.htm'],
  // Google
  ['suspend', 'account that you tried to reach is (?:disabled|inactive)', '550 5.2.1 The email account that you tried to reach is disabled. Learn more'],
  ['userunknown', 'account or group that you tried to reach does not exist', '550 5.1.1 The account or group that you tried to reach does not exist or is not accepting mail from outside'],
  ['exceedlimit', 'receiving (?:mail|email) (?:at a rate|too quickly)', '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages'],
  ['authfailure', 'because the sender is unauthenticated', '550-5.7.26 This mail has been blocked because the sender is unauthenticated.'],
  ['authfailure', '{mail} from \\S{1,80} is not accepted due to', "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy"],
  ['speeding', 'unusual rate of', '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address'],
  ['badreputation', 'low reputation of', '550-5.7.1 this message is likely suspicious due to the very low reputation of the sending domain'],
  ['spamdetected', 'likely (?:unsolicited|suspicious|spam)', '550-5.7.1 Our system has detected that this message is likely unsolicited mail.'],
  ['userunknown', "because the address couldn't be found", "Your message wasn't delivered to a@example.com because the address couldn't be found"],
  ['userunknown', 'address not found', "Address not found: your message wasn't delivered to a@example.com"],
  ['hostunknown', "because the domain \\S{1,100} couldn't be found", "Your message wasn't delivered to a@example.com because the domain example.com couldn't be found."],
  ['systemerror', 'the response from the remote server was: ?$', 'The response from the remote server was:'],
  ['rejected', 'the group you tried to', "We're writing to let you know that the group you tried to contact (a) may not exist"],
  // Yahoo and AOL
  ['speeding', '\\[(?:tss?|gl)[0-9]{2}\\]', '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints'],
  ['blocked', '\\[(?:ph01|bl2[0-9]|ips0[0-9])\\]', '554 5.7.9 Message not accepted for policy reasons. [BL21] See https://postmaster.yahooinc.com/error-codes'],
  ['blocked', '(?:rly:b[0-9]|(?:hvu|dyn|rtr|snd):[a-z0-9]{2,3})(?![a-z0-9])', '554 RTR:DU https://postmaster.info.aol.com/errors/554rtrdu.html'],
  ['userunknown', "user doesn'?t have an? (?:\\S{1,40} )?account", "554 delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [-5]"],
  ['mailboxfull', 'delivery error: dd ~account is over quota', '554 delivery error: dd This account is over quota'],
  ['mailboxfull', 'this account is over quota', '552 1 Sorry, your message to a@example.com cannot be delivered. This account is over quota.'],
  ['suspend', 'delivery error: dd (?:sorry|requested|this account)', '554 delivery error: dd Sorry your message to a@yahoo.com cannot be delivered.'],
  ['spamdetected', 'aol will not accept delivery', '521 5.2.1 :  AOL will not accept delivery of this message.'],
  ['rejected', 'they are not accepting mail from', 'could not be delivered because they are not accepting mail from news@example.com'],
  // Microsoft
  ['userunknown', 'resolver\\.adr\\.(?:ex)?recip(?:ient)?notfound', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@example.com not found by SMTP address lookup'],
  ['userunknown', 'recipientnotfound', '550 5.1.10 SmtpRecipientNotFound: recipientnotfound'],
  ['userunknown', 'recipnotfound', '550 5.1.1 recipnotfound'],
  ['userunknown', 'resolver\\.adr\\.(?:badprimary|invalid|internetaddress)', '#550 5.1.3 RESOLVER.ADR.InvalidInternetAddress; not a valid address'],
  ['suspend', 'resolver\\.adr\\.(?:recipientdisabled|disabled)', '554 5.2.1 RESOLVER.ADR.RecipientDisabled'],
  ['suspend', 'accountdisabled', '554 5.2.1 STOREDRV.Deliver.Exception:AccountDisabledException.MapiExceptionNotFound'],
  ['suspend', 'mailbox_?disabled', '554 5.2.1 mailbox_disabled'],
  ['suspend', 'storedrv\\.deliver~disabled', '554 5.2.1 STOREDRV.Deliver.Exception: mailbox is disabled'],
  ['userunknown', '5\\.4\\.1 (?:\\S{1,60} )?recipient address rejected: access denied', '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02.eop-EUR02.prod.protection.outlook.com]'],
  ['userunknown', 'recipient address rejected: access denied\\W{1,3}(?:as\\(|\\[\\S{1,80}outlook)', '550 Recipient address rejected: Access denied. AS(201806281)'],
  ['filtered', 'recipient address rejected: access denied(?! by)', '554 5.7.1 <a@example.com>: Recipient address rejected: Access denied'], // Postfix: a list of its own says no
  ['exceedlimit', 'recipientratelimit', '550 5.2.122 RESOLVER.RST.RecipientRateLimitExceeded'],
  ['mailboxfull', 'storedrv\\.deliver~(?:quota|full)', '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException'],
  ['mailboxfull', 'quotaexceeded', '554 5.2.2 QuotaExceededException'],
  ['mailboxfull', 'mailboxoverquota', '554 5.2.2 MailboxOverQuota'],
  ['mailboxfull', 'mailfolderquota', '554 5.2.2 MailFolderQuotaExceeded'],
  ['mesgtoobig', 'resolver\\.rst\\.(?:recip|send)sizelimit', '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient'],
  ['mesgtoobig', 'messagetoolarge', '550 5.2.3 MessageTooLarge'],
  ['securityerror', 'resolver\\.rst\\.(?:not|auth|restrict|sender)', '550 5.7.1 RESOLVER.RST.AuthRequired; authentication required'],
  ['securityerror', 'routing\\.(?:norelay|notauth)', '550 5.7.1 ROUTING.NoRelay'],
  ['norelaying', 'tenantattribution', '550 5.7.64 TenantAttribution; Relay Access Denied'],
  ['norelaying', 'unable to relay recipient in non-accepted domain', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
  ['blocked', "unfortunately, messages from \\[?[0-9a-f.:]{3,40}\\]? weren'?t sent", "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent."],
  ['blocked', 'banned (?:sending ip|sender)', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal'],
  ['blocked', 'part of their network is on our block ?list', '550 Please contact your Internet service provider since part of their network is on our block list'],
  ['blocked', 's3140', '550 5.7.1 mail from this address was refused (S3140)'],
  ['blocked', 's3150', '550 5.7.1 mail from this network was refused (S3150)'],
  ['blocked', '\\(as[0-9]{4,6}\\)', '550 5.7.1 Service not given (AS16012)'],
  ['speeding', "some messages from \\S{1,60} weren'?t sent", "421 RP-002 Unfortunately, some messages from 192.0.2.1 weren't sent. Please try again."],
  ['badreputation', '(?:rp|sc|dy|ou)-00[0-9](?![0-9])', '421 RP-001 (BAY0) messages from 192.0.2.1'],
  ['speeding', 'exceeded the rate limit', '421 The mail server exceeded the rate limit'],
  ['authfailure', "does(?: not|n't) (?:meet|pass) (?:the required authentication|dmarc)", '550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level'],
  // mass senders' own lists
  ['suppressed', 'suppression list', 'The address is on the suppression list for this account'],
  ['suppressed', 'suppressed sending', 'SES has suppressed sending to this address because of recent bounces'],
  ['suppressed', 'previously bounced address', '605 Not delivering to previously bounced address'],
  ['suppressed', '(?:sendgrid|mailgun|our) bounce list', '550 5.1.1 Bounced Address: this recipient is on the SendGrid bounce list'],
  ['suppressed', '{user}(?: \\S{1,80})? {be} suppressed', 'a@example.com: this address is suppressed'],
  ['suppressed', 'suppressed (?:{user}|by)', "Message dropped: suppressed by the sender's own list"],
  // Facebook
  ['userunknown', 'rcp-p1', '550 5.1.1 RCP-P1 https://postmaster.example/response_codes'],
  ['filtered', 'rcp-p[2-4]', '550 5.1.1 RCP-P2 Refused due to recipient preferences'],
  ['filtered', 'due to recipient preferences', '550 5.7.1 Message refused due to recipient preferences'],
  // Apple, Comcast, Orange, gateways
  ['spamdetected', '\\[(?:cs|hm)[0-9]{2}\\]', '554 5.7.1 [CS01] Message rejected due to local policy'],
  ['speeding', 'rl0{3}[0-9]', '421 4.1.0 resimta RL000001 try again later'],
  ['blocked', '(?:bl|rp)0{3}[0-9]', '554 resimta-1.example Comcast BL000000'],
  ['mailboxfull', 'ofr_417', '552 5.1.1 OFR_417 [417]'],
  ['userunknown', 'ofr_416', '550 5.1.1 OFR_416'],
  ['speeding', 'ofr_(?:104|106|108|109|999)', '421 4.7.0 OFR_108 [108]'],
  ['blocked', 'cloudmark sender intelligence', '550 Blocked by Cloudmark Sender Intelligence'],
  ['blocked', 'csi\\.cloudmark', '554 See https://csi.cloudmark.com/reset-request/?ip=192.0.2.1'],
  ['blocked', 'ipcheck\\.proofpoint', '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1'],
  ['blocked', 'barracudacentral', '550 192.0.2.1 is listed in b.barracudacentral.org'],
  ['blocked', 'barracuda reputation', '554 Client host blocked by Barracuda Reputation'],
  ['spamdetected', 'envelope blocked', '550 Administrative prohibition - envelope blocked - https://community.mimecast.com'],
  ['spamdetected', 'rejected by header based', '550 Rejected by header based manually Blocked Senders'],
  ['spamdetected', 'sender email address locally blacklisted', '550 Sender email address locally blacklisted'],
  ['blocked', 'cxdns', '554 cmsmtp cox 192.0.2.1 DNS blocked. Please visit cox CXDNS'], // Cox, T-Online
  ['blocked', 'ip=\\S{7,39} - a problem occurred', '554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help)'],
  ['speeding', 'too many spams? from', '421 Too many spams from your IP (192.0.2.1)'], // Free
  // a system that gave up after days of trying: what the last try met is not proven
  ['expired', '(?:message|mail) expired', '550 4.4.7 Message expired: unable to deliver in 840 minutes. <421 4.4.0 Unable to lookup DNS for example.com>'],
  // cPanel with Exim
  ['hostunknown', 'account or domain may not exist', 'The account or domain may not exist, they may be blacklisted, or missing the proper dns entries.'],
  ['speeding', 'exceeded (?:your|the) (?:message|mail|sending|hourly|daily) rate', '450 4.7.0 you have exceeded your message rate'],
  ['speeding', 'exceeded the max (?:emails|defers|messages)', 'Domain example.com has exceeded the max emails per hour (101/100 (101%)) allowed.'],
  // about our address and our numbers, before anything reads "address ... blocked" or "quota exceeded" as the recipient's
  ['speeding', '(?:sending|daily|hourly|outbound|outgoing|sender|connection) (?:\\w{1,10} )?(?:quota|limit)s?(?: {be})?(?: exceed| reach|[.;,]|$)', '550 5.4.5 Daily sending quota exceeded'],
  ['speeding', 'exceed(?:s|ed|ing)? (?:\\w{1,10} ){0,3}(?:sending|daily|hourly|outbound|outgoing) (?:\\w{1,10} )?(?:quota|limit|rate)', '550 You have exceeded your hourly limit of outgoing mail'],
  ['rejected', 'sender address rejected', '553 5.7.1 <a@example.com>: Sender address rejected: not logged in'],
  ['rejected', 'badmailfrom', '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)'],
  ['rejected', '(?:domain|host)(?: name)? of (?:the |your )?(?:sender|envelope)', '553 5.1.8 <news@example.org>... Domain of sender address editor@letters.example.org does not exist'],
  ['blocked', "(?:ip|your|sender(?:'s)?|sending|client|source|originating|remote)(?: ip| e-?mail| mail| smtp| host)? (?:address(?:es)?|account|domain)(?: \\S{1,60})?(?: {be})?(?: \\w{1,12}){0,2} (?:block|disabled|suspend|listed|locked|inactive|bann)", '550 your IP address 192.0.2.1 has been blocked'],
  // Japanese carriers answer so to addresses given up by their owners; the words are the same at every stage
  ['userunknown', 'unknown user\\S{0,3} \\S{1,60}(?:docomo|ezweb|softbank|vodafone)', '550 Unknown user a@docomo.ne.jp'],
  // old Lotus mail, Communigate, Domino
  ['userunknown', 'not listed in (?:the )?(?:domino|public|name)', 'User a (a@example.com) not listed in Domino Directory'],
]);
