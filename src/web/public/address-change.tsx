/** The page behind the link that went to another address: its button makes that address the one that is written to. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChangeView } from '../../audience/settings.js';
import { chooseLanguage, fillWords, readAcceptLanguage, wordsFor } from '../../audience/words/words.js';
import { Page, renderPage } from '../page.js';
import { readForm } from './form.js';
import { showNote } from './note.js';
import { refuseLink, type LinkDesk } from './refusal.js';

export type AddressDesk = LinkDesk & { read(token: string): Promise<ChangeView | undefined>; confirm(token: string): Promise<ChangeView | undefined> };

const limit = bodyLimit({ maxSize: 10_000 });

export function createAddressRoutes(desk: AddressDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', async (c) => showChange(c, desk, await desk.read(c.req.param('token'))));
  routes.post('/:token', limit, async (c) => {
    const form = await readForm(c);
    const token = c.req.param('token');
    return showChange(c, desk, form.text('act') === 'confirm' ? await desk.confirm(token) : await desk.read(token));
  });
  return routes;
}

async function showChange(c: Context, desk: AddressDesk, view: ChangeView | undefined): Promise<Response> {
  if (view === undefined) return refuseLink(c, desk);
  const { theme } = view;
  const language = chooseLanguage(view.lang, ...readAcceptLanguage(c.req.header('accept-language')));
  const words = wordsFor(language);
  const values = { address: view.address };
  if (view.state === 'done') return showNote(c, { title: words.changedTitle, text: fillWords(words.changedText, values), language, theme });
  if (view.state === 'taken') return showNote(c, { title: words.changeTitle, text: words.takenText, language, theme });
  return c.html(await renderPage(
    <Page title={words.changeTitle} lang={language} theme={theme} kind="card">
      <section class="panel">
        <h1>{words.changeTitle}</h1>
        <p>{fillWords(words.changeText, values)}</p>
        <form method="post" class="acts"><button type="submit" class="main" name="act" value="confirm">{words.changeButton}</button></form>
      </section>
    </Page>));
}
