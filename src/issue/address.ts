/** Addresses of links and pictures: which may stand in a mail, and where in the Markdown a refused one was written. */
import type { Element, Root } from 'hast';
import type { Definition } from 'mdast';
import { describeLink, findKindFault, isAttachment } from './attachment.js';
import type { Beside } from './beside.js';
import { decorativeTitle } from './figure.js';
import { addError, type Fault, type Findings } from './findings.js';
import { addSpot, type Spots } from './places.js';
import { placeIn, placeOfNode, spanOf, type Positioned, type SourceText } from './source.js';
import { visitElements } from './tree.js';
import type { Asset } from './issue.js';
import type { Place } from '../errors.js';

/** A link to a target in the same issue; whether it is there is known when the whole issue is. */
export type FragmentLink = { readonly target: string; readonly at: Place };

export type AddressContext = {
  readonly text: SourceText;
  readonly definitions: readonly Definition[];
  readonly findings: Findings;
  /** The files that relative addresses name. */
  readonly beside: Pick<Beside, 'picture' | 'attachment'>;
  readonly fragments: FragmentLink[];
  readonly spots: Spots;
};

const linkSchemes = ['http', 'https', 'mailto', 'tel'];

/** Browsers drop blanks and control characters inside a scheme, so `java\nscript:` is one (WHATWG URL 4.4). */
function schemeOf(address: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address.replaceAll(/[\p{Cc} ]/gu, ''))?.[1]?.toLowerCase();
}

/** An address that names a file beside the text. */
export function isRelative(address: string): boolean {
  return address !== '' && !/^[/#]/.test(address) && schemeOf(address) === undefined;
}

/** `*|UNSUB|*`, `%%unsubscribe%%`, `{{unsubscribe_url}}`, `[UNSUBSCRIBE]`: the whole address is one. */
function isForeignPlaceholder(address: string): boolean {
  return /^(?:\*\|.+\|\*|%%.+%%|\{\{.+\}\}|\{.+\}|\[.+\]|\$.+\$|<%.+%>|#\{.+\})$/.test(decodeAddress(address.trim()));
}

/** Why an address may not stand in a mail; undefined when it may. */
export function findAddressFault(address: string, schemes: readonly string[] = linkSchemes): Fault | undefined {
  const scheme = schemeOf(address);
  if (scheme !== undefined && !schemes.includes(scheme)) {
    return { code: 'link-refused', message: `an address may not begin with "${scheme}:"`, hint: `allowed: ${schemes.map((one) => one + ':').join(' ')}` };
  }
  if (address.trim() === '') return { code: 'link-refused', message: 'the link leads nowhere', hint: 'write its address between the parentheses' };
  if (isForeignPlaceholder(address)) return { code: 'link-refused', message: 'this is a placeholder of another program, and nothing fills it here', hint: 'every mail has its links for leaving and for the web edition in the footer; a field of the reader is {{reader.name}}' };
  if (scheme === undefined) return { code: 'link-relative', message: 'a link needs a whole address', hint: 'a page begins with https://; files beside the issue are offered as .pdf, .xlsx, .csv and a few more' };
  const isWeb = scheme === 'http' || scheme === 'https';
  const isWhole = isWeb ? /^https?:\/\/[^/]/i.test(address.trim()) && URL.canParse(address) : URL.canParse(address);
  return isWhole ? undefined : { code: 'link-refused', message: 'this is no valid address', hint: 'such as https://example.org/page' };
}

/** Checks every link and picture, and puts the pictures beside the issue in place. */
export function resolveAddresses(tree: Root, context: AddressContext): void {
  visitElements(tree, (element) => {
    if (element.tagName === 'a') resolveLink(element, context);
    if (element.tagName === 'img') resolvePicture(element, context);
  });
}

function resolveLink(element: Element, context: AddressContext): void {
  const { href } = element.properties;
  if (href === undefined) return;
  const address = String(href).trim();
  // Finding the place costs more than all the rest, and only a fault needs it.
  // Positions are taken off the tree later on.
  const written = { position: element.position };
  const at = () => placeOfAddress(written, String(href), context);
  if (address.startsWith('#') && address.length > 1) {
    // The call of a footnote always has its note.
    if (!isFootnoteCall(element)) context.fragments.push({ target: address.slice(1), at: at() });
    return;
  }
  if (isRelative(address) && isAttachment(address)) {
    linkAttachment(element, decodeAddress(address), at, context);
    return;
  }
  const fault = (isRelative(address) ? findKindFault(address) : undefined) ?? findAddressFault(address);
  if (fault === undefined) {
    element.properties['href'] = address;
    addSpot(context.spots, 'link', address, at);
  } else {
    delete element.properties['href'];
    addError(context.findings, fault, at());
  }
}

function isFootnoteCall({ properties: { className } }: Element): boolean {
  return Array.isArray(className) && className.includes('footnote-ref');
}

function linkAttachment(link: Element, reference: string, at: () => Place, { beside }: AddressContext): void {
  const asset = beside.attachment(reference, at);
  delete link.properties['href'];
  if (asset === undefined) return;
  link.properties['href'] = 'asset:' + asset.name;
  describeLink(link, asset, reference);
}

function resolvePicture(element: Element, context: AddressContext): void {
  checkAlt(element, context);
  const address = String(element.properties['src'] ?? '').trim();
  const written = { position: element.position };
  const at = () => placeOfAddress(written, address, context);
  delete element.properties['src'];
  if (address.startsWith('//') || address === '' || schemeOf(address) !== undefined) {
    const fault = findAddressFault(address, ['http', 'https']);
    if (fault !== undefined) return addError(context.findings, fault, at());
    element.properties = { src: address, ...element.properties };
    return addSpot(context.spots, 'picture', address, at);
  }
  const asset = context.beside.picture(decodeAddress(address), at);
  if (asset === undefined) return;
  element.properties = toPictureProperties(asset, element);
  addSpot(context.spots, 'picture', `asset:${asset.name}`, at);
}

/** A raw `<img>` may say how wide it is shown; the height then follows from the picture. */
function toPictureProperties({ name, width, height }: Asset, element: Element): Element['properties'] {
  const { width: wanted, height: _, ...others } = element.properties;
  const properties = { src: 'asset:' + name, ...others };
  if (width === undefined || height === undefined) return properties;
  const shown = Number.isInteger(Number(wanted)) && Number(wanted) > 0 ? Number(wanted) : width;
  return { ...properties, width: shown, height: Math.round((shown * height) / width) };
}

function checkAlt(element: Element, context: AddressContext): void {
  const { alt, title } = element.properties;
  if (title === decorativeTitle) {
    delete element.properties['title'];
    element.properties['alt'] = alt ?? '';
    return;
  }
  if (typeof alt === 'string' && alt.trim() !== '') return;
  const hint = 'write what it shows between the brackets; for a picture that tells nothing: ![](file "decorative")';
  addError(context.findings, { code: 'picture-alt', message: 'the picture has no alt text', hint }, placeOfNode(element, context.text));
}

/** The address as it was written; for a reference link in its definition. */
export function placeOfAddress(element: Positioned, address: string, { text, definitions }: Pick<AddressContext, 'text' | 'definitions'>): Place {
  for (const node of [element, ...definitions.filter(({ url }) => decodeAddress(url) === decodeAddress(address))]) {
    const { start: from, end = from } = spanOf(node);
    const written = text.value.slice(from, end);
    for (const spelling of address.trim() === '' ? [] : [address, decodeAddress(address)]) {
      // In Markdown the address follows the text of the link, which may repeat it; in HTML it goes before.
      const index = written.startsWith('<') ? written.indexOf(spelling) : written.lastIndexOf(spelling);
      if (index >= 0) return placeIn(text, from + index, from + index + spelling.length);
    }
  }
  return placeOfNode(element, text);
}

export function decodeAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
