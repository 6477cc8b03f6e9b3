/** Passages in another script than the text around them carry their language. */
import { splitLanguageRuns } from '../../edition/language-runs.js';
import { shorten } from '../links.js';
import { placeOfWords } from '../places.js';
import type { Problem, Rule } from '../rule.js';

const told = 3;

export const languageRuns: Rule = {
  id: 'language-runs', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'passages in another script say their language',
  protects: 'A Chinese name in a Korean text is drawn in Korean forms and read with a Korean voice.',
  source: 'WCAG 2.2, 3.1.2; rendering goal 7',
  check: (subject) => {
    const { mail } = subject;
    const open = mail.texts.filter(({ parent, isShown }) => isShown && parent.lang !== '').flatMap(({ value, parent }) => splitLanguageRuns(value, { lang: parent.lang })
      .filter((run) => run.lang !== undefined && run.lang.split('-')[0] !== parent.lang.split('-')[0]).map((run) => run.text));
    const unique = [...new Set(open)];
    const problems = unique.slice(0, told).map((text): Problem => ({ part: 'mail', at: placeOfWords(subject, text), message: `"${shorten(text, 30)}" does not say its language.` }));
    return unique.length <= told ? problems : [...problems, { part: 'mail', message: `${unique.length - told} more passages do not say their language.` }];
  },
};
