/** Marks that spam is fond of. */
import type { Problem, Rule } from '../rule.js';

const mostEmoji = 2;

export const subjectMarks: Rule = {
  id: 'subject-marks', severity: 'warning', topic: 'subject', needs: 'edition',
  title: 'the subject is written in words, not in marks',
  protects: 'Filters count rows of marks and signs against the sender.',
  source: 'deliverability B6 26; SpamAssassin PLING_QUERY, SUBJ_DOLLARS',
  check: ({ edition: { subject }, places }) => {
    const about = { part: 'header', at: places.key('subject') } as const;
    const problems: Problem[] = [];
    if (/[!！]{2,}|[?？]{3,}|[!！][?？][!！]/.test(subject)) problems.push({ ...about, message: 'The subject holds a row of exclamation or question marks.' });
    if (/[$€₩￦]{2,}|★{2,}|■{2,}|[◆●▶]{3,}/.test(subject)) problems.push({ ...about, message: 'The subject holds a row of signs.' });
    const emoji = subject.match(/\p{Extended_Pictographic}/gu)?.filter((sign) => !/[©®™]/.test(sign)).length ?? 0;
    if (emoji > mostEmoji) problems.push({ ...about, message: `The subject holds ${emoji} emoji; more than ${mostEmoji} look like spam.` });
    if (/(?:\p{L}[ .·_*-]){5,}\p{L}(?!\p{L})/u.test(subject) && !/(?:\p{L}\.){2,}/u.test(subject)) problems.push({ ...about, message: 'The subject spaces its letters out.' });
    return problems;
  },
};
