/** A setting that is a URL, of one of some schemes. */
import { z } from 'zod';

export const urlSetting = (schemes: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    message: `must be a URL that begins with ${schemes.map((scheme) => scheme + '//').join(' or ')}`,
  }).refine((value) => !URL.canParse(value) || isDecodable(new URL(value)), { message: 'has a user or password with a % that begins no escape; write it as %25' });

/** What is taken out of it is unescaped (RFC 3986 2.1), which throws for what is none. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
