/** What people do: buttons, and one key for each of them. `shortcuts.ts` says the same in words; a test holds the two together. */
import { widen } from './free-width.js';
import { toggleWidth } from './layout.js';
import { all, byId, path, post, readerSelect, say } from './page.js';
import { closeFaults, loadPanel, openFault, openFirst } from './panes.js';
import { flip, frameQuery, isViewKey, setView } from './view.js';

/** Below this the list of issues lies over the page. */
const overlaidWidth = 1152;

/** From what is shown: until the first switch that is what the reader gets. */
function toggleSection(id: string): void {
  const shown = new Map(all('#panel [data-hide]').map((button) => [button.dataset['hide'] ?? '', button.getAttribute('aria-pressed') === 'true']));
  shown.set(id, shown.get(id) !== true);
  const hidden = [...shown].flatMap(([one, isShown]) => (isShown ? [] : [one]));
  setView({ hide: hidden.length === 0 ? '*' : hidden.join(',') });
}

/** Another reader gets other sections: what was switched by hand is over. */
function chooseReader(reader: string): void {
  setView({ reader, hide: '' });
}

function nextReader(): void {
  const ids = [...readerSelect().options].map(({ value }) => value);
  chooseReader(ids[(ids.indexOf(readerSelect().value) + 1) % ids.length] ?? '');
}

function goToIssue(by: number): void {
  const links = all<HTMLAnchorElement>('[data-issue]');
  const target = links[links.findIndex((link) => link.dataset['issue'] === path) + by];
  if (target !== undefined) location.assign(target.href + location.search);
}

function openDialog(id: string): void {
  const dialog = byId(id) as HTMLDialogElement;
  if (!dialog.open) dialog.showModal();
}

function toggleSide(): void {
  if (innerWidth < overlaidWidth) document.body.classList.toggle('show-side');
  else flip('side', 'off');
}

const togglePanel = (): void => flip('panel', 'off');

const actions: Readonly<Record<string, () => void>> = {
  m: () => setView({ tab: 'mail' }), t: () => setView({ tab: 'text' }), w: () => setView({ tab: 'web' }), s: () => setView({ tab: 'source' }), c: () => setView({ tab: 'compare' }),
  1: () => toggleWidth('320'), 2: () => toggleWidth('360'), 3: () => toggleWidth('375'), 4: () => toggleWidth('600'), 5: () => toggleWidth('768'), 6: () => toggleWidth('full'), 7: () => toggleWidth('free'),
  '-': () => widen(-20), '+': () => widen(20), '=': () => widen(20),
  z: () => flip('zoom', 'full'), b: () => flip('beside', 'on'),
  l: () => setView({ colours: 'light' }), d: () => setView({ colours: 'dark' }), v: () => setView({ colours: 'full' }), p: () => setView({ colours: 'partial' }),
  i: () => flip('pictures', 'off'), y: () => flip('styles', 'off'),
  r: nextReader,
  j: () => goToIssue(1), k: () => goToIssue(-1),
  e: () => void openFirst(), a: () => void askLinks(), x: () => openDialog('send'),
  '[': toggleSide, ']': togglePanel,
  '?': () => openDialog('help'), Escape: closeFaults,
};

const isTyping = (target: EventTarget | null): boolean => (target as Element | null)?.closest?.('input:not([type=range]):not([type=checkbox]), select, textarea') != null;

const singleKeys = (): HTMLInputElement => byId('single-keys') as HTMLInputElement;

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
  if (event.key !== 'Escape' && !singleKeys().checked) return;
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  if (action === undefined) return;
  event.preventDefault();
  action();
}

const does: Readonly<Record<string, () => void>> = { 'toggle-side': toggleSide, 'toggle-panel': togglePanel, 'send-test': () => openDialog('send'), 'help': () => openDialog('help'), 'ask-links': () => void askLinks(), 'close-faults': closeFaults };

function split(pair: string): readonly [key: string, value: string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function onButton({ dataset }: HTMLButtonElement): void {
  if (dataset['hide'] !== undefined) toggleSection(dataset['hide']);
  if (dataset['do'] !== undefined) does[dataset['do']]?.();
  if (dataset['set'] !== undefined) setView(Object.fromEntries([split(dataset['set'])]));
  if (dataset['toggle'] !== undefined) {
    const [key, value] = split(dataset['toggle']);
    if (isViewKey(key)) flip(key, value);
  }
  if (dataset['widthToggle'] !== undefined) toggleWidth(dataset['widthToggle']);
  if (dataset['open'] !== undefined) void openFault(dataset['open']);
}

async function askLinks(): Promise<void> {
  const button = document.querySelector<HTMLButtonElement>('[data-do=ask-links]');
  if (button === null || button.disabled) return;
  button.disabled = true;
  button.textContent = 'Asking …';
  say(await post(`/ask-links/${path}`));
  await loadPanel();
}

async function sendTest(form: HTMLFormElement): Promise<void> {
  const result = byId('send-result');
  result.textContent = 'sending …';
  result.textContent = await post(`/send-test/${path}`, { to: new FormData(form).get('to'), view: frameQuery() });
}

export function listenToPeople(): void {
  document.addEventListener('keydown', onKey);
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest('button');
    if (button !== null) onButton(button);
  });
  readerSelect().addEventListener('change', () => chooseReader(readerSelect().value));
  singleKeys().checked = localStorage.getItem('single-keys') !== 'off';
  singleKeys().addEventListener('change', () => localStorage.setItem('single-keys', singleKeys().checked ? 'on' : 'off'));
  const form = document.getElementById('send-form') as HTMLFormElement | null;
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    void sendTest(form);
  });
}
