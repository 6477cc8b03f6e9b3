/** What everybody sees where a reader would see his own: web edition, archive, feeds. A field is its default there, or an ellipsis. */
import { escapeValue } from '../message/escape.js';
import { toPublicTexts, type ReaderField } from '../message/field-text.js';
import { quoteTokenAttributes, splitHtml, splitText, type Piece } from '../message/holes.js';
import { fieldNumberOf, fieldToken, tokenPattern, tokens } from '../message/tokens.js';

type Fields = readonly ReaderField[] | undefined;

export function hasFields(text: string): boolean {
  return text.match(tokenPattern)?.some((token) => fieldNumberOf(token) !== undefined) === true;
}

/** A line of plain text. */
export function printPublicText(text: string, fields: Fields): string {
  return hasFields(text) ? fill(splitText(text), fields) : text;
}

/** A whole page. */
export function printPublicHtml(html: string, fields: Fields): string {
  return hasFields(html) ? fill(splitHtml(quoteTokenAttributes(html)), fields) : html;
}

function fill(pieces: readonly Piece[], fields: Fields = []): string {
  const texts = toPublicTexts(fields);
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    const { token, context } = piece;
    if (typeof token !== 'number') return tokens[token];
    const text = texts[token - 1];
    return text === undefined ? fieldToken(token) : escapeValue(context === 'url' ? text.inAddress : text.inText, context);
  }).join('');
}
