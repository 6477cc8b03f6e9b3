/** A setting that is a URL, of one of some schemes. */
import { z } from 'zod';

export const urlSetting = (schemes: readonly string[]) =>
  z.string().refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
    message: `must be a URL that begins with ${schemes.map((scheme) => scheme + '//').join(' or ')}`,
  });
