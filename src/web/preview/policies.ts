/** Content-Security-Policy of the preview's documents. A mail and a web edition run no script, submit nothing, and ask nobody unless told to. */

const closed = "default-src 'none'; base-uri 'none'; object-src 'none'";

/** Our own page: one module and one stylesheet of ours, frames of ours. */
export const deskPolicy = `${closed}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'none'; frame-ancestors 'none'`;

/**
 * `allow-same-origin` without `allow-scripts`: our page may put the newest text into the frame in place; the frame itself runs nothing,
 * so its origin is of no use to it. Said in the header too, so that it also holds for a frame opened as a page.
 */
export const frameSandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export function framePolicy(hasRemote: boolean): string {
  const images = `'self' data:${hasRemote ? ' https: http:' : ''}`;
  return `default-src 'none'; base-uri 'none'; object-src 'none'; style-src 'unsafe-inline'; img-src ${images}; form-action 'none'; frame-ancestors 'self'; sandbox ${frameSandbox}`;
}
