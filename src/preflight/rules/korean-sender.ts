/** Korean law: an advertisement names its sender with mail, telephone and postal address, and the way to refuse in two languages. */
import type { Publisher } from '../../issue/issue.js';
import type { Rule } from '../rule.js';

const wanted = { name: 'name', email: 'mail address', phone: 'telephone number', address: 'postal address' } as const satisfies Partial<Record<keyof Publisher, string>>;

export const koreanSender: Rule = {
  id: 'korean-sender', severity: 'error', topic: 'law', needs: 'edition',
  title: 'a Korean advertisement names its sender and the way to refuse in Korean and English',
  protects: 'The reader has the right to know whom to refuse, and how.',
  source: '정보통신망법 50(4), 시행령 별표 6',
  check: ({ edition, usual, places }) => {
    if (!edition.advertising || !edition.lang.startsWith('ko')) return [];
    const missing = Object.entries(wanted).filter(([key]) => {
      const value = edition.publisher[key as keyof Publisher];
      return value === undefined || !usual.text.includes(value);
    }).map(([, word]) => word);
    return [
      ...(missing.length === 0 ? [] : [{ part: 'issue' as const, at: places.key('publisher'), message: `The mail does not say the sender's ${missing.join(', ')}.`, hint: 'Complete publisher: in newsletter.yaml.' }]),
      ...(/수신\s?거부/.test(usual.text) && /unsubscribe/i.test(usual.text.replaceAll(/https?:\S+/g, '')) ? [] : [{ part: 'mail' as const, message: 'The way to refuse is not told in Korean and in English.' }]),
    ];
  },
};
