/** `v=DMARC1; p=none`: the tag lists that DKIM (RFC 6376 3.2), DMARC (RFC 7489 6.3) and BIMI share. Names in lower case; undefined for what is none. */
export function parseTags(text: string): ReadonlyMap<string, string> | undefined {
  const tags = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const [, name, value] = /^\s*([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*$/is.exec(part) ?? [];
    if (name === undefined || value === undefined || tags.has(name.toLowerCase())) return undefined;
    tags.set(name.toLowerCase(), value);
  }
  return tags.size > 0 ? tags : undefined;
}
