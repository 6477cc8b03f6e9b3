/** The free width: by its slider, by the handle at its edge, and by keys. */
import { holdLayout, releaseLayout, shownWidths } from './layout.js';
import { byId, freeRange } from './page.js';
import { passView, setView, view, type View } from './view.js';

const step = 20;

/** Within the ends of the slider. The widths stay those that are shown: a wider frame shall not put itself out of the row. */
function withFree(width: number): Partial<View> {
  const { min, max } = freeRange();
  const free = String(Math.round(Math.min(Number(max), Math.max(Number(min), width))));
  const shown = shownWidths();
  return shown.includes('free') ? { free, widths: shown.join(',') } : { free };
}

export const widen = (by: number): void => setView(withFree(Number(view().free) + by));

const keys: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => widen(-step), ArrowDown: () => widen(-step), ArrowRight: () => widen(step), ArrowUp: () => widen(step),
  PageDown: () => widen(-5 * step), PageUp: () => widen(5 * step), Home: () => widen(-Infinity), End: () => widen(Infinity),
};

function onHandleKey(event: KeyboardEvent): void {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/** The pointer is captured: frames that it crosses would keep its moves to themselves. */
function onDragStart(event: PointerEvent): void {
  if (event.button !== 0) return;
  const handle = byId('free-handle');
  const [from, width] = [event.clientX, Number(view().free)];
  setView(withFree(width));
  const zoom = holdLayout();
  const onMove = (move: PointerEvent): void => passView(withFree(width + (move.clientX - from) / zoom));
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener('pointermove', onMove);
  handle.addEventListener('lostpointercapture', () => {
    handle.removeEventListener('pointermove', onMove);
    releaseLayout();
    setView({ free: view().free });
  }, { once: true });
}

export function listenToFreeWidth(): void {
  byId('free-handle').addEventListener('keydown', onHandleKey);
  byId('free-handle').addEventListener('pointerdown', onDragStart);
  freeRange().addEventListener('input', () => passView(withFree(Number(freeRange().value))));
  freeRange().addEventListener('change', () => setView(withFree(Number(freeRange().value))));
}
