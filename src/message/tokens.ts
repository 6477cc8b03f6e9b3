/**
 * The places in an edition that differ per recipient. Letters, digits and underscores only: they pass Handlebars, MJML, URL and
 * attribute escaping and minifying unchanged, and a dumb replacement fills them when the message is made (DESIGN: "tokens third").
 */
export const tokens = {
  /** https page where this reader leaves; also the List-Unsubscribe target. */
  unsubscribeUrl: '__C_UNSUBSCRIBE_URL__',
  /** `<publicUrl>/archive/<newsletter>/<slug>`, without a slash at the end: the web edition; images lie under it. */
  webUrl: '__C_WEB_URL__',
  /** The reader's name, or the empty string. */
  readerName: '__C_READER_NAME__',
  /** The reader's address. */
  readerAddress: '__C_READER_ADDRESS__',
} as const;

export type TokenName = keyof typeof tokens;

/** What one reader's message is filled with; raw values, the message escapes them for their context. */
export type TokenValues = Readonly<Record<TokenName, string>>;

/** Anything that looks like a token, known or not: what must not be left in a finished message. */
export const tokenPattern = /__C_[A-Z0-9_]+?__/g;

/** What `webUrl` stands for. `publicUrl` has no slash at the end. */
export function editionUrl(publicUrl: string, newsletter: string, slug: string): string {
  return `${publicUrl}/archive/${encodeURIComponent(newsletter)}/${encodeURIComponent(slug)}`;
}
