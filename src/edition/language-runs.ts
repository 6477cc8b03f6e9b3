/**
 * Finds the passages of a text that are written in another language than the text around them, by their script: Han and kana in Korean
 * or Latin mail, Hangul in all others. A reader sees it (one Han character has four drawings, chosen by language) and a screen reader
 * hears it (WCAG 2.2, 3.1.2). Pure: a string in, runs out; their texts joined give the string back.
 */
import { hanForms } from './han-forms.js';

export type LanguageRun = {
  readonly text: string;
  /** BCP 47; absent: the language around it. */
  readonly lang?: string;
};

export type RunContext = {
  /** Language of the text around. */
  readonly lang: string;
  /** Language the section's sources are written in: decides where the characters alone do not. */
  readonly sourceLang?: string | undefined;
};

// Marks of East Asian text between two runs belong to them: a passage is one span, not three.
const eastAsianRun = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+(?:[・、。，：；！？「」『』《》〈〉（）]*[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)*/gu;
/** Rules most Korean and Latin texts out at a tenth of the cost: all of the run's characters lie here. */
const mayHoldEastAsian = /[\u2e80-\ua4ff\uf900-\ufaff\uff66-\uff9f\u{16fe0}-\u{16fff}\u{1aff0}-\u{1b16f}\u{1f200}\u{20000}-\u{3ffff}]/u;
const hangulRun = /\p{Script=Hangul}+(?: +\p{Script=Hangul}+)*/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const han = /\p{Script=Han}/gu;
/** What may stand between a run and the kana that tell its language. */
const bridge = /^[\s\p{P}]{0,3}$/u;

type Span = { readonly start: number; readonly end: number; readonly lang: string };

function has(text: string, forms: string): boolean {
  for (const character of text) if (forms.includes(character)) return true;
  return false;
}

/** The language of Han characters without kana around them. */
function hanLanguage(text: string, sourceLang: string | undefined): string {
  if (has(text, hanForms.simplified)) return 'zh-Hans';
  if (has(text, hanForms.japanese)) return 'ja';
  if (has(text, hanForms.traditional)) return 'zh-Hant';
  if (sourceLang?.startsWith('ja')) return sourceLang;
  const short = has(text, hanForms.simplifiedOrJapanese);
  const long = has(text, hanForms.traditionalOrJapanese);
  // 国際: the one is not traditional, the other not simplified. Only Japanese has both.
  if (short && long) return 'ja';
  if (short) return 'zh-Hans';
  if (long) return 'zh-Hant';
  return sourceLang?.startsWith('zh') ? sourceLang : 'zh';
}

function hasKanaBeside(runs: readonly RegExpExecArray[], index: number, text: string): boolean {
  const run = runs[index];
  if (run === undefined) return false;
  return [runs[index - 1], runs[index + 1]].some((other) => {
    if (other === undefined || !kana.test(other[0])) return false;
    const [first, second] = other.index < run.index ? [other, run] : [run, other];
    return bridge.test(text.slice(first.index + first[0].length, second.index));
  });
}

/** In Chinese or Japanese text only what cannot be that language is foreign. */
function isForeign(runLang: string, base: string, run: string): boolean {
  if (base === 'zh') return runLang === 'ja';
  if (base === 'ja') return has(run, hanForms.simplified) && !kana.test(run);
  // A single Han character in Korean is Korean: 中 블록체인, 美 정부.
  return kana.test(run) || (run.match(han)?.length ?? 0) >= 2;
}

function findEastAsian(text: string, context: RunContext, base: string): Span[] {
  if (!mayHoldEastAsian.test(text)) return [];
  const runs = [...text.matchAll(eastAsianRun)];
  return runs.flatMap((run, index) => {
    const isJapanese = kana.test(run[0]) || hasKanaBeside(runs, index, text);
    const lang = isJapanese ? 'ja' : hanLanguage(run[0], context.sourceLang);
    if (!isForeign(lang, base, run[0])) return [];
    return [{ start: run.index, end: run.index + run[0].length, lang }];
  });
}

function findHangul(text: string): Span[] {
  return [...text.matchAll(hangulRun)].map((run) => ({ start: run.index, end: run.index + run[0].length, lang: 'ko' }));
}

/** `화웨이(华为)는` in Korean: `화웨이(`, `华为` as zh-Hans, `)는`. */
export function splitLanguageRuns(text: string, context: RunContext): readonly LanguageRun[] {
  const base = context.lang.split('-')[0]?.toLowerCase() ?? '';
  const spans = base === 'ko' ? findEastAsian(text, context, base) : [...findEastAsian(text, context, base), ...findHangul(text)];
  spans.sort((left, right) => left.start - right.start);
  const runs: LanguageRun[] = [];
  let at = 0;
  for (const span of spans) {
    if (span.start > at) runs.push({ text: text.slice(at, span.start) });
    runs.push({ text: text.slice(span.start, span.end), lang: span.lang });
    at = span.end;
  }
  if (at < text.length || runs.length === 0) runs.push({ text: text.slice(at) });
  return runs;
}
