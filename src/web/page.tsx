/** The frame of all our pages. hono's JSX escapes whatever is put into it; nothing here goes around that. */
import type { Child } from 'hono/jsx';
import type { ListTheme } from '../store/lists.js';
import { directionOf } from '../audience/words/words.js';

export type PageProps = {
  readonly title: string;
  readonly lang?: string;
  /** `card`: a small page for readers, centred. `desk`: full width, with a bar on top. */
  readonly kind: 'card' | 'desk';
  /** Of the list that the page is about. */
  readonly theme?: ListTheme | null;
  /** Name on the bar and where it leads. */
  readonly bar?: { readonly name: string; readonly href: string };
  readonly children?: Child;
};

export function Page({ title, lang = 'en', kind, theme, bar, children }: PageProps) {
  const { accent = null, font = 'sans', logo = null } = theme ?? {};
  return (
    <html lang={lang} dir={directionOf(lang) === 'rtl' ? 'rtl' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/courant.css" />
        {accent === null ? null : <link rel="stylesheet" href={`/assets/accent-${accent.slice(1)}.css`} />}
      </head>
      <body class={font === 'serif' ? `${kind} serif` : kind}>
        {bar === undefined ? null : (
          <header class="bar"><a href={bar.href}><b>Courant</b> {bar.name}</a></header>
        )}
        <main>
          {logo === null ? null : <img class="logo" src={`/logo/${logo}`} alt="" />}
          {children}
        </main>
      </body>
    </html>
  );
}

/** The whole document, with the doctype that JSX cannot say. */
export async function renderPage(page: { toString(): string | Promise<string> }): Promise<string> {
  return '<!doctype html>' + (await page.toString());
}
