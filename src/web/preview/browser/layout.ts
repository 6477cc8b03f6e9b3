/** Which widths stand side by side, and how large: as many as can be read, until they are chosen by hand. */
import { all, byId, freeRange } from './page.js';
import { chosenWidths, setView, view } from './view.js';

const gap = 18;
const sidePadding = 15;
/** Smaller letters cannot be read. */
const smallest = 0.55;
/** Below this the frames stand one below the other. */
const narrowWidth = 864;

/** What is shown by itself: the most that can be read side by side. */
const fitting: readonly (readonly string[])[] = [['320', '375', '600', 'free'], ['320', '375', '600'], ['375', '600'], ['375']];

const roomWidth = (): number => byId('frames').clientWidth - 2 * sidePadding;

function widthOf(name: string): number {
  if (name === 'full') return Math.max(320, roomWidth() - 2);
  return Number(name === 'free' ? view().free : name);
}

const hasEditions = (): boolean => view().beside === 'on';

/** The share of their real size at which frames fit side by side. */
function shareOf(shown: readonly string[]): number {
  const each = hasEditions() ? 2 : 1;
  const room = roomWidth() - gap * Math.max(0, each * shown.length - 1);
  return room / shown.reduce((total, name) => total + each * (widthOf(name) + 2), 0);
}

export function shownWidths(): readonly string[] {
  return chosenWidths() ?? fitting.find((some) => shareOf(some) >= (isReal() ? 1 : smallest)) ?? ['375'];
}

export function toggleWidth(name: string): void {
  const shown = shownWidths().includes(name) ? shownWidths().filter((one) => one !== name) : [...shownWidths(), name];
  setView({ widths: inOrder(shown).join(',') || name });
}

function inOrder(shown: readonly string[]): readonly string[] {
  return all('.device[data-of=mail]').map((device) => device.dataset['width'] ?? '').filter((width) => shown.includes(width));
}

/** In narrow windows too: the mail is what one came for. */
const isReal = (): boolean => view().zoom === 'full' || innerWidth < narrowWidth;

let heldZoom: number | undefined;

function zoomOf(shown: readonly string[]): number {
  return heldZoom ?? (isReal() ? 1 : Math.min(1, Math.max(smallest, shareOf(shown))));
}

/** As large as fits side by side, but never too small to read. */
export function layOut(shown: readonly string[]): void {
  const zoom = zoomOf(shown);
  for (const device of all('.device')) {
    const name = device.dataset['width'] ?? '';
    device.hidden = !shown.includes(name) || (device.dataset['of'] === 'edition' && !hasEditions());
    if (!device.hidden) layOutDevice(device, widthOf(name), zoom);
  }
  showFree();
}

function layOutDevice(device: HTMLElement, width: number, zoom: number): void {
  const glass = device.querySelector<HTMLElement>('.glass');
  const frame = device.querySelector('iframe');
  if (glass === null || frame === null) return;
  glass.style.width = `${Math.round(width * zoom) + 2}px`;
  frame.style.width = `${width}px`;
  frame.style.height = `${Math.ceil(glass.clientHeight / zoom)}px`;
  frame.style.transform = zoom === 1 ? '' : `scale(${zoom})`;
}

/** The slider, the handle and the number say the same. */
function showFree(): void {
  freeRange().value = view().free;
  byId('free-handle').setAttribute('aria-valuenow', view().free);
  for (const output of all('.device output')) output.textContent = `${widthOf(output.dataset['of'] ?? '')} px`;
}

/** While a width is dragged, nothing is zoomed or centred anew under the hand. Gives the zoom; `releaseLayout` ends it. */
export function holdLayout(): number {
  heldZoom = zoomOf(shownWidths());
  const frames = byId('frames');
  const first = frames.querySelector('.device:not([hidden])');
  if (first !== null) frames.style.paddingInlineStart = `${first.getBoundingClientRect().left - frames.getBoundingClientRect().left + frames.scrollLeft}px`;
  frames.style.justifyContent = 'start';
  return heldZoom;
}

export function releaseLayout(): void {
  heldZoom = undefined;
  byId('frames').style.paddingInlineStart = '';
  byId('frames').style.justifyContent = '';
}
