/** What the subscriber's own pages and mails say, per language. One file is one language; the rest of the program holds no word of it. */
import { scriptLanguage } from '../../edition/fonts.js';
import type { Frequency } from '../frequency.js';
import { ar } from './ar.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { ja } from './ja.js';
import { ko } from './ko.js';
import { zhHant } from './zh-hant.js';
import { zh } from './zh.js';

/** `{name}` is the list, `{address}` an address, `{date}` a day, `{n}` a number. */
export type Words = {
  // leaving
  readonly leaveTitle: string; readonly leaveText: string; readonly leaveButton: string; readonly leaveAllButton: string;
  readonly pauseText: string; readonly pauseButton: string;
  readonly leftTitle: string; readonly leftText: string; readonly leftAllTitle: string; readonly leftAllText: string;
  readonly pausedTitle: string; readonly pausedText: string; readonly undoButton: string; readonly undoneTitle: string; readonly undoneText: string;
  readonly notOnTitle: string; readonly notOnText: string;
  readonly badLinkTitle: string; readonly badLinkText: string;
  // the way to the settings
  readonly linkTitle: string; readonly linkText: string; readonly linkButton: string;
  readonly mailedTitle: string; readonly mailedText: string;
  // subscribing
  readonly subscribeTitle: string; readonly subscribeButton: string; readonly address: string; readonly name: string; readonly language: string;
  readonly timeZone: string; readonly topics: string; readonly optional: string; readonly choose: string; readonly yes: string; readonly no: string;
  readonly consent: string; readonly leaveEmpty: string;
  readonly closedTitle: string; readonly closedText: string; readonly againText: string; readonly tooManyTitle: string; readonly tooManyText: string;
  readonly faultTitle: string; readonly badAddress: string; readonly missing: string; readonly badValue: string;
  readonly confirmTitle: string; readonly confirmText: string; readonly confirmButton: string; readonly confirmedTitle: string; readonly confirmedText: string;
  // settings
  readonly settingsTitle: string; readonly lists: string; readonly stateSubscribed: string; readonly statePaused: string; readonly stateLeft: string;
  readonly yourDetails: string; readonly save: string; readonly saved: string;
  readonly newAddress: string; readonly newAddressText: string; readonly newAddressButton: string;
  readonly changeTitle: string; readonly changeText: string; readonly changeButton: string; readonly changedTitle: string; readonly changedText: string;
  readonly takenText: string;
  readonly yourData: string; readonly download: string; readonly eraseTitle: string; readonly eraseText: string; readonly eraseButton: string;
  readonly eraseSure: string; readonly erasedTitle: string; readonly erasedText: string;
  // how often, beside the list's own words for it
  readonly frequency: string; readonly everyIssue: string; readonly weekly: string; readonly monthly: string;
  /** What somebody agrees to who lets their clicks be kept. */
  readonly tracking: string;
  // mails
  readonly confirmSubject: string; readonly confirmMail: string; readonly ignoreMail: string;
  readonly linkSubject: string; readonly linkMail: string;
  readonly welcomeSubject: string; readonly welcomeMail: string;
  readonly changeSubject: string; readonly changeMail: string; readonly changedSubject: string; readonly changedMail: string;
};

const catalogues: Readonly<Record<string, { readonly words: Words; readonly endonym: string }>> = {
  ko: { words: ko, endonym: '한국어' },
  en: { words: en, endonym: 'English' },
  zh: { words: zh, endonym: '简体中文' },
  'zh-Hant': { words: zhHant, endonym: '繁體中文' },
  ja: { words: ja, endonym: '日本語' },
  de: { words: de, endonym: 'Deutsch' },
  fr: { words: fr, endonym: 'Français' },
  es: { words: es, endonym: 'Español' },
  ar: { words: ar, endonym: 'العربية' },
};

/** Tag and own name of every language that has words. */
export const pageLanguages: readonly (readonly [tag: string, endonym: string])[] = Object.entries(catalogues).map(([tag, { endonym }]) => [tag, endonym]);

/** Of our languages the one that a BCP 47 tag asks for; undefined when it is none of them, or no tag. */
export function knownLanguage(tag: string): string | undefined {
  try {
    const key = scriptLanguage(tag);
    return Object.hasOwn(catalogues, key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The first of these tags that we speak; English when it is none of them. */
export function chooseLanguage(...tags: readonly (string | null | undefined)[]): string {
  for (const tag of tags) {
    const known = tag === null || tag === undefined ? undefined : knownLanguage(tag);
    if (known !== undefined) return known;
  }
  return 'en';
}

/** The tags of Accept-Language (RFC 9110 12.5.4), the dearest first. */
export function readAcceptLanguage(header: string | undefined): readonly string[] {
  return (header ?? '').slice(0, 1000).split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';');
    const quality = parameters.map((one) => /^\s*q=([\d.]+)/i.exec(one)?.[1]).find((q) => q !== undefined);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  }).filter(({ tag, quality }) => tag !== '' && quality > 0).toSorted((one, other) => other.quality - one.quality).map(({ tag }) => tag);
}

export function wordsFor(language: string): Words {
  return catalogues[chooseLanguage(language)]?.words ?? en;
}

/** What a choice of how often is called; null: every issue. */
export function frequencyText(frequency: Frequency | null, language: string): string {
  return wordsFor(language)[frequency ?? 'everyIssue'];
}

export function fillWords(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (place, key: string) => values[key] ?? place);
}

/** A day in the reader's words, where the reader is. */
export function printDay(date: Date, language: string, timeZone: string | null): string {
  const options = { dateStyle: 'long', calendar: 'gregory', numberingSystem: 'latn' } as const;
  return new Intl.DateTimeFormat(language, { ...options, timeZone: timeZone ?? 'UTC' }).format(date);
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
