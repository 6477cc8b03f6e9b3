/** The words of the archive's pages, per language; dates and numbers come from edition/labels.ts. */
import { scriptLanguage } from '../edition/fonts.js';

export type Words = {
  readonly archive: string;
  readonly issues: string;
  readonly previous: string;
  readonly next: string;
  readonly all: string;
  readonly newest: string;
  readonly feeds: string;
  readonly empty: string;
  readonly lost: string;
  readonly lostText: string;
};

const english: Words = {
  archive: 'Archive', issues: 'More issues', previous: 'Previous issue', next: 'Next issue', all: 'All issues', newest: 'Latest issue',
  feeds: 'Feeds', empty: 'Nothing was sent yet.', lost: 'Not found', lostText: 'There is no page at this address.',
};

const catalogues: Readonly<Record<string, Words>> = {
  en: english,
  ko: {
    archive: '지난 호 보기', issues: '다른 호', previous: '이전 호', next: '다음 호', all: '지난 호 모두 보기', newest: '최신 호',
    feeds: '피드', empty: '아직 보낸 호가 없습니다.', lost: '찾을 수 없습니다', lostText: '이 주소에는 페이지가 없습니다.',
  },
  zh: {
    archive: '往期内容', issues: '其他各期', previous: '上一期', next: '下一期', all: '全部期次', newest: '最新一期',
    feeds: '订阅源', empty: '尚未发送任何一期。', lost: '未找到', lostText: '此地址没有页面。',
  },
  'zh-Hant': {
    archive: '往期內容', issues: '其他各期', previous: '上一期', next: '下一期', all: '全部期次', newest: '最新一期',
    feeds: '訂閱源', empty: '尚未發送任何一期。', lost: '找不到', lostText: '此網址沒有頁面。',
  },
  ja: {
    archive: 'バックナンバー', issues: 'ほかの号', previous: '前の号', next: '次の号', all: 'すべての号', newest: '最新号',
    feeds: 'フィード', empty: 'まだ配信された号はありません。', lost: '見つかりません', lostText: 'このアドレスにページはありません。',
  },
  de: {
    archive: 'Archiv', issues: 'Weitere Ausgaben', previous: 'Vorige Ausgabe', next: 'Nächste Ausgabe', all: 'Alle Ausgaben', newest: 'Neueste Ausgabe',
    feeds: 'Feeds', empty: 'Noch wurde nichts versandt.', lost: 'Nicht gefunden', lostText: 'Unter dieser Adresse gibt es keine Seite.',
  },
  fr: {
    archive: 'Archives', issues: 'Autres numéros', previous: 'Numéro précédent', next: 'Numéro suivant', all: 'Tous les numéros', newest: 'Dernier numéro',
    feeds: 'Flux', empty: 'Rien n’a encore été envoyé.', lost: 'Page introuvable', lostText: 'Il n’y a pas de page à cette adresse.',
  },
  es: {
    archive: 'Archivo', issues: 'Otros números', previous: 'Número anterior', next: 'Número siguiente', all: 'Todos los números', newest: 'Último número',
    feeds: 'Canales', empty: 'Aún no se ha enviado nada.', lost: 'No encontrada', lostText: 'No hay ninguna página en esta dirección.',
  },
  ar: {
    archive: 'الأرشيف', issues: 'أعداد أخرى', previous: 'العدد السابق', next: 'العدد التالي', all: 'كل الأعداد', newest: 'أحدث عدد',
    feeds: 'الخلاصات', empty: 'لم يرسل شيء بعد.', lost: 'غير موجودة', lostText: 'لا توجد صفحة في هذا العنوان.',
  },
};

/** Languages with words of their own; English stands in for the others. */
export const wordLanguages: readonly string[] = Object.keys(catalogues);

export function wordsFor(lang: string): Words {
  const key = scriptLanguage(lang);
  return (Object.hasOwn(catalogues, key) ? catalogues[key] : undefined) ?? english;
}

/** What a number of issues is called, by the plural rules of the language (CLDR); `other` stands in for the rules that are not named. */
type Plurals = { readonly [Rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const englishCounts: Plurals = { one: '{n} issue', other: '{n} issues' };

const issueCounts: Readonly<Record<string, Plurals>> = {
  en: englishCounts,
  ko: { other: '모두 {n}호' },
  zh: { other: '共{n}期' },
  'zh-Hant': { other: '共{n}期' },
  ja: { other: '全{n}号' },
  de: { one: '{n} Ausgabe', other: '{n} Ausgaben' },
  fr: { one: '{n} numéro', many: '{n} de numéros', other: '{n} numéros' },
  es: { one: '{n} número', many: '{n} de números', other: '{n} números' },
  ar: { zero: 'لا أعداد', one: 'عدد واحد', two: 'عددان', few: '{n} أعداد', many: '{n} عددًا', other: '{n} عدد' },
};

/** `12 issues`, in the words and digits of the language's pages. */
export function countIssues(lang: string, count: number): string {
  const key = scriptLanguage(lang);
  const known = Object.hasOwn(issueCounts, key) ? issueCounts[key] : undefined;
  // English words follow English rules, whatever the language of the page.
  const [locale, plurals] = known === undefined ? ['en', englishCounts] : [lang, known];
  const form = plurals[new Intl.PluralRules(locale).select(count)] ?? plurals.other;
  return form.replace('{n}', new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).format(count));
}
