/** Text nobody sees is what spam hides its words in; the line beside the subject is the one exception. */
import { withoutSpace } from '../../edition/html-text.js';
import { placeOfWords } from '../places.js';
import type { Rule } from '../rule.js';

const harmless = 60;

export const hiddenText: Rule = {
  id: 'hidden-text', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'no text is hidden but the preheader',
  protects: 'Filters take hidden words for spam.',
  source: 'deliverability B6 46',
  check: (subject) => {
    const { mail, edition } = subject;
    const preheader = withoutSpace(edition.preheader);
    const hidden = mail.texts.filter(({ isShown }) => !isShown).map(({ value }) => value.replaceAll(/[\u034f\u00ad\u200b-\u200f\u2007\ufeff\u00a0]/g, '').trim())
      .filter((text) => text !== '' && !preheader.includes(withoutSpace(text)) && !withoutSpace(text).includes(preheader));
    const all = hidden.join(' ');
    return all.length <= harmless ? [] : [{ part: 'mail', at: placeOfWords(subject, hidden[0]?.slice(0, 40) ?? ''), message: `${all.length} characters of text are hidden: "${all.slice(0, 50)}…"` }];
  },
};
