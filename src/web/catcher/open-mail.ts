/** Opens a caught mail for the inbox (mailparser). */
import { simpleParser } from 'mailparser';

export type OpenedMail = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly date: Date | undefined;
  /** Pictures that came along stand in it as data: URLs. */
  readonly html: string | undefined;
  readonly text: string | undefined;
  readonly attachments: readonly { readonly name: string; readonly mediaType: string; readonly size: number }[];
};

export async function openMail(raw: Buffer): Promise<OpenedMail> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  const to = Array.isArray(mail.to) ? mail.to : mail.to === undefined ? [] : [mail.to];
  return {
    from: mail.from?.text ?? '',
    to: to.map((address) => address.text).join(', '),
    subject: mail.subject ?? '',
    date: mail.date,
    html: typeof mail.html === 'string' ? mail.html : undefined,
    text: mail.text,
    attachments: mail.attachments.filter((part) => !part.related).map((part) => ({ name: part.filename ?? 'unnamed', mediaType: part.contentType, size: part.size })),
  };
}

/**
 * Links of a mail open in a new tab: inside the frame they would be refused, as our own pages do not let themselves be framed.
 * The page's policy already runs no script; this is no sanitiser and need not be one.
 */
export function prepareHtml(html: string): string {
  const base = '<base target="_blank">';
  const head = /<head(?:\s[^>]*)?>/i.exec(html);
  if (head === null) return base + html;
  const at = head.index + head[0].length;
  return html.slice(0, at) + base + html.slice(at);
}
