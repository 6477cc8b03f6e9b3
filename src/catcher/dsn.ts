/** A bounce as Postfix writes it: RFC 3464 delivery status for people and for machines, with the returned headers; RFC 6533 for addresses beyond ASCII. Pure. */
import { needsSmtpUtf8 } from '../address/international.js';
import { headerBlockOf } from './header-block.js';
import { domainOf, renderHeaders, renderReportMail, toFieldValue, toMailDate, type Header } from './report-mail.js';

export type AnsweredMail = {
  /** Envelope sender of the mail: where the answer goes. */
  readonly sender: string;
  readonly recipient: string;
  readonly raw: Buffer;
  readonly arrivedAt: Date;
  /** Now, for the Date header. */
  readonly now: Date;
  /** Letters and digits that occur once: boundary and Message-ID are made of them. */
  readonly unique: string;
};

export type BounceReason = 'user-unknown' | 'mailbox-full';

/** `status` RFC 3463, `reply` what the mail server behind is said to have answered. */
const reasons: Readonly<Record<BounceReason, { readonly status: string; readonly reply: (recipient: string) => string }>> = {
  'user-unknown': { status: '5.1.1', reply: (recipient) => `550 5.1.1 <${recipient}>: Recipient address rejected: User unknown in virtual mailbox table` },
  'mailbox-full': { status: '5.2.2', reply: (recipient) => `552 5.2.2 <${recipient}>: Mailbox is full / Quota exceeded` },
};

export function renderDsn(mail: AnsweredMail, reason: BounceReason): Buffer {
  const { status, reply } = reasons[reason];
  const recipient = toFieldValue(mail.recipient);
  const reporter = 'mx.' + domainOf(mail.recipient);
  const global = needsSmtpUtf8(mail.recipient) ? 'global-' : '';
  const eightBit: readonly Header[] = global === '' ? [] : [['Content-Transfer-Encoding', '8bit']];
  const said = `host mailbox.${domainOf(mail.recipient)}[192.0.2.25] said: ${reply(recipient)} (in reply to RCPT TO command)`;
  return renderReportMail({
    reportType: `${global}delivery-status`,
    boundary: `${mail.unique}/${reporter}`,
    headers: [
      ['From', `MAILER-DAEMON@${reporter} (Mail Delivery System)`],
      ['To', mail.sender],
      ['Subject', 'Undelivered Mail Returned to Sender'],
      ['Date', toMailDate(mail.now)],
      ['Message-ID', `<${mail.unique}@${reporter}>`],
      ['Auto-Submitted', 'auto-replied'], // RFC 3834 5: keeps vacation programs quiet
    ],
    parts: [
      { headers: [['Content-Description', 'Notification'], ['Content-Type', 'text/plain; charset=utf-8'], ...eightBit], body: renderNotice(recipient, reporter, said) },
      { headers: [['Content-Description', 'Delivery report'], ['Content-Type', `message/${global}delivery-status`], ...eightBit], body: renderStatus(mail, reporter, status, reply(recipient)) },
      {
        headers: [['Content-Description', 'Undelivered Message Headers'], ['Content-Type', global === '' ? 'text/rfc822-headers' : 'message/global-headers'], ...eightBit],
        body: Buffer.concat([Buffer.from(renderHeaders([['Return-Path', `<${mail.sender}>`]])), headerBlockOf(mail.raw)]),
      },
    ],
  });
}

function renderNotice(recipient: string, reporter: string, said: string): string {
  return [
    `This is the mail system at host ${reporter}.`,
    '',
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    '',
    'For further assistance, please send mail to postmaster.',
    '',
    'If you do so, please include this problem report. You can',
    'delete your own text from the attached returned message.',
    '',
    '                   The mail system',
    '',
    foldNotice(`<${recipient}>: ${said}`),
    '',
  ].join('\r\n');
}

/** Postfix breaks the notice at 79 columns and indents what follows by four. */
function foldNotice(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 79) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : '    ' + word);
  }
  return lines.join('\r\n');
}

/** RFC 3464 2.2 fields of the message, an empty line, 2.3 fields of the recipient. */
function renderStatus(mail: AnsweredMail, reporter: string, status: string, reply: string): string {
  const message = renderHeaders([
    ['Reporting-MTA', `dns; ${reporter}`],
    ['X-Postfix-Queue-ID', mail.unique.slice(0, 10).toUpperCase()],
    ['X-Postfix-Sender', `rfc822; ${mail.sender}`],
    ['Arrival-Date', toMailDate(mail.arrivedAt)],
  ]);
  const addressType = needsSmtpUtf8(mail.recipient) ? 'utf-8' : 'rfc822'; // RFC 6533 3
  const recipient = renderHeaders([
    ['Final-Recipient', `${addressType}; ${mail.recipient}`],
    ['Original-Recipient', `${addressType};${mail.recipient}`],
    ['Action', 'failed'],
    ['Status', status],
    ['Remote-MTA', `dns; mailbox.${domainOf(mail.recipient)}`],
    ['Diagnostic-Code', `smtp; ${reply}`],
  ]);
  return `${message}\r\n${recipient}`;
}
