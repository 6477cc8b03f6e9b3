/** A page that only says something: what was done, or why not. */
import type { Context } from 'hono';
import type { ListTheme } from '../../store/lists.js';
import { Page, renderPage } from '../page.js';

export type Note = {
  readonly title: string;
  readonly text: string;
  readonly language: string;
  /** Of the list that it is about, if it is about one. */
  readonly theme: ListTheme | null;
  readonly listName?: string;
};

export async function showNote(c: Context, { title, text, language, theme, listName }: Note, status: 200 | 403 | 429 = 200): Promise<Response> {
  return c.html(await renderPage(
    <Page title={title} lang={language} theme={theme} kind="card">
      <section class="panel" role="status">
        <h1>{title}</h1>
        {listName === undefined ? null : <p><span class="list">{listName}</span></p>}
        <p>{text}</p>
      </section>
    </Page>), status);
}
