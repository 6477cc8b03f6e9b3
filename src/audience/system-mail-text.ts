/** The program's own mails in words: a sentence, a link, a sentence. Nothing in them was written by a visitor of a form, or a form could send advertising. */
import { escapeValue } from '../message/escape.js';
import type { SystemMailKind } from '../store/system-mails.js';
import { directionOf, fillWords, wordsFor, type Words } from './words/words.js';

export type MailText = { readonly subject: string; readonly text: string; readonly html: string };

type Shape = { readonly subject: keyof Words; readonly body: keyof Words; readonly after?: keyof Words; readonly button?: keyof Words };

const shapes: Readonly<Record<SystemMailKind, Shape>> = {
  confirm: { subject: 'confirmSubject', body: 'confirmMail', after: 'ignoreMail', button: 'confirmTitle' },
  link: { subject: 'linkSubject', body: 'linkMail', button: 'settingsTitle' },
  welcome: { subject: 'welcomeSubject', body: 'welcomeMail', button: 'leaveButton' },
  change: { subject: 'changeSubject', body: 'changeMail', after: 'ignoreMail', button: 'changeTitle' },
  changed: { subject: 'changedSubject', body: 'changedMail' },
};

/** `url`: where the link leads; `address`: masked, for the mail that tells of a change. */
export function renderSystemMail(kind: SystemMailKind, mail: { listName: string; language: string; accent: string | null; url: string | null; address: string }): MailText {
  const words = wordsFor(mail.language);
  const shape = shapes[kind];
  const fill = (key: keyof Words | undefined): string => (key === undefined ? '' : fillWords(words[key], { name: mail.listName, address: mail.address }));
  const [body, after] = [fill(shape.body), fill(shape.after)];
  const text = [mail.listName, body, ...(mail.url === null ? [] : [mail.url]), ...(after === '' ? [] : [after])].join('\n\n');
  const paragraph = (content: string): string => `<p style="margin:0 0 16px">${escapeValue(content, 'html')}</p>`;
  const link = mail.url === null ? '' : `<p style="margin:0 0 16px"><a href="${escapeValue(mail.url, 'html')}" style="color:#1b5e8c;font-weight:bold">${escapeValue(fill(shape.button), 'html')}</a></p>`
    + `<p style="margin:0 0 16px;font-size:13px;color:#5d636d;word-break:break-all">${escapeValue(mail.url, 'html')}</p>`;
  const html = `<!doctype html><html lang="${mail.language}" dir="${directionOf(mail.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeValue(fill(shape.subject), 'html')}</title></head>`
    + `<body style="margin:0;padding:24px;background:#ffffff;color:#1d1f23;font:16px/1.6 -apple-system,Segoe UI,Malgun Gothic,sans-serif"><div style="max-width:560px;margin:0 auto;border-top:4px solid ${mail.accent ?? '#1b5e8c'};padding-top:20px">`
    + `<h1 style="font-size:18px;margin:0 0 16px">${escapeValue(mail.listName, 'html')}</h1>${paragraph(body)}${link}${after === '' ? '' : paragraph(after)}</div></body></html>`;
  return { subject: fill(shape.subject), text: `${text}\n`, html };
}
