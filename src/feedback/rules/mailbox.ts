/** The mailbox is there and says why it takes nothing: full, over a limit, message too big, switched off. English. */

import { toRules } from './rule.js';

export const mailboxRules = toRules([
  // full
  ['mailboxfull', '{user}(?:\\S{1,60} | |\\W){0,3}{be} (?:\\w{1,12} ){0,2}{full}', 'The mailbox is full and cannot accept messages at this time'],
  ['mailboxfull', '{user}\\W{1,3}(?:\\S{1,60} )?{full}', '552 5.2.2 mailbox full'],
  ['mailboxfull', '(?:quota|storage|mailbox space|disk space|space limit)(?: has| is| limit| was)? ?(?:been )?(?:exceeded|exceed|full|violat|exhaust|reached|error|over)', '552 Requested mail action aborted: quota exceeded'],
  ['mailboxfull', '(?:exceed(?:s|ed|ing)?|over|above|beyond|reached|hit|insufficient|not enough|would be over|past)~(?:quota|disk usage|(?:storage|mailbox|mail ?drop|disk)(?: space)?(?: size)? (?:limit|allocation|allowance|allotment|capacity)|allocated (?:disk|mail|storage))', 'User has exceeded the allowed storage quota'],
  ['mailboxfull', 'over ?-?quota|disk quota|quota_exceed|over disk|full mail ?box|mbox full|mail ?box (?:size )?(?:limit|capacity) exceeded|mail quota', 'Delivery failed: disk quota'],
  ['mailboxfull', '{user}~(?:would exceed|has exceeded|exceeds|exceeded|is exceeding|at its|has reached|reached)~(?:limit|size|capacity|allowed|maximum|space|quota)', 'mailbox has reached its maximum size'],
  ['mailboxfull', '(?:mail ?box|inbox|mail ?drop|maildir|mail folder)~(?:full|out of space|no (?:more |free )?space|too (?:full|many messages)|not enough (?:space|room))', 'His mailbox cannot be opened, it is too full'],
  ['mailboxfull', '(?:insufficient|not enough|no|out of|lack of)(?: (?:free|more|disk|storage|available))* (?:space|room|storage)~(?:mail ?box|user|recipient|inbox|account)', 'not enough free space in the mailbox'],
  ['mailboxfull', 'mail ?box space not enough|out of storage space|has too much mail|quota would be exceeded|error writing message~file too large|space left in (?:the |your )?(?:mail ?box|inbox)|too many messages in (?:the )?(?:mail ?box|inbox)|would (?:put|push|take)~over', 'mail box space not enough, account=a'],
  // too big
  ['mesgtoobig', '(?:{mail}|data|body|attachments?|content)(?:\\W{1,3}\\w{1,12})?{be}? ?(?:\\w{1,12} ){0,2}(?:too (?:big|large|long)|larger than|bigger than)', '552 5.3.4 Message is too large'],
  ['mesgtoobig', '(?:{mail}|data|body|attachments?|content)~(?:exceed|over|above)~(?:size|limit|maximum|[0-9] ?[km]?b)', '552 5.3.4 Message size exceeds fixed maximum message size'],
  ['mesgtoobig', '(?:exceed(?:s|ed|ing)?|over|beyond)~(?:message|mail|incoming|inbound|maximum|max)~size|size (?:limit )?exceeded|size~(?:exceeds|too (?:big|large))|maximum {mail} size|oversized?|too large \\(|max(?:imum)? (?:size|{mail} size)', '552 exceeding maximum inbound message size'],
  // limits of another kind
  ['exceedlimit', 'too many {mail} (?:for|to) (?:this|the) {user}|{user}~(?:received too many|daily limit|message limit)', '452 recipient has received too many messages today'],
  // switched off: soft, because accounts come back
  ['suspend', '{user}(?: \\S{1,60}| ?name| on this server)?\\W{1,3}(?:\\S{1,60} )?{be} (?:\\w{1,12} ){0,2}{off}', 'This account has been disabled or discontinued'],
  ['suspend', '{off} (?:\\w{1,8} )?{user}|{user}[ :_,\\[(-]{1,3}(?:temporarily |currently )?{off}(?! by)', '550 5.2.1 Mailbox disabled, not accepting messages'],
  ['suspend', '{be} (?:temporarily |currently |permanently )?(?:inactive|deactivated|suspended|disabled)', 'a@example.com is inactive'],
  ['suspend', '{user}~(?:no longer|not)(?: currently)? (?:accepts?|accepting|receiving|receive) (?:any )?{mail}(?! from)', 'The mailbox is not accepting mail'],
  ['suspend', '{user}~(?:has not|not|hasn\'t|never) (?:been )?(?:logged|accessed|signed|used|activated)|temporarily disabled|unused mail ?box|(?:out of|not in) service', 'The account has not been accessed for some months'],
]);
