/**
 * The mail at several widths: kept at the newest state in place (scroll and pictures stay), scrolled together. A frame runs no script and
 * is of our origin (policies.ts), so its document is ours to change.
 */
import { morph } from './morph.js';
import { all } from './page.js';
import { frameQuery } from './view.js';

/** The mail that came with the page first: the others take the processor when it can be read. */
export async function loadRest(): Promise<void> {
  await firstMail();
  for (const frame of visibleFrames()) if (frame.src === '') load(frame);
}

function srcOf(frame: HTMLIFrameElement): string {
  return `${frame.dataset['src'] ?? ''}${frameQuery() === '' ? '' : `?${frameQuery()}`}`;
}

function load(frame: HTMLIFrameElement): void {
  whenLoaded(frame, () => adopt(frame));
  frame.src = srcOf(frame);
}

function whenLoaded(frame: HTMLIFrameElement, then: () => void): void {
  frame.addEventListener('load', then, { once: true });
}

const visibleFrames = (): readonly HTMLIFrameElement[] => all<HTMLIFrameElement>('iframe[data-src]').filter((frame) => frame.closest('[hidden]') === null);

/** An empty frame, or one on its way, is not the mail's document and not under its policy. */
function documentOf(frame: HTMLIFrameElement): Document | undefined {
  const inside = frame.contentDocument;
  return inside === null || inside.URL === 'about:blank' || inside.readyState === 'loading' ? undefined : inside;
}

/** Whether a frame shows a state that is older than is known by now, as the server wrote into it. One on its way is asked when it has come. */
function isOld(frame: HTMLIFrameElement): boolean {
  const version = documentOf(frame)?.querySelector<HTMLMetaElement>('meta[name=courant-version]')?.content;
  return version !== undefined && Number(version) < newest;
}

/** The newest good state that was heard of. */
let newest = 0;
let round = 0;

/** Frames that show it already, because they were asked for after it was made, are left alone. */
export async function showVersion(version: number): Promise<void> {
  newest = Math.max(newest, version);
  if (visibleFrames().some(isOld)) await refreshFrames();
}

export function reloadFrames(): void {
  for (const frame of visibleFrames()) load(frame);
}

/** The newest state of each frame, put in place of the old one; several frames of one source ask once. */
export async function refreshFrames(): Promise<void> {
  round += 1;
  const mine = round;
  const frames = visibleFrames().filter((frame) => frame.src !== '');
  await Promise.all([...new Set(frames.map(srcOf))].map(async (source) => {
    const answer = await fetch(source);
    const html = answer.ok ? await answer.text() : undefined;
    // A newer round is on its way: the newest save wins.
    if (mine === round && html !== undefined) for (const frame of frames.filter((one) => srcOf(one) === source)) swap(frame, html);
  }));
}

function swap(frame: HTMLIFrameElement, html: string): void {
  const inside = documentOf(frame);
  const Parser = (frame.contentWindow as (Window & { DOMParser?: typeof DOMParser }) | null)?.DOMParser;
  // Still on its way, maybe with an older state or view.
  if (inside === undefined || Parser === undefined) return whenLoaded(frame, () => void refreshFrames());
  // The frame's own parser: what ours makes would be under our policy, which allows no style attribute.
  const made = new Parser().parseFromString(html, 'text/html');
  const { scrollLeft = 0, scrollTop = 0 } = inside.scrollingElement ?? {};
  morph(inside.documentElement, made.documentElement);
  inside.scrollingElement?.scrollTo(scrollLeft, scrollTop);
}

const keyListeners: ((event: KeyboardEvent) => void)[] = [];

export function onFrameKey(listener: (event: KeyboardEvent) => void): void {
  keyListeners.push(listener);
}

/** Keys work inside of a frame that has come, and its scroll leads the others; an older state than is known by now is refreshed. */
export function adopt(frame: HTMLIFrameElement): void {
  const inside = frame.contentDocument;
  if (inside === null) return;
  inside.addEventListener('keydown', (event) => {
    for (const listener of keyListeners) listener(event);
  });
  inside.addEventListener('click', (event) => followFragment(inside, event));
  inside.addEventListener('scroll', () => scrollTogether(frame, inside), { passive: true });
  if (isOld(frame)) void refreshFrames();
}

/** A link within the mail scrolls: followed, it would load the frame anew. */
function followFragment(inside: Document, event: MouseEvent): void {
  // An element of the frame is none of our window's elements: `instanceof` would say no.
  const href = (event.target as Element | null)?.closest?.('a[href]')?.getAttribute('href') ?? '';
  if (!href.startsWith('#')) return;
  event.preventDefault();
  const name = href.slice(1);
  (inside.getElementById(name) ?? inside.getElementById(decoded(name)))?.scrollIntoView();
}

/** "#100%" names what it says. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

let scrolling: { readonly frame: HTMLIFrameElement; readonly at: number } | undefined;
/** Those that follow scroll too, and must not lead. */
const leadMs = 120;

function scrollTogether(frame: HTMLIFrameElement, inside: Document): void {
  if (scrolling !== undefined && scrolling.frame !== frame && performance.now() - scrolling.at < leadMs) return;
  scrolling = { frame, at: performance.now() };
  const from = inside.scrollingElement;
  if (from === null) return;
  const share = from.scrollTop / Math.max(1, from.scrollHeight - from.clientHeight);
  for (const other of visibleFrames()) {
    const to = other === frame ? undefined : documentOf(other)?.scrollingElement;
    if (to) to.scrollTop = share * (to.scrollHeight - to.clientHeight);
  }
}

/** Those that came with the page: some have begun to load already. */
export function adoptFirst(): void {
  for (const frame of all<HTMLIFrameElement>('.device iframe')) {
    if (frame.src === '') continue;
    if (documentOf(frame)?.readyState === 'complete') adopt(frame);
    else whenLoaded(frame, () => adopt(frame));
  }
}

/** Resolves when the first mail can be read, or when nobody would wait longer for the rest. */
export async function firstMail(): Promise<void> {
  const frame = document.querySelector<HTMLIFrameElement>('.device:not([hidden]) iframe[src]');
  if (frame === null || documentOf(frame)?.readyState === 'complete') return;
  const patienceMs = 3000;
  await Promise.race([new Promise<void>((resolve) => whenLoaded(frame, resolve)), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}
