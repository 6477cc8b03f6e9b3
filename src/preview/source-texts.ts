/** Every form an issue goes through on its way to the reader, with its bytes: what was written, MJML, HTML, text, the whole message. */
import { renderMailSource } from '../edition/compile.js';
import type { Issue } from '../issue/issue.js';
import type { Render } from './compiler.js';
import { listIssueFiles, readIssueFile, type IssueFile } from './issue-files.js';
import { makeTestMessage, showMail, type HiddenSections } from './mail.js';
import type { SampleReader } from './reader.js';
import type { Source } from './view.js';

export type SourceTexts = {
  readonly texts: Readonly<Record<Source, string>>;
  readonly bytes: Readonly<Record<Source, number>>;
  readonly files: readonly IssueFile[];
  readonly file: number;
};

export type SourceOptions = { readonly publicUrl: string; readonly from: { readonly name: string; readonly address: string }; readonly file: number; readonly hidden: HiddenSections };

/** Always the same for the same issue, so that the count of bytes does not jump about. */
const sampleMessageId = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

export async function makeSourceTexts({ issue, template, edition }: Render, reader: SampleReader, options: SourceOptions): Promise<SourceTexts> {
  const files = await listIssueFiles(issue.folder);
  const file = Math.min(options.file, Math.max(0, files.length - 1));
  const shown = files[file];
  const mail = showMail(edition, reader, options.hidden, { webUrl: `${options.publicUrl}/archive/${edition.newsletter}/${edition.slug}`, unsubscribeUrl: `${options.publicUrl}/u/…` });
  const message = makeTestMessage({ edition, reader, hidden: options.hidden, from: options.from, publicUrl: options.publicUrl, date: dateOf(issue), messageId: `${sampleMessageId}@${domainOf(options.from.address)}` });
  const texts: Record<Source, string> = {
    issue: shown === undefined ? '' : await readIssueFile(shown),
    mjml: renderMailSource(issue, template, edition.mode),
    html: mail.html, text: mail.text, mime: message.toString('latin1'),
  };
  const count = (text: string): number => Buffer.byteLength(text, 'utf8');
  return { texts, bytes: { issue: count(texts.issue), mjml: count(texts.mjml), html: count(texts.html), text: count(texts.text), mime: message.length }, files, file };
}

function dateOf(issue: Issue): Date {
  return new Date(`${issue.date}T00:00:00Z`);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
