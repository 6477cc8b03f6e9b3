/** The web edition, as far as it concerns everybody: found, named, in its language. */
import { htmlText } from '../../edition/html-text.js';
import type { Problem, Rule } from '../rule.js';

export const webPage: Rule = {
  id: 'web-page', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'the web edition has a title, its language and one first heading',
  protects: 'Readers and search engines find a page without a name.',
  source: 'WCAG 2.2, 2.4.2, 3.1.1 and 1.3.1',
  check: ({ edition }) => {
    const { web, lang } = edition;
    const problems: Problem[] = [];
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(web)?.[1] ?? '';
    if (htmlText(title).trim() === '') problems.push({ part: 'web', message: 'The web edition has no title.' });
    if (/<html[^>]*\slang="?([\w-]+)/i.exec(web)?.[1]?.split('-')[0] !== lang.split('-')[0]) problems.push({ part: 'web', message: 'The web edition does not say its language.' });
    const firsts = web.match(/<h1[\s>]/gi)?.length ?? 0;
    if (firsts !== 1) problems.push({ part: 'web', message: `The web edition has ${firsts} headings of the first level instead of one.` });
    return problems;
  },
};
