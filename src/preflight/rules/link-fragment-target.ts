/** Links within the mail need their target in the mail. */
import { attributeOf } from '../mail-tree.js';
import type { Rule } from '../rule.js';

export const linkFragmentTarget: Rule = {
  id: 'link-fragment-target', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'links within the mail have their target in it',
  protects: 'A tap does nothing.',
  source: 'HTML standard 7.4.6.4',
  check: ({ links, mail }) => {
    const targets = new Set(mail.elements.flatMap((item) => [attributeOf(item, 'id') ?? '', item.name === 'a' ? attributeOf(item, 'name') ?? '' : '']));
    const lost = links.filter(({ href }) => /^#./.test(href) && !targets.has(href.slice(1)) && !targets.has(decode(href.slice(1))));
    return lost.map(({ href, at }) => ({ part: 'mail', at, message: `Nothing in the mail has the id "${href.slice(1)}".` }));
  },
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
