/** classifyReply against what providers really answer. Kinds first: a wrong "hard" loses a reader. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { classifyReply, type Phase } from '../../../src/feedback/verdict/classify.js';
import type { Reason } from '../../../src/feedback/reasons.js';

/** [phase, code, enhanced, text, reason]; several reasons with the same meaning for the address may be allowed. */
const table: readonly (readonly [Phase, number, string, string, ...Reason[]])[] = [
  // gone
  ['rcpt', 550, '5.1.1', "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. For more information, go to https://support.google.com/mail/?p=NoSuchUser x-20020a - gsmtp", 'userunknown'],
  ['rcpt', 550, '5.1.1', '<a@example.com>: Recipient address rejected: User unknown in virtual mailbox table', 'userunknown'],
  ['rcpt', 550, '5.1.1', '<a@example.com>: Recipient address rejected: User unknown in relay recipient table', 'userunknown'],
  ['rcpt', 550, '5.1.1', '<a@example.com>: Recipient address rejected: undeliverable address: host mx.example.com said: 550 5.1.1 unknown', 'userunknown'],
  ['rcpt', 550, '5.1.1', '<a@example.com>... User unknown', 'userunknown'],
  ['rcpt', 550, '', 'No such user here', 'userunknown'],
  ['rcpt', 550, '', '<a@example.com>, Recipient unknown', 'userunknown'],
  ['rcpt', 550, '', 'No Such User Here"', 'userunknown'],
  ['rcpt', 550, '', 'Unrouteable address', 'userunknown'],
  ['rcpt', 550, '5.5.0', 'Requested action not taken: mailbox unavailable (S2017062302).', 'userunknown'],
  ['rcpt', 550, '', 'Requested action not taken: mailbox unavailable', 'userunknown'],
  ['rcpt', 550, '5.1.10', 'RESOLVER.ADR.RecipientNotFound; Recipient a@example.com not found by SMTP address lookup', 'userunknown'],
  ['rcpt', 550, '5.4.1', 'Recipient address rejected: Access denied. AS(201806281) [DB5EUR01FT012.eop-EUR01.prod.protection.outlook.com]', 'userunknown'],
  ['rcpt', 550, '5.1.1', 'RESOLVER.ADR.ExRecipNotFound; not found', 'userunknown'],
  ['rcpt', 550, '5.1.0', 'Address rejected.', 'userunknown'],
  ['rcpt', 554, '', "delivery error: dd This user doesn't have a yahoo.com account (a@yahoo.com) [-5] - mta1004.mail.bf1.yahoo.com", 'userunknown'],
  ['rcpt', 550, '', '5.1.1 unknown or illegal alias: a@example.com', 'userunknown'],
  ['rcpt', 550, '5.7.1', 'No such recipient here', 'userunknown'],
  ['rcpt', 550, '', 'Invalid recipient a@example.com (Mode: normal)', 'userunknown'],
  ['rcpt', 550, '', '<a@example.com>: invalid address', 'userunknown'],
  ['rcpt', 550, '', 'Recipient address rejected: This account does not exist. Please check the address', 'userunknown'],
  ['rcpt', 550, '', 'Mailbox not found', 'userunknown'],
  ['rcpt', 550, '', 'User not found: a@example.com', 'userunknown'],
  ['rcpt', 550, '', 'Message was not accepted -- invalid mailbox.  Local mailbox a@mail.ru is unavailable: user not found', 'userunknown'],
  ['rcpt', 550, '', 'non-local recipient verification failed', 'userunknown'],
  ['rcpt', 550, '5.7.1', 'No such user!', 'userunknown'],
  ['rcpt', 550, '5.1.6', 'recipient no longer on server: a@icloud.com', 'userunknown'],
  ['rcpt', 550, '5.1.1', 'unknown user: <a@icloud.com>', 'userunknown'],
  ['rcpt', 550, '5.1.1', 'Not our Customer', 'userunknown'],
  ['rcpt', 553, '5.3.0', '<a@example.com>... Addressee unknown, relay=[192.0.2.1]', 'userunknown'],
  ['rcpt', 550, '', 'Requested action not taken: mailbox unavailable. For explanation visit https://postmaster.gmx.net/en/error-messages?ip=192.0.2.1&c=hi', 'userunknown'],
  ['rcpt', 550, '5.1.1', '<a@comcast.net> recipient does not exist here', 'userunknown'],
  ['rcpt', 550, '5.1.1', 'Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]', 'userunknown'],
  ['rcpt', 550, '', 'Account a@example.com does not exist', 'userunknown'],
  ['rcpt', 553, '', 'sorry, no mailbox here by that name (#5.7.17)', 'userunknown'],
  ['rcpt', 511, '', 'sorry, no mailbox here by that name (#5.1.1 - chkuser)', 'userunknown'],
  ['rcpt', 550, '', "sorry, no such mailbox here (#5.1.1)", 'userunknown'],
  ['rcpt', 550, '', 'unknown user', 'userunknown'],
  ['rcpt', 550, '', 'Unknown address error 550-\'5.1.1 <a@example.com>... User unknown\'', 'userunknown'],
  ['rcpt', 550, '', 'address unknown', 'userunknown'],
  ['rcpt', 550, '', 'that address is not in our directory', 'userunknown'],
  ['rcpt', 551, '', 'User not local; please try <other@example.com>', 'hasmoved', 'userunknown'],
  ['rcpt', 550, '', 'Cannot process address', 'undefined', 'userunknown', 'filtered'],
  ['rcpt', 556, '5.1.10', 'Domain has null MX', 'notaccept'],
  ['rcpt', 550, '5.1.2', '<a@example.invalid>: Recipient address rejected: Domain not found', 'hostunknown'],
  ['rcpt', 553, '5.1.2', 'host unknown', 'hostunknown'],
  ['rcpt', 550, '5.4.310', 'DNS domain example.invalid does not exist [Message=InfoDomainNonexistent]', 'hostunknown'],
  ['rcpt', 550, '5.7.1', '<a@example.com>: Recipient address rejected: Mailbox no longer in use', 'userunknown'],
  ['rcpt', 550, '', '该用户不存在', 'userunknown'],
  ['rcpt', 550, '', '존재하지 않는 사용자입니다', 'userunknown'],
  ['rcpt', 550, '5.1.1', 'User suspended or invalid mailbox: No such user', 'userunknown', 'suspend'],
  ['rcpt', 550, '5.1.1', 'Your message was rejected by the recipient domain', 'userunknown'],
  // there, but not now
  ['rcpt', 552, '5.2.2', "The recipient's inbox is out of storage space. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaPerm", 'mailboxfull'],
  ['rcpt', 452, '4.2.2', 'The email account that you tried to reach is over quota.', 'mailboxfull', 'suspend'],
  ['rcpt', 552, '5.2.2', 'Over quota', 'mailboxfull'],
  ['rcpt', 552, '', 'Requested mail action aborted: exceeded storage allocation', 'mailboxfull'],
  ['rcpt', 552, '', '5.7.1 <a@example.com>... Mailbox size limit exceeded', 'mailboxfull'],
  ['rcpt', 554, '', 'delivery error: dd This account is over quota - mta1', 'mailboxfull'],
  ['dot', 552, '5.2.2', '<a@example.com> Quota exceeded (mailbox for user is full)', 'mailboxfull'],
  ['rcpt', 550, '5.1.1', 'Mailbox full', 'mailboxfull'],
  ['rcpt', 450, '4.2.2', '<a@example.com>: Recipient address rejected: user over quota', 'mailboxfull'],
  ['dot', 554, '5.2.2', 'mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded', 'mailboxfull'],
  ['rcpt', 550, '5.2.1', 'The email account that you tried to reach is disabled. Learn more at https://support.google.com/mail/?p=DisabledUser', 'suspend'],
  ['rcpt', 550, '5.2.1', '<a@example.com>: Mailbox disabled, not accepting messages', 'suspend'],
  ['rcpt', 554, '', 'delivery error: dd Sorry your message to a@yahoo.com cannot be delivered. This account has been disabled or discontinued [#102].', 'suspend'],
  ['rcpt', 550, '', 'Account inactive', 'suspend'],
  ['rcpt', 550, '', 'The user account has been suspended', 'suspend'],
  ['rcpt', 550, '', 'User <a@example.com> is locked', 'suspend'],
  ['rcpt', 550, '5.2.0', 'Mail rejected by recipient', 'filtered', 'rejected', 'userunknown'],
  ['mail', 552, '5.3.4', 'Message size exceeds fixed limit', 'mesgtoobig'],
  ['dot', 552, '5.2.3', "Your message exceeded Google's message size limits", 'mesgtoobig'],
  ['mail', 552, '', 'message size exceeds maximum permitted', 'mesgtoobig'],
  ['rcpt', 450, '4.2.1', 'The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time.', 'exceedlimit'],
  // us
  ['connect', 554, '5.7.1', 'Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1', 'blocked'],
  ['rcpt', 550, '5.1.1', 'User unknown; your server is listed at spamhaus', 'blocked'],
  ['rcpt', 550, '5.1.1', 'Rejected: message looks like spam', 'spamdetected'],
  ['rcpt', 550, '5.1.1', 'Blocked', 'blocked'],
  ['rcpt', 550, '5.1.1', 'refused by local policy', 'policyviolation', 'blocked'],
  ['rcpt', 550, '5.1.1', 'poor reputation', 'badreputation'],
  ['connect', 421, '4.7.0', '[TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes', 'speeding'],
  ['dot', 554, '5.7.9', 'Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes', 'policyviolation'],
  ['dot', 550, '5.7.1', '[192.0.2.1 12] Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, this message has been blocked.', 'spamdetected'],
  ['dot', 550, '5.7.26', 'This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.', 'authfailure'],
  ['dot', 550, '5.7.26', "Unauthenticated email from example.com is not accepted due to domain's DMARC policy.", 'authfailure'],
  ['dot', 421, '4.7.28', 'Gmail has detected an unusual rate of mail originating from your IP address', 'speeding'],
  ['dot', 550, '5.7.515', 'Access denied, sending domain EXAMPLE.COM does not meet the required authentication level.', 'authfailure'],
  ['mail', 550, '5.7.606', 'Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.com/', 'blocked'],
  ['connect', 550, '5.7.1', "Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).", 'blocked'],
  ['mail', 451, '4.7.500', 'Server busy. Please try again later from [192.0.2.1]. (S77719)', 'blocked', 'speeding', 'toomanyconn'],
  ['mail', 451, '4.7.650', 'The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.', 'badreputation', 'speeding'],
  ['connect', 421, '', 'RP-001 (BAY004) Unfortunately, some messages from 192.0.2.1 weren\'t sent. Please try again.', 'speeding', 'badreputation'],
  ['connect', 550, '5.7.25', 'The IP address sending this message does not have a PTR record setup', 'requireptr'],
  ['rcpt', 450, '4.7.1', 'Client host rejected: cannot find your reverse hostname, [192.0.2.1]', 'requireptr'],
  ['rcpt', 554, '5.7.1', '<a@example.com>: Relay access denied', 'norelaying'],
  ['rcpt', 550, '5.7.1', 'Unable to relay for a@example.com', 'norelaying'],
  ['rcpt', 553, '', "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'norelaying'],
  ['rcpt', 550, '5.7.64', 'TenantAttribution; Relay Access Denied', 'norelaying'],
  ['mail', 553, '5.1.8', '<n@example.com>: Sender address rejected: Domain not found', 'rejected'],
  ['mail', 553, '5.7.1', '<n@example.com>: Sender address rejected: not owned by user', 'rejected'],
  ['rcpt', 550, '', 'Verification failed for <n@example.com>. Sender verify failed', 'rejected', 'userunknown'],
  ['dot', 554, '5.7.1', '[CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137', 'spamdetected'],
  ['dot', 554, '', 'DT:SPM 163 smtp5,D8CowEA5xxx 1600000000,please see http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1', 'spamdetected'],
  ['connect', 421, '', 'DT:SUM 163 smtp11 please see http://mail.163.com/help/help_spam_16.htm', 'ratelimited'],
  ['connect', 550, '', 'Domain frequency limited [xxx IP: 192.0.2.1]. https://service.mail.qq.com/detail/122/172.', 'ratelimited'],
  ['rcpt', 550, '', 'Mailbox unavailable or access denied [xxx IP: 192.0.2.1]. https://service.mail.qq.com/detail/122/169.', 'ratelimited'],
  ['connect', 550, '', 'Connection frequency limited [xxx]', 'ratelimited'],
  ['dot', 550, '', 'Mail content denied [xxx]. https://service.mail.qq.com/detail/122/57', 'contenterror', 'policyviolation', 'spamdetected', 'blocked'],
  ['dot', 550, '', 'Mail is rejected by recipients [xxx]. https://service.mail.qq.com/detail/122/61', 'rejected', 'filtered'],
  ['dot', 550, '', 'spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=xxx', 'spamdetected'],
  ['dot', 554, '5.7.1', 'Message rejected under suspicion of SPAM; https://ya.cc/1IrBc', 'spamdetected'],
  ['connect', 421, '4.3.2', 'Your ip blocked from this server 192.0.2.1 - nsmtp', 'blocked'],
  ['connect', 421, '4.3.1', 'You send too many messages', 'speeding'],
  ['connect', 554, '', 'resimta-ch2-01v.sys.comcast.net resimta-ch2-01v.sys.comcast.net 192.0.2.1 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000001', 'blocked'],
  ['connect', 421, '', '4.1.0 192.0.2.1 Throttled - try again later. Please see http://postmaster.comcast.net/smtp-error-codes.php#RL000003', 'speeding'],
  ['rcpt', 451, '4.7.1', 'Greylisting in action, please come back in 00:05:00', 'speeding'],
  ['rcpt', 450, '4.2.0', '<a@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.com.html', 'speeding'],
  ['dot', 554, '5.7.1', 'The message was rejected because it contains prohibited virus or spam content', 'virusdetected', 'spamdetected', 'contenterror'],
  ['dot', 552, '5.7.0', 'This message was blocked because its content presents a potential security issue.', 'contenterror', 'blocked'],
  ['dot', 550, '5.7.1', 'Message contains a virus (Eicar-Test-Signature)', 'virusdetected'],
  ['dot', 550, '5.7.1', 'Messages with multiple addresses in From: header are not accepted. See RFC 5322', 'notcompliantrfc'],
  ['mail', 530, '5.7.0', 'Must issue a STARTTLS command first', 'failedstarttls'],
  ['rcpt', 550, '5.7.133', 'RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required', 'securityerror'],
  ['rcpt', 550, '5.7.1', 'You do not have permission to post a message to this group. See https://support.google.com/a/answer/168383', 'securityerror'],
  ['rcpt', 554, '5.7.1', '<a@example.com>: Recipient address rejected: Access denied by policy', 'policyviolation', 'userunknown', 'blocked'],
  ['dot', 554, '', 'Transaction failed', 'systemerror', 'policyviolation', 'spamdetected'],
  ['dot', 550, '5.7.1', 'Refused by content filter', 'contenterror'],
  ['connect', 554, '', 'Your access to this mail system has been rejected due to the sending MTA\'s poor reputation.', 'badreputation'],
  ['connect', 554, '', 'No SMTP service here', 'notaccept', 'blocked'],
  ['mail', 550, '5.7.23', 'The message was rejected because of Sender Policy Framework violation', 'authfailure'],
  ['connect', 550, '', 'Your IP address is blocked', 'blocked'],
  ['rcpt', 550, '5.4.5', 'Daily sending quota exceeded', 'speeding'],
  ['rcpt', 550, '', 'sender account is suspended', 'blocked', 'rejected'],
  ['rcpt', 550, '', 'Your domain is not registered with us', 'blocked'],
  ['dot', 550, '', 'Message-ID is not valid', 'policyviolation', 'notcompliantrfc', 'contenterror'],
  ['dot', 554, '5.5.1', 'Error: no valid recipients', 'syntaxerror', 'policyviolation', 'undefined'],
  // the way
  ['connect', 421, '', 'Too many concurrent SMTP connections from this IP address; please try again later.', 'toomanyconn'],
  ['connect', 421, '4.7.0', 'mx.example.com Error: too many connections from 192.0.2.1', 'toomanyconn'],
  ['rcpt', 452, '4.5.3', 'Too many recipients', 'toomanyconn'],
  ['dot', 452, '4.3.1', 'Insufficient system storage', 'systemfull'],
  ['dot', 451, '4.3.0', 'Temporary lookup failure', 'systemerror', 'networkerror'],
  ['rcpt', 451, '4.3.0', '<a@example.com>: Temporary lookup failure', 'systemerror', 'networkerror'],
  ['dot', 451, '', 'Requested action aborted: local error in processing', 'systemerror'],
  ['dot', 554, '5.4.6', 'Hop count exceeded - possible mail loop', 'networkerror'],
  ['connect', 421, '4.4.2', 'mx.example.com Error: timeout exceeded', 'expired', 'networkerror'],
  ['rcpt', 450, '4.1.1', '<a@example.com>: Recipient address rejected: unverified address: connect to mx.example.com[192.0.2.1]:25: Connection timed out', 'networkerror'],
  ['dot', 421, '4.4.1', 'Connection timed out', 'networkerror', 'expired'],
];

for (const [phase, code, enhanced, text, ...allowed] of table) {
  test(`${code} ${enhanced} "${text.slice(0, 70)}" means ${allowed[0]}`, () => {
    const verdict = classifyReply({ phase, code, enhanced, text, domain: 'example.com' });
    assert.ok(allowed.includes(verdict.reason), `${verdict.reason}, not ${allowed.join(' or ')}`);
    if (code < 500) assert.notEqual(verdict.kind, 'hard', 'a 4yz reply is never hard');
  });
}

/** deliverability: what the phase adds when there are no words. */
const phases: readonly (readonly [Phase, number, string, string])[] = [
  ['mail', 550, '', 'policy'],
  ['dot', 554, '', 'policy'],
  ['connect', 554, '', 'policy'],
  ['rcpt', 550, '', 'unknown'],
  ['rcpt', 450, '', 'transient'],
  ['rcpt', 550, '5.1.1', 'invalid'],
  ['rcpt', 550, '5.1.2', 'invalid'],
  ['rcpt', 552, '5.3.4', 'mailbox'],
  ['rcpt', 550, '5.7.26', 'policy'],
  ['connect', 421, '4.4.2', 'transient'],
];

for (const [phase, code, enhanced, bucket] of phases) {
  test(`a bare ${code} ${enhanced} at ${phase} goes to ${bucket}`, () => {
    assert.equal(classifyReply({ phase, code, enhanced, text: '' }).bucket, bucket);
  });
}

test('a phone carrier that says "unknown user" after the body was offered has a filter, not a lost reader', () => {
  const reply = { code: 550, enhanced: '', text: 'Unknown user a@docomo.ne.jp', domain: 'docomo.ne.jp' } as const;
  assert.equal(classifyReply({ ...reply, phase: 'dot' }).bucket, 'inactive');
  assert.equal(classifyReply({ ...reply, phase: 'rcpt' }).bucket, 'invalid');
});
