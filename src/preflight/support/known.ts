/**
 * What every program's support is: from the data, and where the data is silent from the reviewed table below. Naver, Daum and Kakao are
 * not in the data; of them only what public guides say, or what every mail service on the web does, is taken for known.
 */
import data from './client-support.json' with { type: 'json' };
import type { Client } from './clients.js';
import type { Support } from './versions.js';

export const supportDataDate = data.updatedAt;

const columnIndex: ReadonlyMap<string, number> = new Map(data.columns.map((column, index) => [column, index]));
const features: Readonly<Record<string, { readonly title: string; readonly testedAt: string; readonly support: string } | undefined>> = data.features;

/**
 * No mail service on the web runs or fills in what a stranger sends: their cleaners take active content out, and keep a mail from
 * drawing outside of its frame. So assumed for services that nobody has tested.
 */
const activeContent = ['own-script', 'own-frame', 'html-form', 'html-video', 'html-audio', 'html-object', 'html-dialog', 'html-popover', 'html-svg', 'html-link', 'html-base', 'css-at-import', 'css-position'];
/** Guides to Korean mail ask for inline styles and tables, because style sheets are cut or dropped; not tried by us. */
const korean: ReadonlyMap<string, Support> = new Map([...activeContent, 'html-style', 'css-at-media', 'css-at-font-face', 'css-variables'].map((slug) => [slug, 'n']));

const untested: Readonly<Record<string, ReadonlyMap<string, Support>>> = { 'naver-mail': korean, 'daum-mail': korean };

/** What the data does not ask: by column or program; `*` is every other one. */
const own: Readonly<Record<string, Readonly<Record<string, Support>>>> = {
  // caniemail, css-important, notes 3 and 4: without the space the declaration is dropped.
  'own-important-space': { 'outlook.windows': 'n', 'orange.desktop-webmail': 'n', 'orange.ios': 'n', 'orange.android': 'n', '*': 'y' },
  'own-script': { '*': 'n' },
  'own-frame': { '*': 'n' },
  // caniemail, html-semantics: a client that does not know the element prints its text, open; Apple's and Samsung's open and close it.
  'own-details': { 'apple-mail.ios': 'y', 'apple-mail.macos': 'y', 'samsung-email.android': 'y', 'thunderbird.macos': 'y', '*': 'n' },
};

export function supportOf(slug: string, client: Client): Support {
  const row = own[slug];
  if (row !== undefined) return row[client.column ?? client.id] ?? row['*'] ?? '-';
  if (client.column === undefined) return untested[client.id]?.get(slug) ?? '-';
  const letter = features[slug]?.support[columnIndex.get(client.column) ?? -1];
  return letter === 'y' || letter === 'a' || letter === 'n' ? letter : '-';
}

/** The program is not in the data: what is said of it is an assumption. */
export function isAssumed(client: Client): boolean {
  return client.column === undefined;
}

/** Where a person reads more; undefined for what is our own. */
export function sourceOf(slug: string): string | undefined {
  return features[slug] === undefined ? undefined : `https://www.caniemail.com/features/${slug}/`;
}
