/**
 * Leaving a list, all lists, or for a while. GET shows a form and changes nothing, since mail scanners open every link; POST acts, from the
 * form or from a mail program's one-click (RFC 8058). No cookie, no redirect, no login. A token that is none gets one answer, whatever is
 * wrong with it.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { LeavingView } from '../../audience/leaving.js';
import { fillWords, printDay, type Words, wordsFor } from '../../audience/words/words.js';
import { Page, renderPage } from '../page.js';
import { readForm } from './form.js';
import { refuseLink, type LinkDesk } from './refusal.js';

export type UnsubscribeAct = 'one-click' | 'leave' | 'leave-all' | 'undo' | 'link' | `pause-${number}`;

export type UnsubscribeDesk = LinkDesk & {
  /** undefined: the token is not one of ours, or speaks of nobody any more. */
  readUnsubscribe(token: string): Promise<LeavingView | undefined>;
  /** Once or many times, with the same result. */
  act(token: string, act: UnsubscribeAct): Promise<LeavingView | undefined>;
  readonly pauseDays: readonly number[];
};

const bodyLimitBytes = 10_000; // one short field; RFC 8058 3.1 allows multipart too, which is wordier

export function createUnsubscribeRoutes(desk: UnsubscribeDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', async (c) => {
    const view = await desk.readUnsubscribe(c.req.param('token'));
    return view === undefined ? refuseLink(c, desk) : show(c, desk, view);
  });
  routes.post('/:token', bodyLimit({ maxSize: bodyLimitBytes }), async (c) => {
    const act = await readAct(c, desk);
    const token = c.req.param('token');
    const view = act === undefined ? await desk.readUnsubscribe(token) : await desk.act(token, act);
    return view === undefined ? refuseLink(c, desk) : show(c, desk, view, act ?? 'unknown');
  });
  return routes;
}

/** RFC 8058 3.2: the body says `List-Unsubscribe=One-Click`, as multipart/form-data or urlencoded. Our forms say `act=…`; older ones `leave=yes`. */
async function readAct(c: Context, desk: UnsubscribeDesk): Promise<UnsubscribeAct | undefined> {
  const form = await readForm(c);
  if (form.text('List-Unsubscribe') === 'One-Click') return 'one-click';
  if (form.text('leave') === 'yes') return 'leave';
  const acts: readonly UnsubscribeAct[] = ['leave', 'leave-all', 'undo', 'link', ...desk.pauseDays.map((days) => `pause-${days}` as const)];
  return acts.find((one) => one === form.text('act'));
}

async function show(c: Context, { pauseDays }: UnsubscribeDesk, view: LeavingView, act?: UnsubscribeAct | 'unknown'): Promise<Response> {
  const words = wordsFor(view.language);
  const shape = { view, words, pauseDays };
  const page = act === 'link' ? <NotePage {...shape} title={words.mailedTitle} text={words.mailedText} />
    : act === 'undo' && view.status === 'subscribed' ? <NotePage {...shape} title={words.undoneTitle} text={words.undoneText} />
      : view.status === 'subscribed' ? <AskPage {...shape} />
        : <DonePage {...shape} isAll={act === 'leave-all'} />;
  return c.html(await renderPage(page), act === 'unknown' ? 400 : 200);
}

type Props = { readonly view: LeavingView; readonly words: Words; readonly pauseDays: readonly number[] };

function Whose({ view }: { readonly view: LeavingView }) {
  return <p><span class="list">{view.listName}</span><br /><span class="soft"><bdi>{view.maskedAddress}</bdi></span></p>;
}

function AskPage({ view, words, pauseDays }: Props) {
  return (
    <Page title={words.leaveTitle} lang={view.language} theme={view.theme} kind="card">
      <section class="panel">
        <h1>{words.leaveTitle}</h1>
        <Whose view={view} />
        <p>{words.leaveText}</p>
        <form method="post" class="acts">
          <button type="submit" class="main" name="act" value="leave">{words.leaveButton}</button>
          <button type="submit" name="act" value="leave-all">{words.leaveAllButton}</button>
          <p class="between">{words.pauseText}</p>
          {pauseDays.map((days) => <button type="submit" name="act" value={`pause-${days}`}>{fillWords(words.pauseButton, { n: String(days) })}</button>)}
        </form>
      </section>
      <LinkForm words={words} />
    </Page>
  );
}

function DonePage({ view, words, isAll }: Props & { readonly isAll: boolean }) {
  const isPaused = view.status === 'paused';
  const [title, text] = isPaused ? [words.pausedTitle, view.pausedUntil === null ? '' : fillWords(words.pausedText, { date: printDay(view.pausedUntil, view.language, view.timeZone) })]
    : isAll ? [words.leftAllTitle, words.leftAllText] : [words.leftTitle, words.leftText];
  return (
    <Page title={title} lang={view.language} theme={view.theme} kind="card">
      <section class="panel" role="status">
        <h1>{title}</h1>
        <Whose view={view} />
        {text === '' ? null : <p>{text}</p>}
        {isPaused || view.canUndo ? <form method="post" class="acts"><button type="submit" name="act" value="undo">{words.undoButton}</button></form> : null}
        {isPaused ? <form method="post" class="acts"><button type="submit" name="act" value="leave">{words.leaveButton}</button></form> : null}
      </section>
      <LinkForm words={words} />
    </Page>
  );
}

function NotePage({ view, words, title, text }: Props & { readonly title: string; readonly text: string }) {
  return (
    <Page title={title} lang={view.language} theme={view.theme} kind="card">
      <section class="panel" role="status">
        <h1>{title}</h1>
        <Whose view={view} />
        <p>{text}</p>
      </section>
      {title === words.mailedTitle ? null : <LinkForm words={words} />}
    </Page>
  );
}

/** To the settings the way goes through the mailbox: this link may have been forwarded. */
function LinkForm({ words }: { readonly words: Words }) {
  return (
    <form method="post" class="aside">
      <h2>{words.linkTitle}</h2>
      <p>{words.linkText}</p>
      <button type="submit" name="act" value="link">{words.linkButton}</button>
    </form>
  );
}
