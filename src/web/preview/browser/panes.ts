/** The panel beside the mail, the sheet in its place, the overlay of faults: asked for as HTML, and drawn only when they differ. */
import { adopt } from './frames.js';
import { all, byId, path, post, say } from './page.js';
import { frameKeys, frameQuery, queryOf, view } from './view.js';

const drawn = new WeakMap<HTMLElement, string>();
/** Each pane shows the answer to its last question. */
const asked = new WeakMap<HTMLElement, number>();

/** True when it was drawn anew. What is unfolded, scrolled to and focused stays so. */
async function fetchInto(pane: HTMLElement, address: string): Promise<boolean> {
  const mine = (asked.get(pane) ?? 0) + 1;
  asked.set(pane, mine);
  const answer = await fetch(address);
  const html = answer.ok ? await answer.text() : undefined;
  if (html === undefined || asked.get(pane) !== mine || drawn.get(pane) === html) return false;
  draw(pane, html);
  return true;
}

function draw(pane: HTMLElement, html: string): void {
  const open = all<HTMLDetailsElement>('details', pane).map((details) => details.open);
  const { scrollTop } = pane;
  const focused = pane.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset : undefined;
  pane.innerHTML = html;
  drawn.set(pane, html);
  all<HTMLDetailsElement>('details', pane).forEach((details, index) => {
    details.open = open[index] ?? false;
  });
  pane.scrollTop = scrollTop;
  for (const key of ['set', 'hide', 'do']) {
    if (focused?.[key] !== undefined) pane.querySelector<HTMLElement>(`[data-${key}="${CSS.escape(focused[key])}"]`)?.focus();
  }
}

/** What stands beside a newer mail is of the mail before, and looks like it. */
export function setWaiting(isWaiting: boolean): void {
  for (const id of ['panel', 'sheet']) byId(id).setAttribute('aria-busy', String(isWaiting));
}

export async function loadPanel(): Promise<void> {
  await fetchInto(byId('panel'), `/panel/${path}?${frameQuery()}`);
}

export async function loadSheet(): Promise<void> {
  if (view().tab === 'mail') return;
  const sheet = byId('sheet');
  const isNew = await fetchInto(sheet, `/sheet/${path}?${queryOf(['tab', 'source', 'file', 'compare', ...frameKeys])}`);
  if (isNew) for (const frame of all<HTMLIFrameElement>('iframe', sheet)) frame.addEventListener('load', () => adopt(frame), { once: true });
  if (view().tab === 'compare' && view().compare !== 'words') await (await import('./comparison.js')).tellDifference();
}

let isLookingBehind = false;

export async function showFaults(count: number): Promise<void> {
  document.body.classList.toggle('faulty', count > 0);
  const box = byId('faults');
  if (count > 0) {
    await fetchInto(box, `/faults/${path}`);
    // None: they were mended while they were asked for.
    box.hidden = isLookingBehind || box.childElementCount === 0;
    return;
  }
  isLookingBehind = false;
  box.hidden = true;
  // An answer that is still on its way tells of what was mended.
  asked.set(box, (asked.get(box) ?? 0) + 1);
  draw(box, '');
}

export function closeFaults(): void {
  isLookingBehind = true;
  byId('faults').hidden = true;
}

export async function openFault(index: string): Promise<void> {
  say(await post(`/open/${path}/${index}`));
}

/** By the editor of the setting, else by the link that VS Code and its relatives listen to. */
export async function openFirst(): Promise<void> {
  const index = document.querySelector<HTMLElement>('#faults [data-open]')?.dataset['open'];
  if (index !== undefined) return openFault(index);
  document.querySelector<HTMLElement>('#faults .place, #panel .place')?.click();
}
