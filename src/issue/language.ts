/** Language tags (BCP 47) and the direction their script is written in. */

/** Languages written from right to left when the tag names no script; from the CLDR likely scripts Arab, Hebr, Thaa, Syrc, Nkoo and Adlm. */
const rightToLeftLanguages = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'iw', 'ks', 'nqo', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi']);
const rightToLeftScripts = new Set(['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Syrc', 'Thaa']);

export function isLanguageTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** `KO-kr` -> `ko-KR`; a tag that is none stays as it is. */
export function toCanonicalLanguage(value: string): string {
  return isLanguageTag(value) ? Intl.getCanonicalLocales(value)[0] ?? value : value;
}

export function directionOf(lang: string): 'ltr' | 'rtl' {
  if (!isLanguageTag(lang)) return 'ltr';
  const { language, script } = new Intl.Locale(lang);
  const isRightToLeft = script === undefined ? rightToLeftLanguages.has(language) : rightToLeftScripts.has(script);
  return isRightToLeft ? 'rtl' : 'ltr';
}
