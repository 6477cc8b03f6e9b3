/** Which issue, reader and sections a request asks for. */
import type { Context } from 'hono';
import type { Edition, MailEdition } from '../../edition/edition.js';
import { showMail, showMailHtml, type MailPlaces, type ShownMail } from '../../preview/mail.js';
import type { IssueName } from '../../preview/project.js';
import type { SampleReader } from '../../preview/reader.js';
import type { SectionChoice } from '../../preview/section-choice.js';
import type { View } from '../../preview/view.js';
import type { PreviewParts } from './parts.js';

/** The parameters are in each of the routes that ask for them. */
export function nameOf(c: Context): IssueName {
  return { newsletter: c.req.param('newsletter') ?? '', slug: c.req.param('slug') ?? '' };
}

/** The query without what only the page itself cares for. */
export function frameQueryOf(c: Context): string {
  const asked = c.req.query();
  const kept = ['colours', 'pictures', 'styles', 'reader', 'hide'].flatMap((key) => (asked[key] === undefined ? [] : [[key, asked[key]] as [string, string]]));
  return new URLSearchParams(kept).toString();
}

async function readerOf(parts: PreviewParts, newsletter: string, id: string): Promise<SampleReader> {
  const { readers } = await parts.readReaders(newsletter);
  const reader = readers.find((one) => one.id === id) ?? readers[0];
  if (reader === undefined) throw new Error('there is always a sample reader');
  return reader;
}

export type Shown = SectionChoice & { readonly reader: SampleReader };

/** Who is looked at, and which sections that person gets: as the list says, or as switched by hand. */
export async function shownTo(parts: PreviewParts, edition: MailEdition, view: View): Promise<Shown> {
  const reader = await readerOf(parts, edition.newsletter, view.reader);
  const choice = parts.chooseSections(edition, reader);
  return { reader, hidden: view.hidden ?? choice.hidden, faults: choice.faults };
}

function placesOf({ newsletter, slug }: MailEdition): MailPlaces {
  return { webUrl: `/edition/${newsletter}/${slug}`, unsubscribeUrl: 'https://unsubscribe.example/preview' };
}

export async function mailOf(parts: PreviewParts, edition: Edition, view: View): Promise<ShownMail> {
  const { reader, hidden } = await shownTo(parts, edition, view);
  return showMail(edition, reader, hidden, placesOf(edition));
}

export async function mailHtmlOf(parts: PreviewParts, edition: MailEdition, view: View): Promise<string> {
  const { reader, hidden } = await shownTo(parts, edition, view);
  return showMailHtml(edition, reader, hidden, placesOf(edition)).html;
}
