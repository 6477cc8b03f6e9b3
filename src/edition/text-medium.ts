/** Lines, texts and pictures of the text part: strings as they are, links as numbers. */
import { isolateRuns, type Direction } from './direction-runs.js';
import type { Labels } from './labels.js';
import type { Medium, Piece, Scope } from './medium.js';
import { tokens } from '../message/tokens.js';
import { pictureTree } from './rich-html.js';
import { linkNumber, renderRichText } from './rich-text.js';

function renderPiece(piece: Piece, scope: Scope): string {
  const text = isolateRuns(piece.text.replace(/\s+/gu, ' '), scope.dir);
  return piece.href === undefined ? text : `${text} ${linkNumber(piece.href, scope)}`;
}

/** `width`: columns a line may take, when lines are broken at all. */
export function textMedium(labels: Labels, dir: Direction, width?: number): Medium {
  const textWidth = width === undefined ? undefined : Math.min(width, 72);
  const picture: Medium['picture'] = (shown, scope) => renderRichText(pictureTree(shown), labels, { ...scope, dir });
  return {
    part: 'text',
    line: (pieces, scope) => pieces.map((piece) => renderPiece(piece, { ...scope, dir })).join(''),
    rich: (rich, scope) => renderRichText(rich.tree, labels, { ...scope, textWidth, dir }),
    picture,
    thumbnail: picture,
    asset: (name) => `${tokens.webUrl}/${name}`,
    address: (url) => url,
  };
}
