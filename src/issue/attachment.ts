/** Files that a text offers to its readers: which kinds may be offered, and what the link says of them. */
import { createHash } from 'node:crypto';
import type { Element } from 'hast';
import type { Fault, Found } from './findings.js';
import type { Asset } from './issue.js';
import { textOfNode, toText } from './tree.js';

/** `begins`: the first bytes of every file of the kind; without them the kind is text. */
type Kind = { readonly mediaType: string; readonly label: string; readonly begins?: readonly string[] };

const zip = ['PK\u0003\u0004'];

const kinds: Readonly<Record<string, Kind>> = {
  pdf: { mediaType: 'application/pdf', label: 'PDF', begins: ['%PDF-'] },
  csv: { mediaType: 'text/csv', label: 'CSV' },
  txt: { mediaType: 'text/plain', label: 'TXT' },
  ics: { mediaType: 'text/calendar', label: 'ICS' },
  vcf: { mediaType: 'text/vcard', label: 'VCF' },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', label: 'DOCX', begins: zip },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', label: 'XLSX', begins: zip },
  pptx: { mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', label: 'PPTX', begins: zip },
  odt: { mediaType: 'application/vnd.oasis.opendocument.text', label: 'ODT', begins: zip },
  ods: { mediaType: 'application/vnd.oasis.opendocument.spreadsheet', label: 'ODS', begins: zip },
  epub: { mediaType: 'application/epub+zip', label: 'EPUB', begins: zip },
  hwpx: { mediaType: 'application/hwp+zip', label: 'HWPX', begins: zip },
  mp3: { mediaType: 'audio/mpeg', label: 'MP3', begins: ['ID3', '\u00ff\u00fb', '\u00ff\u00f3', '\u00ff\u00f2', '\u00ff\u00fa'] },
};

/** Programs, pages that run scripts, macros, and archives that hide any of them: mail filters punish a link to one. */
const refusedKinds = new Set(`exe msi bat cmd scr ps1 vbs vbe js mjs cjs jar apk app dmg pkg deb rpm iso img sh py lnk hta reg wsf
  svg svgz swf docm xlsm pptm xlam zip rar 7z gz tgz tar bz2 xz`.split(/\s+/));

/** Readers fetch it over the phone network; larger things belong on a site of their own. */
export const largestAttachmentBytes = 20_000_000;

function extensionOf(reference: string): string {
  return /\.([a-z0-9]{1,5})$/i.exec(reference)?.[1]?.toLowerCase() ?? '';
}

export function isAttachment(reference: string): boolean {
  return Object.hasOwn(kinds, extensionOf(reference));
}

/** Why a file may not be offered; undefined for what is no file of a known kind, such as a page. */
export function findKindFault(reference: string): Fault | undefined {
  const extension = extensionOf(reference);
  if (!refusedKinds.has(extension)) return undefined;
  const isArchive = /^(?:zip|rar|7z|t?gz|tar|bz2|xz)$/.test(extension);
  const hint = `${isArchive ? 'offer the files one by one' : 'save it as PDF'}; offered are ${Object.keys(kinds).join(', ')}`;
  return { code: 'attachment-refused', message: `a .${extension} file is not offered to readers`, hint };
}

export function toAttachment(reference: string, bytes: Uint8Array): Found<Asset> {
  const extension = extensionOf(reference);
  const kind = kinds[extension];
  if (kind === undefined) return { fault: { code: 'attachment-refused', message: `a .${extension} file is not offered to readers` } };
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  // The name promises a kind, and the reader's program opens it by its bytes.
  const isMeant = kind.begins === undefined ? !bytes.includes(0) : kind.begins.some((begin) => head.startsWith(begin));
  if (!isMeant) return { fault: { code: 'attachment-refused', message: `the file is no ${kind.label}, whatever its name says`, hint: 'save it anew from the program that made it' } };
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extension}`;
  return { value: { name, mediaType: kind.mediaType, bytes, fileName: fileNameOf(reference) } };
}

/** The last part of the path, without what some system takes for a part of its own. */
function fileNameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1).replaceAll(/[\\:*?"<>|\p{C}]+/gu, '-').replace(/^\.+/, '');
}

/** `12 KB`, `1.4 MB`: what a reader may have to wait for, in the units file managers show. */
export function describeSize(byteCount: number): string {
  if (byteCount < 1e6) return `${Math.max(1, Math.round(byteCount / 1e3))} KB`;
  return `${byteCount < 1e7 ? (byteCount / 1e6).toFixed(1) : Math.round(byteCount / 1e6)} MB`;
}

/** The link to a file says what comes: kind and size behind its words (WCAG 2.2 2.4.4). A link that only holds a picture stays as it is. */
export function describeLink(link: Element, asset: Asset, reference: string): void {
  const words = textOfNode(link).trim();
  if (words === '' && link.children.some((child) => child.type === 'element')) return;
  const label = kinds[extensionOf(reference)]?.label ?? '';
  link.children.push(toText(`${words === '' ? reference.slice(reference.lastIndexOf('/') + 1) : ''} (${label}, ${describeSize(asset.bytes.length)})`));
}
