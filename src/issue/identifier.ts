/** Ids of sections, groups and items: what stands in addresses behind `#`, stable as long as the title or the order is. */

/** Longer ones are cut at a hyphen. */
const longestSlug = 50;

/** `What's new?` -> `whats-new`; undefined for titles that Latin letters cannot carry: percent-encoded Hangul helps nobody in an address. */
export function toSlug(title: string): string | undefined {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  if (/[^\p{ASCII}\p{P}\p{S}\p{Z}]/u.test(plain)) return undefined;
  const words = plain.replaceAll(/['’]/g, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  const cut = words.length > longestSlug ? words.slice(0, longestSlug + 1).replace(/-[^-]*$/, '').slice(0, longestSlug) : words;
  return /^[a-z]/.test(cut) ? cut : undefined;
}

/** The first free one of `id`, `id-2`, `id-3`…; it is taken from now on. */
export function takeId(taken: Set<string>, id: string): string {
  let free = id;
  for (let count = 2; taken.has(free); count += 1) free = `${id}-${count}`;
  taken.add(free);
  return free;
}
