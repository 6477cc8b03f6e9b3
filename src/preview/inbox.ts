/**
 * The line of a mail in an inbox, cut as the big programs cut it. They cut by pixels of their window and none publishes a number: the
 * columns below are what fits at the usual size of window and letter, Latin letters one, Hangul and Han two.
 */
import stringWidth from 'string-width';

export type InboxClient = {
  readonly id: string;
  readonly name: string;
  /** Columns of each part; 0: the part is not shown. */
  readonly sender: number;
  readonly subject: number;
  readonly preheader: number;
  /** Subject and preheader share one line: what the subject leaves is the preheader's. */
  readonly isOneLine: boolean;
};

export const inboxClients: readonly InboxClient[] = [
  { id: 'gmail-web', name: 'Gmail, web', sender: 20, subject: 100, preheader: 100, isOneLine: true },
  { id: 'gmail-app', name: 'Gmail, phone', sender: 28, subject: 36, preheader: 38, isOneLine: false },
  { id: 'apple-phone', name: 'Apple Mail, iPhone', sender: 28, subject: 38, preheader: 82, isOneLine: false },
  { id: 'apple-mac', name: 'Apple Mail, Mac', sender: 34, subject: 42, preheader: 96, isOneLine: false },
  { id: 'outlook-windows', name: 'Outlook, Windows', sender: 32, subject: 52, preheader: 52, isOneLine: false },
  { id: 'outlook-phone', name: 'Outlook, phone', sender: 28, subject: 38, preheader: 66, isOneLine: false },
  { id: 'samsung', name: 'Samsung Email', sender: 28, subject: 40, preheader: 40, isOneLine: false },
  { id: 'naver-web', name: 'Naver Mail, web', sender: 18, subject: 96, preheader: 0, isOneLine: true },
  { id: 'naver-app', name: 'Naver Mail, phone', sender: 26, subject: 38, preheader: 40, isOneLine: false },
  { id: 'daum-web', name: 'Daum Mail, web', sender: 16, subject: 88, preheader: 0, isOneLine: true },
];

export type CutText = { readonly shown: string; readonly isCut: boolean };

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whole letters only, the sign … within the columns. */
export function cutToColumns(text: string, columns: number): CutText {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (columns <= 0) return { shown: '', isCut: line !== '' };
  if (stringWidth(line) <= columns) return { shown: line, isCut: false };
  let shown = '';
  let width = 0;
  for (const { segment } of letters.segment(line)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    shown += segment;
  }
  return { shown: `${shown.trimEnd()}…`, isCut: true };
}

export type InboxLine = { readonly client: InboxClient; readonly sender: CutText; readonly subject: CutText; readonly preheader: CutText };

export function toInboxLine(mail: { readonly sender: string; readonly subject: string; readonly preheader: string }, client: InboxClient): InboxLine {
  const subject = cutToColumns(mail.subject, client.subject);
  // Three columns for the dash that stands between them.
  const left = client.isOneLine ? client.subject - stringWidth(subject.shown) - 3 : client.preheader;
  return { client, sender: cutToColumns(mail.sender, client.sender), subject, preheader: cutToColumns(mail.preheader, Math.min(client.preheader, left)) };
}
