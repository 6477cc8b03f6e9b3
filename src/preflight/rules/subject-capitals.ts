/** Shouting. */
import type { Rule } from '../rule.js';

export const subjectCapitals: Rule = {
  id: 'subject-capitals', severity: 'warning', topic: 'subject', needs: 'edition',
  title: 'the subject does not shout in capitals',
  protects: 'Filters count it as spam, and readers as shouting.',
  source: 'deliverability B6 26; SpamAssassin SUBJ_ALL_CAPS',
  check: ({ edition: { subject }, places }) => {
    const letters = subject.match(/[\p{Lu}\p{Ll}]/gu) ?? [];
    const isShouting = letters.length >= 10 && letters.filter((letter) => letter === letter.toUpperCase()).length > letters.length * 0.9;
    return isShouting ? [{ part: 'header', at: places.key('subject'), message: 'The subject is written in capitals.' }] : [];
  },
};
