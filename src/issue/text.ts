/** Plain texts of an issue: characters that must not be in any, tokens of the program, and titles in one line. */
import type { Nodes, Parents, Root } from 'hast';
import type { Place } from '../errors.js';
import { tokenPattern } from '../message/tokens.js';
import { addError, type Fault, type Findings } from './findings.js';
import { placeAt, placeIn, type SourceFile, type SourceText } from './source.js';
import { textOfNode, visitElements } from './tree.js';

/** C0 but tab and line breaks, DEL, C1, lone surrogates, U+FFFD, and what Unicode calls no character. */
const refused = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd\ufffe\uffff]|\p{Surrogate}|\r(?!\n)/gu;

/** More of the same kind in one file say nothing new: the file was saved in another encoding. */
const reportedPerText = 20;

function describeCharacter(character: string): { message: string; hint?: string } {
  const code = character.codePointAt(0) ?? 0;
  const name = 'U+' + code.toString(16).toUpperCase().padStart(4, '0');
  if (code === 0xfffd) return { message: 'U+FFFD stands for a broken character', hint: 'save the file as UTF-8 and write the character anew' };
  if (code >= 0xd800 && code <= 0xdfff) return { message: `${name} is half a character`, hint: 'write the character anew' };
  if (code >= 0x80 && code <= 0x9f) {
    const meant = new TextDecoder('windows-1252').decode(Uint8Array.of(code));
    // Gmail cuts off a mail that holds one of these.
    const hint = /[\u0080-\u009f]/.test(meant) ? 'remove it' : `left over from another encoding; probably meant: ${meant}`;
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

/** What YAML escapes can smuggle in, and words that the program would take for its own tokens. */
export function checkText(text: SourceText, findings: Findings): void {
  for (const match of firstOf(text.value.matchAll(refused))) {
    addError(findings, { code: 'text-character', ...describeCharacter(match[0]) }, placeIn(text, match.index, match.index + match[0].length));
  }
  for (const match of firstOf(text.value.matchAll(tokenPattern))) {
    addError(findings, toTokenFault(match[0]), placeIn(text, match.index, match.index + match[0].length));
  }
}

type Refused = { readonly index: number; readonly isToken: boolean; readonly word: string };

/** The first token or refused character of a text that has no places of its own. */
function findRefused(value: string): Refused | undefined {
  const [token] = value.matchAll(tokenPattern);
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

/** A text for one line: line breaks and the white space around them become one blank. */
export function toOneLine(text: SourceText): string {
  return text.value.replaceAll(/\s*[\n\u2028\u2029]\s*/g, ' ').replaceAll('\t', ' ').trim();
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

/** The place of the element or text that holds the nth character of a tree. */
function placeOfText(parent: Parents, index: number, text: SourceText): Place {
  let before = 0;
  for (const child of parent.children) {
    const length = textOfNode(child).length;
    if (index < before + length) return child.type === 'element' ? placeOfText(child, index - before, text) : placeOfNode(child, text);
    before += length;
  }
  return placeOfNode(parent, text);
}

function placeOfNode(node: Nodes, text: SourceText): Place {
  return placeIn(text, node.position?.start.offset ?? 0, node.position?.end.offset);
}
