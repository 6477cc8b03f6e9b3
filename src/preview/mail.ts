/** One edition as one reader gets it: the texts with their sections and fields, and the whole message. */
import type { Edition, MailEdition } from '../edition/edition.js';
import { personalise, personaliseMail, type PersonalEdition, type PersonalMail, type Reader } from '../edition/personalise.js';
import { compileMessage } from '../message/compile.js';
import { escapeValue } from '../message/escape.js';
import { renderMessage } from '../message/render.js';
import { tokens } from '../message/tokens.js';

export type ShownMail = PersonalEdition;

export type MailPlaces = {
  /** Where the web edition is looked at, without a slash at the end; the pictures are under it. */
  readonly webUrl: string;
  readonly unsubscribeUrl: string;
};

/** Ids of the conditional sections that the reader does not see; all others he does. */
export type HiddenSections = ReadonlySet<string>;

export function shownSections(edition: Pick<Edition, 'conditionalSections'>, hidden: HiddenSections): ReadonlySet<string> {
  return new Set((edition.conditionalSections ?? []).map(({ id }) => id).filter((id) => !hidden.has(id)));
}

/** Both are addresses of ours: no character of them needs another escape in an attribute than in a text. */
function fillPlaces(part: string, { webUrl, unsubscribeUrl }: MailPlaces, context: 'html' | 'text'): string {
  return part.replaceAll(tokens.webUrl, () => escapeValue(webUrl, context)).replaceAll(tokens.unsubscribeUrl, () => escapeValue(unsubscribeUrl, context));
}

export function showMail(edition: Edition, reader: Reader, hidden: HiddenSections, places: MailPlaces): ShownMail {
  const { subject, preheader, html, text } = personalise(edition, reader, shownSections(edition, hidden));
  return { subject, preheader, html: fillPlaces(html, places, 'html'), text: fillPlaces(text, places, 'text') };
}

/** What a frame shows; the text part may not be made yet. */
export function showMailHtml(edition: MailEdition, reader: Reader, hidden: HiddenSections, places: MailPlaces): PersonalMail {
  const mail = personaliseMail(edition, reader, shownSections(edition, hidden));
  return { ...mail, html: fillPlaces(mail.html, places, 'html') };
}

export type TestMail = {
  readonly edition: Edition;
  readonly reader: Reader;
  readonly hidden: HiddenSections;
  readonly from: { readonly name: string; readonly address: string };
  readonly publicUrl: string;
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
  /** Stands in front of the subject. */
  readonly mark?: string | undefined;
};

/** No campaign, no subscriber, no signature: the link leads to the page that says it is not valid, and the server knows nobody by it. */
export const testUnsubscribeToken = 'test';

/** The message as this reader would get it, but that its way out unsubscribes nobody. */
export function makeTestMessage({ edition, reader, hidden, from, publicUrl, date, messageId, mark }: TestMail): Buffer {
  const { fields: _fields, conditionalSections: _sections, ...rest } = edition;
  const { subject, html, text } = personalise(edition, reader, shownSections(edition, hidden));
  const own: Edition = { ...rest, subject: mark === undefined ? subject : `${mark} ${subject}`, html, text };
  const message = compileMessage({ edition: own, from, listId: { name: edition.name, id: `${edition.newsletter}.test` }, date, publicUrl, has8BitMime: false });
  return renderMessage(message, { address: reader.address, name: reader.name, messageId, unsubscribeUrl: `${publicUrl}/u/${testUnsubscribeToken}` });
}
