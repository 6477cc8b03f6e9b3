/** What the server tells: issues that were compiled or became wrong, and lists that changed. */
import { showVersion } from './frames.js';
import { all, byId, path, readerSelect, say } from './page.js';
import { loadPanel, loadSheet, setWaiting, showFaults } from './panes.js';
import { view } from './view.js';

type Count = { readonly issue: string; readonly faults: number };
/** As toStateEvent of preview-routes.tsx makes it. */
type State = Count & { readonly version: number; readonly isWhole: boolean; readonly mailMs: number; readonly tookMs: number };

const known = new Map<string, number>();

function showCount({ issue, faults }: Count): void {
  known.set(issue, faults);
  const mark = document.querySelector<HTMLElement>(`[data-issue="${CSS.escape(issue)}"] .state`);
  if (mark === null) return;
  mark.className = `state ${faults > 0 ? 'bad' : 'good'}`;
  const words = document.createElement('span');
  words.className = 'hidden';
  words.textContent = faults > 0 ? ' faults' : 'compiles';
  mark.replaceChildren(...(faults > 0 ? [String(faults), words] : [words]));
}

function showStatus({ faults, isWhole, mailMs, tookMs }: State): void {
  if (faults > 0) say(faults === 1 ? 'one fault' : `${faults} faults`);
  else say(isWhole ? `up to date · mail ${Math.round(mailMs)} ms, all ${Math.round(tookMs)} ms` : `mail ${Math.round(mailMs)} ms · checking`);
  document.body.classList.toggle('saved', faults === 0 && isWhole);
}

/** The mail first; what follows from it waits, and says so, until it belongs to the mail that is shown. */
async function showState(state: State): Promise<void> {
  if (state.isWhole) showCount(state);
  if (state.issue !== path) return;
  showStatus(state);
  setWaiting(!state.isWhole);
  void showFaults(state.faults);
  await showVersion(state.version);
  if (state.isWhole && state.faults === 0) await Promise.all([loadSheet(), loadPanel()]);
}

/** What happened before we listened, or while nobody told us, is asked for. */
async function catchUp(): Promise<void> {
  const answer = await fetch(`/state/${path}`);
  if (answer.ok) await showState((await answer.json()) as State);
}

/** Issues and readers came, went or were renamed: both lists are taken from the page as it would be now. */
async function renewLists(): Promise<void> {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['side', 'reader']) {
    const fresh = made.getElementById(id);
    if (fresh !== null) byId(id).replaceChildren(...fresh.childNodes);
  }
  // The first stands for nobody chosen, and for somebody who is gone.
  const [first] = readerSelect().options;
  readerSelect().value = view().reader;
  if (readerSelect().selectedIndex < 0 && first !== undefined) first.selected = true;
  for (const link of all('[data-issue]')) {
    const issue = link.dataset['issue'] ?? '';
    const faults = known.get(issue);
    if (faults !== undefined) showCount({ issue, faults });
  }
  await loadPanel();
}

export function listen(): void {
  const events = new EventSource('/events');
  let wasAway = false;
  events.addEventListener('open', () => {
    document.body.classList.add('live');
    document.body.classList.remove('away');
    // Another process, with another token.
    if (wasAway) location.reload();
  });
  events.addEventListener('error', () => {
    wasAway = true;
    document.body.classList.add('away');
    document.body.classList.remove('live');
    say('the preview has stopped');
  });
  // The first event: from here on nothing is missed.
  events.addEventListener('hello', () => void catchUp());
  events.addEventListener('state', (event: MessageEvent<string>) => void showState(JSON.parse(event.data) as State));
  events.addEventListener('count', (event: MessageEvent<string>) => showCount(JSON.parse(event.data) as Count));
  events.addEventListener('project', () => void renewLists());
}
