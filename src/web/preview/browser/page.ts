/** What the page is made of: its elements, by the names that desk-page.tsx gives them. */

/** An element that the page always has. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

export function all<Kind extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): readonly Kind[] {
  return [...root.querySelectorAll<Kind>(selector)];
}

export function readerSelect(): HTMLSelectElement {
  return byId('reader') as HTMLSelectElement;
}

export function freeRange(): HTMLInputElement {
  return byId('free') as HTMLInputElement;
}

export function say(words: string): void {
  byId('status-words').textContent = words;
}

/** `newsletter/slug` of the issue that is looked at. */
export const path = `${document.body.dataset['newsletter'] ?? ''}/${document.body.dataset['slug'] ?? ''}`;

/** Known to this page only: what changes something carries it. */
const token = document.querySelector<HTMLMetaElement>('meta[name=courant-token]')?.content ?? '';

export async function post(address: string, body: object = {}): Promise<string> {
  const answer = await fetch(address, { method: 'POST', headers: { 'X-Courant-Token': token, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return (await answer.text()).trim();
}
