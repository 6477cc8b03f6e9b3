/** The page of a link that leads nowhere: forged, cut off, too old, or of somebody who is erased. One text, whatever is wrong with it. */
import type { Context } from 'hono';
import { chooseLanguage, readAcceptLanguage, wordsFor } from '../../audience/words/words.js';
import type { ListTheme } from '../../store/lists.js';
import { Page, renderPage } from '../page.js';

export type LinkDesk = {
  /** Of the list that a link of ours was made for, be it as old as it may; of any other what all lists have in common. */
  themeOf(token: string): Promise<ListTheme | null>;
};

export async function refuseLink(c: Context, desk: LinkDesk): Promise<Response> {
  const language = chooseLanguage(...readAcceptLanguage(c.req.header('accept-language')));
  const words = wordsFor(language);
  return c.html(await renderPage(
    <Page title={words.badLinkTitle} lang={language} theme={await desk.themeOf(c.req.param('token') ?? '')} kind="card">
      <section class="panel">
        <h1>{words.badLinkTitle}</h1>
        <p>{words.badLinkText}</p>
      </section>
    </Page>), 404);
}
