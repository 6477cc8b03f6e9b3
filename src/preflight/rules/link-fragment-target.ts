/** Links within the mail need their target in the mail. */
import { attributeOf } from '../mail-tree.js';
import type { MailLink } from '../links.js';
import type { Rule } from '../rule.js';
import type { Subject } from '../subject.js';

/** Links within the mail to what is not in it. */
export function lostFragments({ links, mail }: Pick<Subject, 'links' | 'mail'>): readonly MailLink[] {
  const targets = new Set(mail.elements.flatMap((item) => [attributeOf(item, 'id') ?? '', item.name === 'a' ? attributeOf(item, 'name') ?? '' : '']));
  return links.filter(({ href }) => /^#./.test(href) && !targets.has(href.slice(1)) && !targets.has(decode(href.slice(1))));
}

export const linkFragmentTarget: Rule = {
  id: 'link-fragment-target', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'links within the mail have their target in it',
  protects: 'A tap does nothing.',
  source: 'HTML standard 7.4.6.4',
  check: (subject) => lostFragments(subject).map(({ href, at }) => ({ part: 'mail', at, message: `Nothing in the mail has the id "${href.slice(1)}".` })),
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
