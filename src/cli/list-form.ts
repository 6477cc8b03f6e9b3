/** `courant list form`: the form as a snippet of HTML for a page of one's own. It needs no script and sets no cookie. */
import type { Command } from 'commander';
import { listNameIn } from '../audience/leaving.js';
import { requireList } from '../audience/lists.js';
import { chooseLanguage, directionOf, fillWords, wordsFor } from '../audience/words/words.js';
import { publicUrlOf } from '../config.js';
import { escapeValue } from '../message/escape.js';
import type { ListRow } from '../store/lists.js';
import type { CliContext } from './context.js';

export function registerForm(list: Command, context: CliContext): void {
  list.command('form').description('its sign-up form as HTML for a page of your own').requiredOption('--list <slug>', 'which list')
    .option('--lang <tag>', 'in which language; default: that of the list')
    .action(async (options: { list: string; lang?: string }) => {
      const { found, publicUrl } = await context.withStore(async (store, config) => ({ found: await requireList(store, options.list), publicUrl: publicUrlOf(config) }));
      context.out(renderSnippet(found, publicUrl, chooseLanguage(options.lang, found.lang)));
      if (found.subscribe === 'closed') context.err(`The list is closed, so the form will be refused. Open it: courant list edit ${found.slug} --subscribe open\n`);
    });
}

/** The visitor presses once more on our own page, where the rest is asked: a fixed form carries no time of its showing. */
export function renderSnippet(list: ListRow, publicUrl: string, language: string): string {
  const words = wordsFor(language);
  const text = (value: string): string => escapeValue(value, 'html');
  const id = `courant-${list.slug}`;
  return `<form method="post" action="${text(`${publicUrl}/s/${list.slug}?lang=${language}`)}" accept-charset="utf-8" lang="${language}" dir="${directionOf(language)}">
  <p><label for="${id}-email">${text(words.address)}</label><br>
  <input id="${id}-email" name="email" type="text" inputmode="email" required autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254"></p>
  <p hidden><label>${text(words.leaveEmpty)} <input name="website" type="text" tabindex="-1" autocomplete="off"></label></p>
  <p><button type="submit">${text(fillWords(words.subscribeTitle, { name: listNameIn(list, language) }))}</button></p>
</form>
`;
}
