/** What a screen reader says of a link, read out of its context. */
import { shorten } from '../links.js';
import type { Problem, Rule } from '../rule.js';

const vague = new Set(['click here', 'here', 'link', 'this', 'read more', 'more', '여기', '여기를 클릭', '클릭', '링크', '더보기', '자세히', 'こちら', 'ここ', '这里', '点击这里', '更多', 'hier', 'mehr', 'ici', 'aquí']);

export const linkName: Rule = {
  id: 'link-name', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'every link has words that say where it leads',
  protects: 'Who listens to the mail, or has no pictures, hears "link" and nothing else.',
  source: 'WCAG 2.2, 2.4.4 and 4.1.2',
  check: ({ links }) => links.filter(({ item }) => item.isShown).flatMap((link): readonly Problem[] => {
    const { words, href } = link;
    if (words === '') return [{ part: 'mail', at: link.at, message: `The link to ${shorten(href)} has no words.`, hint: 'Give its picture an alt text, or the link words.' }];
    return vague.has(words.toLowerCase().replace(/[.!…»>→\s]+$/, '')) ? [{ part: 'mail', at: link.at, severity: 'notice', message: `The link to ${shorten(href)} says only "${words}".`, hint: 'Say where it leads.' }] : [];
  }),
};
