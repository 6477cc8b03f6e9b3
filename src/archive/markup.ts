/** Text put into HTML and XML. Whatever an editor wrote stays text. */

/** Control characters that XML 1.0 (2.2) forbids, those it discourages, lone surrogates and non-characters go; line ends become LF. */
export function cleanText(value: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return value.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '').replace(/\p{Surrogate}/gu, '');
}

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for values in quotes, in HTML as in XML. */
export function escapeMarkup(value: string): string {
  return cleanText(value).replace(/[&<>"']/g, (character) => references[character] ?? character);
}

/** Markup made here; everything else is escaped where it is put in. */
export type Markup = { readonly markup: string };

type Part = Markup | readonly Markup[] | string | number | undefined | false;

function toPart(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part));
  return 'markup' in part ? part.markup : part.map((one) => one.markup).join('');
}

/** A template whose values are escaped: markup`<p>${title}</p>`. Nothing absent or false is printed. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.map((text, index) => text + toPart(parts[index])).join('') };
}
