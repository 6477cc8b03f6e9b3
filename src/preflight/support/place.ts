/** Where what a mail program ignores was written: the template's own file, or the editor's picture and HTML. */
import type { Place } from '../../errors.js';
import { placeInTemplate, placeOfWords, type Sources } from '../places.js';
import type { Gap } from './gaps.js';

/** Undefined when the words stand in no file as they do in the mail: made by MJML, or out of the theme. */
export function placeOfGap(gap: Gap, sources: Sources): Place | undefined {
  const { templateFiles = [], places } = sources;
  const url = gap.kind === 'image' ? places.picture(gap.text) : undefined;
  if (url !== undefined) return url;
  for (const pattern of patternsOf(gap)) {
    const place = placeInTemplate(templateFiles, pattern);
    if (place !== undefined) return place;
  }
  return /^<\w+>$/.test(gap.text) ? placeOfWords(sources, gap.text.slice(0, -1)) : undefined;
}

/** The exact words first, then the name alone: a value may come from the theme. */
function patternsOf({ kind, text }: Gap): readonly RegExp[] {
  if (kind === 'image' && text.startsWith('<')) return [/(?:src|background)\s*=\s*["']data:/i];
  if (kind === 'element') return [new RegExp(`<${escape(text.slice(1, -1))}(?=[\\s>/])`, 'i')];
  const [, name, value] = /^(-?-?[a-z-]+): (.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) {
    return [new RegExp(`(?<![\\w-])${escape(name)}\\s*:\\s*${loose(value)}`, 'i'), new RegExp(`(?<![\\w-])${escape(name)}\\s*=\\s*["']${loose(value)}`, 'i'), new RegExp(`(?<![\\w-])${escape(name)}\\s*[:=]`, 'i')];
  }
  if (kind === 'at-rule') return [new RegExp(loose(text), 'i'), new RegExp(escape(text.split(' ')[0] ?? text), 'i')];
  const attribute = /^<?(?:[a-z0-9]+ )?([a-z-]+)=/i.exec(text)?.[1];
  if (kind === 'attribute') return [new RegExp(loose(text.replace(/^<|>$/g, '').replace(/^[a-z0-9]+ (?=[a-z-]+=)/i, '')), 'i'), ...(attribute === undefined ? [] : [new RegExp(`(?<![\\w-])${escape(attribute)}\\s*=`, 'i')])];
  return [new RegExp(loose(text), 'i')];
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** White space where CSS and HTML allow it: the mail has less of it than the template. */
function loose(text: string): string {
  return text.split(/\s+|(?<=[:;,>{}()])|(?=[:;,>{}()!])/).filter((piece) => piece !== '').map(escape).join('\\s*');
}
