/** The reply of somebody who is away (RFC 3834, RFC 5230): no bounce, and the address stays as it is. Pure. */
import type { AnsweredMail } from './dsn.js';
import { findHeader, headerBlockOf } from './header-block.js';
import { domainOf, renderHeaders, toMailDate } from './report-mail.js';

export function renderVacation(mail: AnsweredMail): Buffer {
  const block = headerBlockOf(mail.raw).toString('utf8');
  const messageId = findHeader(block, 'Message-ID') ?? '';
  const headers = renderHeaders([
    ['From', mail.recipient],
    ['To', mail.sender],
    ['Subject', `Auto: ${findHeader(block, 'Subject') ?? ''}`], // RFC 5230 4.3
    ['Date', toMailDate(mail.now)],
    ['Message-ID', `<${mail.unique}@${domainOf(mail.recipient)}>`],
    ['In-Reply-To', messageId],
    ['References', messageId],
    ['Auto-Submitted', 'auto-replied (vacation)'], // RFC 3834 5
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ]);
  return Buffer.from(`${headers}\r\nI am out of the office and will read your mail when I am back.\r\n`);
}
