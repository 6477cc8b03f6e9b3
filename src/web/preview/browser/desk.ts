/** The page of the preview in the browser: draws the view that stands in the address, and joins the parts beside this file. */
import { adoptFirst, firstMail, loadRest, onFrameKey, refreshFrames, reloadFrames } from './frames.js';
import { listenToFreeWidth } from './free-width.js';
import { listenToPeople, onKey } from './keys.js';
import { layOut, shownWidths } from './layout.js';
import { listen } from './news.js';
import { all, byId, readerSelect } from './page.js';
import { loadPanel, loadSheet } from './panes.js';
import { frameKeys, isOther, isViewKey, onView, view, type View } from './view.js';

function press(button: HTMLElement, pair: string): void {
  const at = pair.indexOf('=');
  const key = pair.slice(0, at);
  if (isViewKey(key)) button.setAttribute('aria-pressed', String(view()[key] === pair.slice(at + 1)));
}

function draw(): void {
  const { side, panel, tab, reader } = view();
  document.body.classList.toggle('no-side', side === 'off');
  document.body.classList.toggle('no-panel', panel === 'off');
  byId('stage').dataset['tab'] = tab;
  for (const button of all('#stage [data-set]')) press(button, button.dataset['set'] ?? '');
  for (const button of all('[data-toggle]')) press(button, button.dataset['toggle'] ?? '');
  for (const group of all('[data-for]')) group.hidden = !(group.dataset['for'] ?? '').split(' ').includes(tab);
  if (reader !== '') readerSelect().value = reader;
  byId('frames').hidden = tab !== 'mail';
  byId('sheet').hidden = tab === 'mail';
  drawFrames();
}

/** As many as the window has room for. */
function drawFrames(): void {
  const shown = shownWidths();
  for (const button of all('[data-width-toggle]')) button.setAttribute('aria-pressed', String(shown.includes(button.dataset['widthToggle'] ?? '')));
  layOut(shown);
  void loadRest();
}

/** Asks for what differs between two views. */
function ask(before: View): void {
  const { tab, pictures } = view();
  const isOtherMail = isOther(frameKeys, before);
  if (isOther(['tab', 'source', 'file', 'compare'], before) || (tab !== 'mail' && isOtherMail)) void loadSheet();
  // A frame keeps the policy it was loaded with: pictures from elsewhere need it anew.
  if (pictures !== before.pictures && [pictures, before.pictures].includes('all')) reloadFrames();
  else if (isOtherMail || tab !== before.tab) void refreshFrames();
  if (isOther(['reader', 'hide'], before)) void loadPanel();
}

onView((before) => {
  draw();
  ask(before);
});
onFrameKey(onKey);
listenToPeople();
listenToFreeWidth();
addEventListener('resize', drawFrames);
adoptFirst();
draw();
void loadSheet();
// The mail first: the panel's rules take the server longer than the mail itself.
void firstMail().then(listen);
