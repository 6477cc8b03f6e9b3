/**
 * The preview in the browser: keeps the view in the address, puts the newest render into the frames in place (their scroll stays where
 * it is), and does what keys and buttons say. Served as it stands; nothing builds it.
 */
const { newsletter, slug } = document.body.dataset;
const path = `${newsletter}/${slug}`;
const token = document.querySelector('meta[name=courant-token]').content;
const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- the view, which is the address

const defaults = { tab: 'mail', colours: 'light', pictures: 'on', styles: 'on', widths: '320,375,600,free', free: '760', zoom: 'fit', source: 'issue', file: '0', compare: 'side', reader: '', hide: '', side: 'on', panel: 'on' };
const readView = () => ({ ...defaults, ...Object.fromEntries(new URLSearchParams(location.search)) });
let view = readView();

const queryOf = (keys) => new URLSearchParams(Object.entries(view).filter(([key, value]) => keys.includes(key) && value !== defaults[key])).toString();
const frameQuery = () => queryOf(['colours', 'pictures', 'styles', 'reader', 'hide']);
const wholeQuery = () => queryOf(Object.keys(defaults));

function setView(change) {
  const before = view;
  view = { ...view, ...change };
  history.replaceState(null, '', `${location.pathname}${wholeQuery() === '' ? '' : `?${wholeQuery()}`}`);
  show(before);
}

const isOneOf = (keys, before) => keys.some((key) => view[key] !== before[key]);

/** Draws what differs between two views. */
function show(before) {
  document.body.classList.toggle('no-side', view.side === 'off');
  document.body.classList.toggle('no-panel', view.panel === 'off');
  byId('stage').dataset.tab = view.tab;
  for (const button of all('[data-set]')) {
    const [key, value] = button.dataset.set.split('=');
    if (key in view) button.setAttribute('aria-pressed', String(view[key] === value));
  }
  for (const button of all('[data-toggle]')) {
    const [key, value] = button.dataset.toggle.split('=');
    button.setAttribute('aria-pressed', String(view[key] === value));
  }
  for (const button of all('[data-width-toggle]')) button.setAttribute('aria-pressed', String(shownWidths().includes(button.dataset.widthToggle)));
  for (const group of all('[data-for]')) group.hidden = !group.dataset.for.split(' ').includes(view.tab);
  if (view.reader !== '') byId('reader').value = view.reader;
  byId('frames').hidden = view.tab !== 'mail';
  byId('sheet').hidden = view.tab === 'mail';
  layOut();
  if (before === undefined) return;
  const isOther = isOneOf(['colours', 'styles', 'reader', 'hide', 'pictures'], before);
  // A frame keeps the policy it was loaded with: pictures from elsewhere need it anew.
  const isNewPolicy = view.pictures !== before.pictures && [view.pictures, before.pictures].includes('all');
  if (isOneOf(['tab', 'source', 'file', 'compare'], before) || (view.tab !== 'mail' && isOther)) void loadSheet();
  if (isOther || view.tab !== before.tab) void refreshFrames(isNewPolicy);
  if (isOneOf(['reader', 'hide'], before)) void loadPanel();
}

// ---- the frames

const shownWidths = () => view.widths.split(',').filter((width) => width !== '');
const widthOf = (name) => (name === 'free' ? Number(view.free) : Number(name));
const gap = 18;
const smallest = 0.55;

/** As large as fits side by side, but never too small to read. */
function layOut() {
  const frames = byId('frames');
  const shown = shownWidths();
  const room = frames.clientWidth - 30 - gap * Math.max(0, shown.length - 1);
  const sum = shown.reduce((total, name) => total + widthOf(name) + 2, 0);
  const zoom = view.zoom === 'full' || innerWidth < 864 ? 1 : Math.min(1, Math.max(smallest, room / sum));
  for (const device of all('.device')) {
    const name = device.dataset.width;
    device.hidden = !shown.includes(name);
    if (device.hidden) continue;
    const glass = device.querySelector('.glass');
    const frame = device.querySelector('iframe');
    if (frame.src === '') load(frame);
    glass.style.width = `${Math.round(widthOf(name) * zoom) + 2}px`;
    frame.style.width = `${widthOf(name)}px`;
    frame.style.height = `${Math.ceil(glass.clientHeight / zoom)}px`;
    frame.style.transform = zoom === 1 ? '' : `scale(${zoom})`;
  }
  byId('free').value = view.free;
  document.querySelector('output[for=free]').textContent = `${view.free} px`;
}

const srcOf = (frame) => `${frame.dataset.src}${frameQuery() === '' ? '' : `?${frameQuery()}`}`;

function load(frame) {
  frame.addEventListener('load', () => adopt(frame), { once: true });
  frame.src = srcOf(frame);
}

const visibleFrames = () => all('iframe[data-src]').filter((frame) => frame.closest('[hidden]') === null);
let round = 0;

/** The newest state of each frame, put in place of the old one; several frames of one source ask once. */
async function refreshFrames(isReload = false) {
  const mine = ++round;
  const frames = visibleFrames();
  if (isReload) return frames.forEach(load);
  const sources = new Map();
  for (const frame of frames) if (frame.src !== '') sources.set(srcOf(frame), [...(sources.get(srcOf(frame)) ?? []), frame]);
  await Promise.all([...sources].map(async ([source, targets]) => {
    const answer = await fetch(source);
    if (!answer.ok) return;
    const html = await answer.text();
    // A newer round is on its way: the newest save wins.
    if (mine !== round) return;
    for (const frame of targets) swap(frame, html);
  }));
}

/** The frame runs no script and is of our origin (see policies.ts): its document is ours to change. */
function swap(frame, html) {
  const inside = frame.contentDocument;
  if (inside?.documentElement == null) return load(frame);
  // Still on its way, maybe with an older state: it is looked after when it has come. An empty frame is under our policy, not the mail's.
  if (inside.URL === 'about:blank' || inside.readyState === 'loading') return frame.addEventListener('load', () => void refreshFrames(), { once: true });
  // The frame's own parser: what ours makes would be under our policy, which allows no style attribute.
  const made = new frame.contentWindow.DOMParser().parseFromString(html, 'text/html');
  const { scrollLeft, scrollTop } = inside.scrollingElement ?? { scrollLeft: 0, scrollTop: 0 };
  morph(inside.documentElement, made.documentElement);
  inside.scrollingElement?.scrollTo(scrollLeft, scrollTop);
}

/** Makes `old` equal to `made` and touches only what differs: the browser lays out and paints little, and pictures stay loaded. */
function morph(old, made) {
  if (old.isEqualNode(made)) return;
  if (old.nodeType !== made.nodeType || old.nodeName !== made.nodeName) return old.replaceWith(old.ownerDocument.adoptNode(made));
  if (old.nodeType !== Node.ELEMENT_NODE) { old.nodeValue = made.nodeValue; return; }
  for (const name of old.getAttributeNames()) if (!made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [olds, news] = [[...old.childNodes], [...made.childNodes]];
  let start = 0;
  while (start < olds.length && start < news.length && olds[start].isEqualNode(news[start])) start += 1;
  let end = 0;
  while (end < olds.length - start && end < news.length - start && olds.at(-1 - end).isEqualNode(news.at(-1 - end))) end += 1;
  const [left, right] = [olds.slice(start, olds.length - end), news.slice(start, news.length - end)];
  // As many as before: each is likely the one it was. Else what is new came in between.
  if (left.length === right.length) return left.forEach((node, index) => morph(node, right[index]));
  const behind = olds[olds.length - end] ?? null;
  for (const node of left) node.remove();
  for (const node of right) old.insertBefore(old.ownerDocument.adoptNode(node), behind);
}

let scrolling;

/** Keys work inside of the frames too, and their scrolls follow one another. */
function adopt(frame) {
  const inside = frame.contentDocument;
  if (inside === null) return;
  inside.addEventListener('keydown', onKey);
  inside.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    const hash = link?.getAttribute('href').startsWith('#') ? link.getAttribute('href').slice(1) : undefined;
    if (hash === undefined) return;
    event.preventDefault();
    inside.getElementById(decodeURIComponent(hash))?.scrollIntoView();
  });
  inside.addEventListener('scroll', () => follow(frame, inside), { passive: true });
}

function follow(frame, inside) {
  if (scrolling !== undefined && scrolling.frame !== frame && performance.now() - scrolling.at < 120) return;
  scrolling = { frame, at: performance.now() };
  const from = inside.scrollingElement;
  const share = from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight);
  for (const other of visibleFrames()) {
    const to = other === frame ? null : other.contentDocument?.scrollingElement;
    if (to) to.scrollTop = share * (to.scrollHeight - to.clientHeight);
  }
}

// ---- panel, sheet, faults

async function fetchInto(element, address, onDone) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const html = await answer.text();
  if (element.dataset.html === html) return;
  const open = all('details', element).map((details) => details.open);
  const { scrollTop } = element;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset?.set : undefined;
  element.innerHTML = html;
  element.dataset.html = html;
  all('details', element).forEach((details, index) => { details.open = open[index] ?? false; });
  element.scrollTop = scrollTop;
  if (focused !== undefined) element.querySelector(`[data-set="${focused}"]`)?.focus();
  onDone?.();
}

const loadPanel = () => fetchInto(byId('panel'), `/panel/${path}?${frameQuery()}`);

async function loadSheet() {
  if (view.tab === 'mail') return;
  const asked = queryOf(['tab', 'source', 'file', 'compare', 'colours', 'pictures', 'styles', 'reader', 'hide']);
  await fetchInto(byId('sheet'), `/sheet/${path}?${asked}`, () => all('iframe', byId('sheet')).forEach((frame) => frame.addEventListener('load', () => adopt(frame), { once: true })));
}

let isLookingBehind = false;

async function showFaults(count) {
  document.body.classList.toggle('faulty', count > 0);
  const box = byId('faults');
  if (count === 0) {
    isLookingBehind = false;
    box.hidden = true;
    box.replaceChildren();
    return;
  }
  await fetchInto(box, `/faults/${path}`);
  box.hidden = isLookingBehind;
}

function showState({ issue, faults, tookMs }) {
  const link = document.querySelector(`[data-issue="${CSS.escape(issue)}"] .state`);
  if (link !== null) {
    link.className = `state ${faults > 0 ? 'bad' : 'good'}`;
    link.textContent = faults > 0 ? String(faults) : '';
  }
  if (issue !== path) return;
  byId('status-words').textContent = faults > 0 ? `${faults === 1 ? 'one fault' : `${faults} faults`}` : `up to date · ${Math.round(tookMs)} ms`;
  document.body.classList.remove('saved');
  requestAnimationFrame(() => document.body.classList.toggle('saved', faults === 0));
}

// ---- what the server tells

const events = new EventSource('/events');
let wasAway = false;
events.addEventListener('open', () => {
  document.body.classList.add('live');
  document.body.classList.remove('away');
  // What happened meanwhile was not heard.
  if (wasAway) location.reload();
});
events.addEventListener('error', () => {
  wasAway = true;
  document.body.classList.add('away');
  document.body.classList.remove('live');
  byId('status-words').textContent = 'the preview has stopped';
});
events.addEventListener('state', (event) => {
  const state = JSON.parse(event.data);
  showState(state);
  if (state.issue !== path) return;
  void showFaults(state.faults);
  if (state.faults > 0) return;
  void refreshFrames().then(() => Promise.all([loadSheet(), loadPanel()]));
});
/** Issues came, went or were renamed: the list is taken from the page as it would be now. */
events.addEventListener('project', async () => {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html');
  byId('side').replaceChildren(...made.getElementById('side').childNodes);
});

// ---- what people do

const step = (list, value, by) => list[(list.indexOf(value) + by + list.length) % list.length];

function toggleWidth(name) {
  const order = ['320', '375', '600', 'free'];
  const shown = shownWidths().includes(name) ? shownWidths().filter((one) => one !== name) : [...shownWidths(), name];
  setView({ widths: order.filter((one) => shown.includes(one)).join(',') || name });
}

function toggleSection(id) {
  const hidden = view.hide.split(',').filter((one) => one !== '');
  setView({ hide: (hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id]).join(',') });
}

function goToIssue(by) {
  const links = all('[data-issue]');
  const at = links.findIndex((link) => link.dataset.issue === path);
  const target = links[at + by];
  if (target !== undefined) location.assign(target.href + location.search);
}

function openDialog(id) {
  const dialog = byId(id);
  if (!dialog.open) dialog.showModal();
}

const post = (address, body) => fetch(address, { method: 'POST', headers: { 'X-Courant-Token': token, 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });

async function openFirst() {
  const button = document.querySelector('#faults [data-open]');
  if (button !== null) return openFault(button.dataset.open);
  document.querySelector('#faults .place, #panel .place')?.click();
}

async function openFault(index) {
  const answer = await post(`/open/${path}/${index}`);
  byId('status-words').textContent = (await answer.text()).trim();
}

function closeFaults() {
  isLookingBehind = true;
  byId('faults').hidden = true;
}

const widen = (by) => setView({ free: String(Math.min(1280, Math.max(280, Number(view.free) + by))) });
const flip = (key, value) => setView({ [key]: view[key] === value ? defaults[key] : value });
const toggleSide = () => (innerWidth < 1152 ? document.body.classList.toggle('show-side') : setView({ side: view.side === 'off' ? 'on' : 'off' }));

const actions = {
  m: () => setView({ tab: 'mail' }), t: () => setView({ tab: 'text' }), w: () => setView({ tab: 'web' }), s: () => setView({ tab: 'source' }), c: () => setView({ tab: 'compare' }),
  1: () => toggleWidth('320'), 2: () => toggleWidth('375'), 3: () => toggleWidth('600'), 4: () => toggleWidth('free'),
  '-': () => widen(-20), '+': () => widen(20), '=': () => widen(20),
  z: () => flip('zoom', 'full'),
  l: () => setView({ colours: 'light' }), d: () => setView({ colours: 'dark' }), v: () => setView({ colours: 'full' }), p: () => setView({ colours: 'partial' }),
  i: () => flip('pictures', 'off'), y: () => flip('styles', 'off'),
  r: () => setView({ reader: step([...byId('reader').options].map((option) => option.value), byId('reader').value, 1) }),
  j: () => goToIssue(1), k: () => goToIssue(-1),
  e: () => void openFirst(), x: () => openDialog('send'),
  '[': toggleSide, ']': () => setView({ panel: view.panel === 'off' ? 'on' : 'off' }),
  '?': () => openDialog('help'), Escape: closeFaults,
};

const isTyping = (target) => target.closest?.('input:not([type=range]):not([type=checkbox]), select, textarea') != null;

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
  if (event.key !== 'Escape' && !byId('single-keys').checked) return;
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
  if (action === undefined) return;
  event.preventDefault();
  action();
}

document.addEventListener('keydown', onKey);
const does = { 'toggle-side': toggleSide, 'toggle-panel': actions[']'], 'send-test': actions.x, 'help': actions['?'], 'close-faults': closeFaults };
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button === null) return;
  const { set, toggle, widthToggle, open, hide } = button.dataset;
  if (hide !== undefined) toggleSection(hide);
  if (button.dataset.do !== undefined) does[button.dataset.do]();
  if (set !== undefined) setView(Object.fromEntries([set.split('=')]));
  if (toggle !== undefined) flip(...toggle.split('='));
  if (widthToggle !== undefined) toggleWidth(widthToggle);
  if (open !== undefined) void openFault(open);
});
byId('free').addEventListener('input', (event) => setView({ free: event.target.value }));
byId('reader').addEventListener('change', (event) => setView({ reader: event.target.value }));
byId('single-keys').checked = localStorage.getItem('single-keys') !== 'off';
byId('single-keys').addEventListener('change', (event) => localStorage.setItem('single-keys', event.target.checked ? 'on' : 'off'));
byId('send-form')?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const result = byId('send-result');
  result.textContent = 'sending …';
  const answer = await post(`/send-test/${path}`, { to: new FormData(event.target).get('to'), view: frameQuery() });
  result.textContent = (await answer.text()).trim();
});
addEventListener('resize', layOut);
addEventListener('popstate', () => { const before = view; view = readView(); show(before); });

// The one frame that came with the page has begun to load already.
for (const frame of all('.device iframe')) {
  if (frame.src !== '' && frame.contentDocument?.readyState === 'complete' && frame.contentDocument.URL !== 'about:blank') adopt(frame);
  else if (frame.src !== '') frame.addEventListener('load', () => adopt(frame), { once: true });
}
show(undefined);
void loadSheet();
// The mail first: the panel's rules take the server longer than the mail itself.
const firstFrame = document.querySelector('.device:not([hidden]) iframe');
const isPainted = view.tab !== 'mail' || firstFrame === null ? Promise.resolve() : new Promise((resolve) => firstFrame.addEventListener('load', resolve, { once: true }));
void Promise.race([isPainted, new Promise((resolve) => setTimeout(resolve, 3000))]).then(loadPanel);
void fetch(`/state/${path}`).then((answer) => answer.json()).then((state) => { showState(state); return showFaults(state.faults); });
