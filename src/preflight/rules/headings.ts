/** The outline: what screen readers jump along. */
import { shorten } from '../links.js';
import { wordsOf } from '../mail-tree.js';
import { placeOfWords } from '../places.js';
import type { Problem, Rule } from '../rule.js';

export const headings: Rule = {
  id: 'headings', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'one heading of the first level, and no level skipped below it',
  protects: 'Who listens to the mail cannot jump from article to article.',
  source: 'WCAG 2.2, 1.3.1 and 2.4.6; rendering goal 8',
  check: (subject) => {
    const { mail } = subject;
    const all = mail.all('h1', 'h2', 'h3', 'h4', 'h5', 'h6');
    const firsts = all.filter(({ name }) => name === 'h1').length;
    const problems: Problem[] = firsts === 1 ? [] : [{ part: 'mail', at: placeOfWords(subject, /<h1\b/i), message: `The mail has ${firsts === 0 ? 'no heading' : `${firsts} headings`} of the first level instead of one.` }];
    let level = 0;
    for (const heading of all) {
      const own = Number(heading.name.slice(1));
      if (own > level + 1 && level > 0) problems.push({ part: 'mail', at: placeOfWords(subject, wordsOf(heading)), message: `The heading "${shorten(wordsOf(heading), 40)}" is of level ${own}, the one before of level ${level}.` });
      if (wordsOf(heading) === '') problems.push({ part: 'mail', at: placeOfWords(subject, /<h[1-6]\b[^>]*>\s*<\/h/i), message: `A heading of level ${own} is empty.` });
      level = own;
    }
    return problems;
  },
};
