/** An issue that says it advertises nothing, and reads like a shop window. */
import type { Rule } from '../rule.js';

const words = [/특가/, /할인\s?(?:쿠폰|행사|판매|가격)/, /구매하기/, /지금\s?(?:구매|구입|신청하세요)/, /무료\s?체험/, /한정\s?(?:수량|판매)/, /사은품/, /최저가/, /\bbuy now\b/i, /\blimited(?: time)? offer\b/i, /\b\d{2} ?% off\b/i, /\bfree trial\b/i, /\border (?:now|today)\b/i, /\bspecial offer\b/i, /\bact now\b/i, /\bjetzt kaufen\b/i, /\bacheter maintenant\b/i];
const suspicious = 2;

export const advertisingWords: Rule = {
  id: 'advertising-words', severity: 'warning', topic: 'law', needs: 'edition',
  title: 'an issue that says it advertises nothing does not read like an advertisement',
  protects: 'An advertisement without its mark breaks Korean law, and more laws ask for a sign.',
  source: '정보통신망법 50(4); CAN-SPAM; deliverability B5',
  check: ({ edition, usual, places }) => {
    if (edition.advertising) return [];
    const found = words.flatMap((word) => word.exec(`${edition.subject}\n${usual.text}`)?.[0] ?? []);
    if (found.length < suspicious) return [];
    return [{ part: 'issue', at: places.key('advertising'), message: `The issue says advertising: false, and reads "${found.slice(0, 3).join('", "')}".`, hint: 'Say advertising: true when it promotes paid goods or services of your own or of others.' }];
  },
};
