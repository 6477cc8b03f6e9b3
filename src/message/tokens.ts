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

/**
 * Anything that looks like a token, known or not: what must not be left in a finished message. Single underscores inside only: a word
 * that an editor ends with `__C_` right before a token does not swallow it.
 */
export const tokenPattern = /__C_[A-Z0-9]+(?:_[A-Z0-9]+)*__/g;

/** What stands for the nth personal field of an edition (`Edition.fields`, from 1). */
export function fieldToken(number: number): string {
  return `__C_READER_${number}__`;
}

const fieldTokenPattern = /^__C_READER_([1-9]\d{0,5})__$/;

/** The number of the field that a token stands for; undefined for every other token. */
export function fieldNumberOf(token: string): number | undefined {
  const number = fieldTokenPattern.exec(token)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Where the nth conditional section of an edition begins and ends (`Edition.conditionalSections`, from 1), in mail and text. */
export function sectionBorders(number: number): { readonly start: string; readonly end: string } {
  return { start: `__C_SECTION_${number}_START__`, end: `__C_SECTION_${number}_END__` };
}

export const sectionBorderPattern = /__C_SECTION_(\d+)_(START|END)__/g;

/** What `webUrl` stands for. `publicUrl` has no slash at the end. */
export function editionUrl(publicUrl: string, newsletter: string, slug: string): string {
  return `${publicUrl}/archive/${encodeURIComponent(newsletter)}/${encodeURIComponent(slug)}`;
}
