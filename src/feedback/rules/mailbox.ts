/** The mailbox is there and says why it takes nothing: full, over a limit, message too big, switched off. English. */

import { toRules } from './rule.js';

export const mailboxRules = toRules([
  // full
  ['mailboxfull', '{user}(?:\\S{1,60} | |\\W){0,3}{be} (?:\\w{1,12} ){0,2}{full}', 'The mailbox is full and cannot accept messages at this time'],
  ['mailboxfull', '{user}\\W{1,3}(?:\\S{1,60} )?{full}', '552 5.2.2 mailbox full'],
  ['mailboxfull', '(?:quota|storage|mailbox space|disk space|space limit)(?: has| is| limit| was)? ?(?:been )?(?:exceeded|exceed|full|violat|exhaust|reached|error|over)', '552 Requested mail action aborted: quota exceeded'],
  ['mailboxfull', '(?:exceed(?:s|ed|ing)?|over|above|beyond|reached|hit|insufficient|not enough|would be over|past)~(?:quota|disk usage|(?:storage|mailbox|mail ?drop|disk)(?: space)?(?: size)? (?:limit|allocation|allowance|allotment|capacity)|allocated (?:disk|mail|storage))', 'User has exceeded the allowed storage quota'],
  ['mailboxfull', 'disk quota', 'Delivery failed: disk quota'],
  ['mailboxfull', 'quota_exceed', '552 QUOTA_EXCEEDED'],
  ['mailboxfull', 'over disk', '550 Delivery failed: over disk'],
  ['mailboxfull', 'full mail ?box', '550 5.2.2 full mailbox'],
  ['mailboxfull', 'mbox full', '552 mbox full'],
  ['mailboxfull', 'mail ?box (?:size )?(?:limit|capacity) exceeded', '552 5.2.2 Mailbox size limit exceeded 1772537210-abc'],
  ['mailboxfull', 'mail quota', '550 mail quota of the user'],
  ['mailboxfull', '{user}~(?:would exceed|has exceeded|exceeds|exceeded|is exceeding|at its|has reached|reached)~(?:limit|size|capacity|allowed|maximum|space|quota)', 'mailbox has reached its maximum size'],
  ['mailboxfull', '(?:mail ?box|inbox|mail ?drop|maildir|mail folder)~(?:full|out of space|no (?:more |free )?space|too (?:full|many messages)|not enough (?:space|room))', 'His mailbox cannot be opened, it is too full'],
  ['mailboxfull', '(?:insufficient|not enough|no|out of|lack of)(?: (?:free|more|disk|storage|available))* (?:space|room|storage)~(?:mail ?box|user|recipient|inbox|account)', 'not enough free space in the mailbox'],
  ['mailboxfull', 'mail ?box space not enough', 'mail box space not enough, account=a'],
  ['mailboxfull', 'out of storage space', '550 a has out of storage space'],
  ['mailboxfull', 'has too much mail', '550 a@example.com has too much mail'],
  ['mailboxfull', 'quota would be exceeded', '552 User quota would be exceeded by this message'],
  ['mailboxfull', 'error writing message~file too large', 'cannot update mailbox /var/mail/a for user a. error writing message: File too large'],
  ['mailboxfull', 'space left in (?:the |your )?(?:mail ?box|inbox)', '552 5.2.2 This message is larger than the space left in the mailbox'],
  ['mailboxfull', 'too many messages in (?:the )?(?:mail ?box|inbox)', '552 too many messages in mailbox'],
  ['mailboxfull', 'would (?:put|push|take)~over', '550 this would push a over what is allowed'],
  // too big
  ['mesgtoobig', '(?:{mail}|data|body|attachments?|content)(?:\\W{1,3}\\w{1,12})?{be}? ?(?:\\w{1,12} ){0,2}(?:too (?:big|large|long)|larger than|bigger than)', '552 5.3.4 Message is too large'],
  ['mesgtoobig', '(?:{mail}|data|body|attachments?|content)~(?:exceed|over|above)~(?:size|limit|maximum|[0-9] ?[km]?b)', '552 5.3.4 Message size exceeds fixed maximum message size'],
  ['mesgtoobig', '(?:exceed(?:s|ed|ing)?|over|beyond)~(?:message|mail|incoming|inbound|maximum|max)~size', '552 exceeding maximum inbound message size'],
  ['mesgtoobig', 'size (?:limit )?exceeded', '554 Maximum email size exceeded - https://community.mimecast.com/docs/DOC-1369#554'],
  ['mesgtoobig', 'size~(?:exceeds|too (?:big|large))', '552 size of 30 MB exceeds what we take'],
  ['mesgtoobig', 'maximum {mail} size', '552 maximum message size is 10 MB'],
  ['mesgtoobig', 'oversized?', '552 oversize'],
  ['mesgtoobig', 'too large \\(', '552 5.3.4 12345678 bytes: too large (limit 10000000)'],
  ['mesgtoobig', 'max(?:imum)? (?:size|{mail} size)', '552 max size 10485760'],
  // limits of another kind
  ['exceedlimit', 'too many {mail} (?:for|to) (?:this|the) {user}', '452 too many messages for this recipient'],
  ['exceedlimit', '{user}~(?:received too many|daily limit|message limit)', '452 recipient has received too many messages today'],
  // switched off: soft, because accounts come back
  ['suspend', '{user}(?: \\S{1,60}| ?name| on this server)?\\W{1,3}(?:\\S{1,60} )?{be} (?:\\w{1,12} ){0,2}{off}', 'This account has been disabled or discontinued'],
  ['suspend', '{off} (?:\\w{1,8} )?{user}', '550 5.1.1 Inactive user: a@example.com pphosted.com'],
  ['suspend', '{user}[ :_,\\[(-]{1,3}(?:temporarily |currently )?{off}(?! by)', '550 5.2.1 Mailbox disabled, not accepting messages'],
  ['suspend', '{be} (?:temporarily |currently |permanently )?(?:inactive|deactivated|suspended|disabled)', 'a@example.com is inactive'],
  ['suspend', '{user}~(?:no longer|not)(?: currently)? (?:accepts?|accepting|receiving|receive) (?:any )?{mail}(?! from)', 'The mailbox is not accepting mail'],
  ['suspend', "{user}~(?:has not|not|hasn't|never) (?:been )?(?:logged|accessed|signed|used|activated)", 'The account has not been accessed for some months'],
  ['suspend', 'temporarily disabled', '550 5.2.1 temporarily disabled'],
  ['suspend', 'unused mail ?box', '550 unused mailbox'],
  ['suspend', '(?:out of|not in) service', '550 This number is not in service'],
]);
