/** Plain texts of an issue: characters that must not be in any, tokens of the program, and titles in one line. */
import type { Parents, Root, Text } from 'hast';
import type { Place } from '../errors.js';
import { fieldNumberOf, tokenPattern } from '../message/tokens.js';
import { addError, type Fault, type Findings } from './findings.js';
import { joinLines } from './line-break.js';
import { placeAt, placeIn, placeOfNode, spanOf, type SourceFile, type SourceText } from './source.js';
import { textOfNode, visitElements } from './tree.js';

/** C0 but tab and line breaks, DEL, C1, lone surrogates, U+FFFD, and what Unicode calls no character. */
const refused = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\p{Surrogate}\p{Noncharacter_Code_Point}\ufffd]/gu;

/** More of the same kind in one file say nothing new: the file was saved in another encoding. */
const reportedPerText = 20;

/** What Windows-1252 has at 0x80 to 0x9F; a table, since TextDecoder of Node 20 reads it as Latin-1. */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function describeCharacter(character: string): { message: string; hint?: string } {
  const code = character.codePointAt(0) ?? 0;
  const name = 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
  if (code === 0xfffd) return { message: 'U+FFFD stands for a broken character', hint: 'save the file as UTF-8 and write the character anew' };
  if (code >= 0xd800 && code <= 0xdfff) return { message: `${name} is half a character`, hint: 'write the character anew' };
  if (code >= 0x80 && code <= 0x9f) {
    // Gmail cuts off a mail that holds one of these.
    const meant = windows1252[code - 0x80] ?? '';
    const hint = meant === ' ' ? 'remove it' : `left over from another encoding; probably meant: ${meant}`;
    return { message: `${name} is an invisible control character`, hint };
  }
  return { message: `${name} is a control character`, hint: 'remove it' };
}

/** Characters that clip or garble a mail, in the file as it lies there. */
export function checkFileCharacters(file: SourceFile, findings: Findings): void {
  for (const match of firstOf(file.text.matchAll(refused))) {
    addError(findings, { code: 'text-character', ...describeCharacter(match[0]) }, placeAt(file, match.index, match.index + match[0].length));
  }
}

/** What YAML escapes can smuggle in, and words that the program would take for its own tokens. True when there is nothing of the kind. */
export function checkText(text: SourceText, findings: Findings): boolean {
  const characters = firstOf(text.value.matchAll(refused));
  const tokens = firstOf(text.value.matchAll(tokenPattern));
  for (const match of characters) addError(findings, { code: 'text-character', ...describeCharacter(match[0]) }, placeIn(text, match.index, match.index + match[0].length));
  for (const match of tokens) addError(findings, toTokenFault(match[0]), placeIn(text, match.index, match.index + match[0].length));
  return characters.length + tokens.length === 0;
}

type Refused = { readonly index: number; readonly isToken: boolean; readonly word: string };

/** The first token or refused character of a text that has no places of its own. */
function findRefused(value: string): Refused | undefined {
  // Fields of the reader are tokens by now.
  const token = [...value.matchAll(tokenPattern)].find(([word]) => fieldNumberOf(word) === undefined);
  if (token !== undefined) return { index: token.index, isToken: true, word: token[0] };
  const [character] = value.matchAll(refused);
  return character === undefined ? undefined : { index: character.index, isToken: false, word: character[0] };
}

function toTokenFault(token: string): Fault {
  return { code: 'text-token', message: `${token} is a token of the program`, hint: 'write it with a blank or another sign inside' };
}

function firstOf(matches: Iterable<RegExpExecArray>): readonly RegExpExecArray[] {
  return [...matches].slice(0, reportedPerText);
}

/** A text for one line: line breaks and the white space around them become one blank, or none between Chinese or Japanese signs. */
export function toOneLine(text: SourceText): string {
  return joinLines(text.value).replaceAll('\t', ' ').trim();
}

/** What appears only after Markdown was read: entities, escapes, and pieces that grow together when formats are taken off. */
export function checkTree(tree: Root, text: SourceText, findings: Findings): void {
  const whole = findRefused(textOfNode(tree));
  if (whole !== undefined) reportRefused(whole, placeOfText(tree, whole.index, text), findings);
  visitElements(tree, (element) => {
    for (const value of Object.values(element.properties)) {
      const found = findRefused(Array.isArray(value) ? value.join(' ') : String(value));
      if (found !== undefined) reportRefused(found, placeOfNode(element, text), findings);
    }
  });
}

function reportRefused(found: Refused, at: Place, findings: Findings): void {
  if (found.isToken) addError(findings, toTokenFault(found.word), at);
  else addError(findings, { code: 'text-character', ...describeCharacter(found.word) }, at);
}

/** The place of the nth character of a tree. */
function placeOfText(parent: Parents, index: number, text: SourceText): Place {
  let before = 0;
  for (const child of parent.children) {
    const length = textOfNode(child).length;
    if (index < before + length && child.type === 'element') return placeOfText(child, index - before, text);
    if (index < before + length && child.type === 'text') return placeInNode(child, index - before, text);
    before += length;
  }
  return placeOfNode(parent, text);
}

/** Walks the Markdown of a text beside its value: escapes, entities and indentation are longer than what they stand for. */
function placeInNode(node: Text, index: number, text: SourceText): Place {
  const { start: from, end } = spanOf(node);
  const written = text.value.slice(from, end);
  let at = 0;
  for (let unit = 0; unit < index; unit += 1) {
    if (written[at] === '\\' && written[at + 1] === node.value[unit]) at += 1;
    at += /^&#?\w+;/.exec(written.slice(at, at + 40))?.[0].length ?? 1;
    if (node.value[unit] === '\n') at += /^[ \t>]*/.exec(written.slice(at))?.[0].length ?? 0;
  }
  return placeIn(text, Math.min(from + at, text.value.length));
}
