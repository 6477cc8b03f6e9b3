/** What is looked at, and how. It stands in the address, so that any view is a link; whoever draws something is told when it changes. */

export const defaults = {
  tab: 'mail', colours: 'light', pictures: 'on', styles: 'on', widths: 'fit', free: '760', zoom: 'fit', beside: 'off',
  source: 'issue', file: '0', compare: 'side', reader: '', hide: '', side: 'on', panel: 'on',
};
export type View = typeof defaults;
export type ViewKey = keyof View;

const keys = Object.keys(defaults) as readonly ViewKey[];

export function isViewKey(name: string): name is ViewKey {
  return Object.hasOwn(defaults, name);
}

function readView(): View {
  const asked = new URLSearchParams(location.search);
  return Object.fromEntries(keys.map((key) => [key, asked.get(key) ?? defaults[key]])) as View;
}

let current = readView();
const listeners: ((before: View) => void)[] = [];

export const view = (): View => current;

export function onView(listener: (before: View) => void): void {
  listeners.push(listener);
}

function tell(before: View): void {
  for (const listener of listeners) listener(before);
}

export function queryOf(wanted: readonly ViewKey[]): string {
  return new URLSearchParams(wanted.filter((key) => current[key] !== defaults[key]).map((key) => [key, current[key]])).toString();
}

export const frameKeys = ['colours', 'pictures', 'styles', 'reader', 'hide'] as const;
export const frameQuery = (): string => queryOf(frameKeys);

export function setView(change: Partial<View>): void {
  passView(change);
  const query = queryOf(keys);
  history.replaceState(null, '', `${location.pathname}${query === '' ? '' : `?${query}`}`);
}

/** For what changes with each move of a hand: browsers take only some addresses a second. `setView` follows when the hand rests. */
export function passView(change: Partial<View>): void {
  const before = current;
  current = { ...current, ...change };
  tell(before);
}

/** Back to the usual, when it is that already. */
export function flip(key: ViewKey, value: string): void {
  setView({ [key]: current[key] === value ? defaults[key] : value });
}

export function isOther(wanted: readonly ViewKey[], before: View): boolean {
  return wanted.some((key) => current[key] !== before[key]);
}

addEventListener('popstate', () => {
  const before = current;
  current = readView();
  tell(before);
});

/** Chosen by hand; undefined: as many as fit. */
export const chosenWidths = (): readonly string[] | undefined => (current.widths === defaults.widths ? undefined : current.widths.split(',').filter((width) => width !== ''));
