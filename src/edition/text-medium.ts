/** Lines, texts and pictures of the text part: strings as they are, links as numbers. */
import type { Labels } from './labels.js';
import type { Medium, Piece, Scope } from './medium.js';
import { pictureTree } from './rich-html.js';
import { linkNumber, renderRichText } from './rich-text.js';

function renderPiece(piece: Piece, scope: Scope): string {
  const text = piece.text.replace(/\s+/gu, ' ');
  return piece.href === undefined ? text : `${text} ${linkNumber(piece.href, scope)}`;
}

export function textMedium(labels: Labels): Medium {
  return {
    part: 'text',
    line: (pieces, scope) => pieces.map((piece) => renderPiece(piece, scope)).join(''),
    rich: (rich, scope) => renderRichText(rich.tree, labels, scope),
    picture: (picture, scope) => renderRichText(pictureTree(picture), labels, scope),
    address: (url) => url,
  };
}
