/** A spam complaint as a mailbox provider's feedback loop sends it: RFC 5965, with the whole message. Pure. */
import type { AnsweredMail } from './dsn.js';
import { findHeader, headerBlockOf } from './header-block.js';
import { domainOf, renderHeaders, renderReportMail, toMailDate } from './report-mail.js';

export function renderArf(mail: AnsweredMail): Buffer {
  const provider = domainOf(mail.recipient);
  const subject = findHeader(headerBlockOf(mail.raw).toString('utf8'), 'Subject') ?? '';
  return renderReportMail({
    reportType: 'feedback-report',
    boundary: `feedback_${mail.unique}`,
    headers: [
      ['From', `Feedback Loop <feedback@${provider}>`],
      ['To', mail.sender],
      ['Subject', `FW: ${subject}`],
      ['Date', toMailDate(mail.now)],
      ['Message-ID', `<${mail.unique}@${provider}>`],
      ['Auto-Submitted', 'auto-generated'],
    ],
    parts: [
      { headers: [['Content-Type', 'text/plain; charset=us-ascii']], body: renderNotice(mail) },
      { headers: [['Content-Type', 'message/feedback-report']], body: renderFeedbackReport(mail, provider) },
      { headers: [['Content-Type', 'message/rfc822'], ['Content-Disposition', 'inline']], body: mail.raw },
    ],
  });
}

function renderNotice(mail: AnsweredMail): string {
  return `This is an email abuse report for an email message received on\r\n${toMailDate(mail.arrivedAt)}.\r\nFor more information about this format please see RFC 5965.\r\n`;
}

/** RFC 5965 3.1 required fields, then 3.2 and 3.3 optional ones. */
function renderFeedbackReport(mail: AnsweredMail, provider: string): string {
  return renderHeaders([
    ['Feedback-Type', 'abuse'],
    ['User-Agent', 'Courant-Catcher/1'],
    ['Version', '1'],
    ['Original-Mail-From', `<${mail.sender}>`],
    ['Original-Rcpt-To', `<${mail.recipient}>`],
    ['Arrival-Date', toMailDate(mail.arrivedAt)],
    ['Reporting-MTA', `dns; mx.${provider}`],
    ['Source-IP', '192.0.2.1'], // RFC 5737: an address that is nobody's
  ]);
}
