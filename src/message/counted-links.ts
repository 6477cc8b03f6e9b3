/**
 * Which links of a mail are counted, and the mail with them. Only whole addresses of the web that are the same for all readers: never a
 * link of ours (unsubscribe, preferences, web edition), a mailto, an anchor, nor one whose text is itself an address, which mail
 * programs compare with where it leads. The text part keeps its addresses as people read them.
 */
import { scanHtml, type Attribute } from './html-scan.js';

type Found = { readonly attribute: Attribute; readonly url: string };

/** Each address once, in the order of the mail. */
export function listCountedLinks(html: string, publicUrl: string): readonly string[] {
  return [...new Set(findLinks(html, publicUrl).map(({ url }) => url))];
}

export type Counting = {
  readonly publicUrl: string;
  /** Where they lead, the first has number 1. Others stay as they are. */
  readonly links: readonly string[];
  readonly countsOpens: boolean;
  /** A token of click-token.ts, or what will be filled with one. */
  readonly token: string;
};

export function countLinks(html: string, { publicUrl, links, countsOpens, token }: Counting): string {
  const numbers = new Map(links.map((url, index) => [url, index + 1]));
  const rewritten = findLinks(html, publicUrl).reduceRight((text, { attribute, url }) => {
    const number = numbers.get(url);
    if (number === undefined) return text;
    const quote = attribute.quote === '' ? '"' : '';
    return `${text.slice(0, attribute.start)}${quote}${publicUrl}/c/${token}/${number}${quote}${text.slice(attribute.end)}`;
  }, html);
  return countsOpens ? withPixel(rewritten, `${publicUrl}/c/${token}/0`) : rewritten;
}

function withPixel(html: string, url: string): string {
  const at = html.toLowerCase().lastIndexOf('</body');
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;border:0">`;
  return at < 0 ? html + pixel : html.slice(0, at) + pixel + html.slice(at);
}

function findLinks(html: string, publicUrl: string): readonly Found[] {
  return scanHtml(html).flatMap((span) => {
    if (span.kind !== 'tag' || (span.name !== 'a' && span.name !== 'area')) return [];
    const attribute = span.attributes.find(({ name }) => name === 'href');
    if (attribute === undefined) return [];
    const url = decodeReferences(html.slice(attribute.start, attribute.end).trim());
    return isCounted(url, publicUrl) && !showsAddress(html, span.end) ? [{ attribute, url }] : [];
  });
}

function isCounted(url: string, publicUrl: string): boolean {
  if (!/^https?:\/\//i.test(url) || url.includes('__C_') || !URL.canParse(url)) return false;
  return new URL(url).origin !== new URL(publicUrl).origin;
}

function showsAddress(html: string, at: number): boolean {
  return /^\s*(?:https?:|www\.|[\w-]+(?:\.[\w-]+)+\s*<)/i.test(html.slice(at, at + 200));
}

const references: Readonly<Record<string, string>> = { '&amp;': '&', '&#38;': '&', '&#x26;': '&', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&lt;': '<', '&gt;': '>', '&#61;': '=', '&#x3D;': '=' };

function decodeReferences(text: string): string {
  return text.replaceAll(/&(?:amp|quot|lt|gt|#38|#39|#61|#x26|#x27|#x3D);/g, (reference) => references[reference] ?? reference);
}
