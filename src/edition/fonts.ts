/** Font stacks per language. No web fonts: a CJK face is megabytes, Gmail shows none, and Outlook falls back to Times when one is named. */

export type Fonts = {
  readonly body: string;
  /** Masthead and headings. */
  readonly heading: string;
  /** The one face that Outlook's Word engine is told, for Latin and East Asian text alike. */
  readonly outlook: string;
};

// Family names without quotes are valid CSS and need no escaping in attributes; each stack is printed once per block of text.
const latin: Fonts = {
  body: '-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif',
  heading: 'Georgia,Times New Roman,serif',
  outlook: 'Segoe UI',
};

const stacks: Readonly<Record<string, Fonts>> = {
  ko: sameFace('Apple SD Gothic Neo,Malgun Gothic,Noto Sans KR,sans-serif', 'Malgun Gothic'),
  zh: sameFace('PingFang SC,Microsoft YaHei,Noto Sans SC,sans-serif', 'Microsoft YaHei'),
  'zh-Hant': sameFace('PingFang TC,Microsoft JhengHei,Noto Sans TC,sans-serif', 'Microsoft JhengHei'),
  ja: sameFace('Hiragino Sans,Yu Gothic,Meiryo,Noto Sans JP,sans-serif', 'Meiryo'),
  ar: sameFace('Segoe UI,Geeza Pro,Noto Sans Arabic,Tahoma,Arial,sans-serif', 'Tahoma'),
};

function sameFace(stack: string, outlook: string): Fonts {
  return { body: stack, heading: stack, outlook };
}

const traditionalRegions = new Set(['TW', 'HK', 'MO']);

/** `zh-Hant` for Chinese in traditional characters, otherwise the language alone. */
export function scriptLanguage(lang: string): string {
  const locale = new Intl.Locale(lang);
  const isTraditional = locale.script === 'Hant' || (locale.script === undefined && traditionalRegions.has(locale.region ?? ''));
  return locale.language === 'zh' && isTraditional ? 'zh-Hant' : locale.language;
}

export function fontsFor(lang: string): Fonts {
  const key = scriptLanguage(lang);
  return (Object.hasOwn(stacks, key) ? stacks[key] : undefined) ?? latin;
}
