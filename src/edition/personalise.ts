/**
 * An edition as one reader gets it: his sections, his fields, escaped for where they stand. For previews and samples; the bulk path
 * fills the compiled message with the same pieces. Links of ours (unsubscribe, web edition) stay tokens: they are no data of the reader.
 */
import { cleanName, escapeValue } from '../message/escape.js';
import { createFieldWriter, type FieldText, type FieldValues } from '../message/field-text.js';
import { quoteTokenAttributes, splitHtml, splitText, type Hole, type Piece } from '../message/holes.js';
import { fieldToken, tokens } from '../message/tokens.js';
import { cutVariant, toVariant } from './conditional.js';
import type { Edition, MailEdition } from './edition.js';

export type Reader = {
  readonly name?: string;
  readonly address: string;
  readonly lang?: string;
  /** By the names that the list declares. */
  readonly attributes: Readonly<Record<string, unknown>>;
};

export type PersonalMail = { readonly subject: string; readonly preheader: string; readonly html: string };
export type PersonalEdition = PersonalMail & { readonly text: string };

/** `sections`: ids of the conditional sections that the reader sees. A field without value and default stays a token: see `findLeftovers`. */
export function personalise(edition: MailEdition & Pick<Edition, 'text'>, reader: Reader, sections: 'all' | ReadonlySet<string>): PersonalEdition {
  const texts = createFieldWriter(edition.fields ?? [], edition.lang)(toFieldValues(reader));
  const fill = (pieces: readonly Piece[]): string => pieces.map((piece) => (typeof piece === 'string' ? piece : fillHole(piece, reader, texts))).join('');
  const { html, text } = cutVariant(edition, toVariant(edition, sections));
  return {
    subject: fill(splitText(edition.subject)),
    preheader: fill(splitText(edition.personalPreheader ?? edition.preheader)),
    html: fill(splitHtml(quoteTokenAttributes(html))),
    text: fill(splitText(text)),
  };
}

/** The same of an edition whose text part is not made yet. */
export function personaliseMail(edition: MailEdition, reader: Reader, sections: 'all' | ReadonlySet<string>): PersonalMail {
  const { subject, preheader, html } = personalise({ ...edition, text: '' }, reader, sections);
  return { subject, preheader, html };
}

function fillHole({ token, context }: Hole, reader: Reader, texts: readonly FieldText[]): string {
  if (typeof token === 'number') {
    const text = texts[token - 1];
    return text === undefined ? fieldToken(token) : escapeValue(context === 'url' ? text.inAddress : text.inText, context);
  }
  if (token === 'readerName') return escapeValue(cleanName(reader.name), context);
  return token === 'readerAddress' ? escapeValue(reader.address, context) : tokens[token];
}

/** Name, address and language are fields of every reader; what the list declares cannot hide them. */
export function toFieldValues({ name, address, lang, attributes }: Reader): FieldValues {
  const known = Object.entries(attributes).filter((entry): entry is [string, string | number | boolean] => isValue(entry[1]));
  const own = Object.entries({ name, address, lang }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries([...known.map(([key, value]) => [key, isDay(value) ? { date: value } : value] as const), ...own]);
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}
