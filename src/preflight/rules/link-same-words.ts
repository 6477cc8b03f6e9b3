/** Links that sound alike and lead to different places. */
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

const told = 3;

export const linkSameWords: Rule = {
  id: 'link-same-words', severity: 'notice', topic: 'access', needs: 'edition',
  title: 'links of the same words lead to the same place',
  protects: 'Who listens to a list of the links hears the same words twice and cannot tell them apart.',
  source: 'WCAG 2.2, 2.4.9 and 3.2.4; rendering note 3',
  check: ({ links }) => {
    const seen = new Map<string, string>();
    const problems = links.filter(({ item, words, url }) => item.isShown && words !== '' && url !== undefined).flatMap((link) => {
      const { words, href } = link;
      const key = words.toLowerCase();
      const first = seen.get(key);
      seen.set(key, first ?? href);
      return first === undefined || first === href ? [] : [{ key, link }];
    });
    const each = [...new Map(problems.map((problem) => [problem.key, problem])).values()];
    return each.slice(0, told).map(({ link: { words, href, at } }) => ({ part: 'mail', at, message: `Two links say "${shorten(words, 40)}", and this one leads elsewhere: ${shorten(href, 50)}.`, hint: 'Say in the words what is behind each.' }));
  },
};
