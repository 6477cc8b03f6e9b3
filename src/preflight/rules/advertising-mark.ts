/** Korean law: the subject of an advertisement begins with (광고), spelt exactly so, and of nothing else. */
import type { Rule } from '../rule.js';

const exact = '(광고)';
const variant = /^[\s"'「『]*[([{<【（［〔]\s*광[\s\p{P}\p{S}ㆍ]*고\s*[)\]}>】）］〕]|^\s*광고\s*[):：]/u;

export const advertisingMark: Rule = {
  id: 'advertising-mark', severity: 'error', topic: 'law', needs: 'edition',
  title: 'the subject begins with (광고) when, and only when, a Korean mail advertises',
  protects: 'The reader cannot tell an advertisement before opening it; the law asks for the mark and forbids variants of it.',
  source: '정보통신망법 50(4), 시행령 별표 6',
  check: ({ edition: { subject, advertising, lang }, places }) => {
    const at = places.key('subject');
    const isMarked = subject.startsWith(exact);
    if (advertising && lang.startsWith('ko') && !isMarked) {
      const message = variant.test(subject) ? 'The subject begins with a variant of (광고); only the exact mark counts.' : 'The mail advertises, and its subject does not begin with (광고).';
      return [{ part: 'header', at, message, hint: `Begin the subject with ${exact}.` }];
    }
    if (advertising || !(isMarked || variant.test(subject))) return [];
    return [{ part: 'header', severity: 'warning', at, message: 'The subject says (광고), and the issue says advertising: false.', hint: 'Say advertising: true, or take the mark away.' }];
  },
};
