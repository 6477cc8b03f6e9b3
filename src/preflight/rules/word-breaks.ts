/** Where Korean lines break: at blanks, and not within words. */
import { textOfNode } from '../../issue/tree.js';
import { placeOfMail } from '../places.js';
import type { Rule } from '../rule.js';

export const wordBreaks: Rule = {
  id: 'word-breaks', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'Korean lines break between words',
  protects: 'More than half of the lines break within a word, which makes Korean slow to read.',
  source: 'rendering note 2.4 and goal 9: 54 to 58 % of the breaks measured; CSS Text 3, 5.2',
  check: (subject) => {
    const { mail, edition } = subject;
    if (!edition.lang.startsWith('ko')) return [];
    const isInline = mail.elements.some(({ style }) => style.get('word-break') === 'keep-all');
    const isInSheet = mail.all('style').some(({ element }) => /word-break\s*:\s*keep-all/.test(textOfNode(element)));
    return isInline || isInSheet ? [] : [{ part: 'mail', at: placeOfMail(subject), message: 'Nothing in the mail says word-break: keep-all.', hint: 'Say word-break:keep-all;word-wrap:break-word on the element that holds the text.' }];
  },
};
