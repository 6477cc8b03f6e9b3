/**
 * Leaving a list. GET shows a form and changes nothing, since mail scanners open every link; POST acts, from the form or from a mail
 * program's one-click (RFC 8058). No cookie, no redirect, no login. A token that is none gets one answer, whatever is wrong with it.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Page, renderPage } from '../page.js';
import { chooseLanguage, type Language, unsubscribeWords } from './unsubscribe-words.js';

export type UnsubscribeView = {
  readonly listName: string;
  /** BCP 47, the list's. */
  readonly lang: string;
  /** Enough of the address for its owner: `mi…@mail.example`. */
  readonly maskedAddress: string;
  readonly status: 'subscribed' | 'unsubscribed';
};

export type UnsubscribeDesk = {
  /** undefined: the token is not one of ours, or speaks of nobody any more. */
  readUnsubscribe(token: string): Promise<UnsubscribeView | undefined>;
  /** Once or many times, with the same result. */
  unsubscribe(token: string, how: 'one-click' | 'page'): Promise<UnsubscribeView | undefined>;
};

const bodyLimitBytes = 10_000; // one short field; RFC 8058 3.1 allows multipart too, which is wordier

export function createUnsubscribeRoutes(desk: UnsubscribeDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', async (c) => {
    const view = await desk.readUnsubscribe(c.req.param('token'));
    return view === undefined ? refuse(c) : show(c, view);
  });
  routes.post('/:token', bodyLimit({ maxSize: bodyLimitBytes }), async (c) => {
    const how = await readIntent(c);
    const token = c.req.param('token');
    if (how === undefined) {
      const view = await desk.readUnsubscribe(token);
      return view === undefined ? refuse(c) : show(c, view, 400);
    }
    const view = await desk.unsubscribe(token, how);
    return view === undefined ? refuse(c) : show(c, view);
  });
  return routes;
}

/** RFC 8058 3.2: the body says `List-Unsubscribe=One-Click`, as multipart/form-data or urlencoded. Our form says `leave=yes`. */
async function readIntent(c: Context): Promise<'one-click' | 'page' | undefined> {
  const body: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
  if (body['List-Unsubscribe'] === 'One-Click') return 'one-click';
  return body['leave'] === 'yes' ? 'page' : undefined;
}

async function show(c: Context, view: UnsubscribeView, status: 200 | 400 = 200): Promise<Response> {
  const language = chooseLanguage(view.lang);
  const page = view.status === 'subscribed' ? <AskPage view={view} language={language} /> : <DonePage view={view} language={language} />;
  return c.html(await renderPage(page), status);
}

async function refuse(c: Context): Promise<Response> {
  return c.html(await renderPage(<RefusalPage language={chooseLanguage(c.req.header('accept-language') ?? 'en')} />), 404);
}

type Props = { readonly view: UnsubscribeView; readonly language: Language };

function AskPage({ view, language }: Props) {
  const words = unsubscribeWords[language];
  return (
    <Page title={words.askTitle} lang={language} kind="card">
      <section class="panel">
        <h1>{words.askTitle}</h1>
        <p><span class="list">{view.listName}</span><br /><span class="soft">{view.maskedAddress}</span></p>
        <p>{words.askText}</p>
        <form method="post">
          <input type="hidden" name="leave" value="yes" />
          <button type="submit" class="main">{words.button}</button>
        </form>
      </section>
    </Page>
  );
}

function DonePage({ view, language }: Props) {
  const words = unsubscribeWords[language];
  return (
    <Page title={words.doneTitle} lang={language} kind="card">
      <section class="panel" role="status">
        <h1>{words.doneTitle}</h1>
        <p><span class="list">{view.listName}</span><br /><span class="soft">{view.maskedAddress}</span></p>
        <p>{words.doneText}</p>
      </section>
    </Page>
  );
}

function RefusalPage({ language }: { readonly language: Language }) {
  const words = unsubscribeWords[language];
  return (
    <Page title={words.refusedTitle} lang={language} kind="card">
      <section class="panel">
        <h1>{words.refusedTitle}</h1>
        <p>{words.refusedText}</p>
      </section>
    </Page>
  );
}
