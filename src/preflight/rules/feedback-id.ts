/** Gmail's statistics of complaints go by this field; an ill-formed one is ignored in silence. */
import type { Rule } from '../rule.js';

export const feedbackId: Rule = {
  id: 'feedback-id', severity: 'notice', topic: 'header', needs: 'edition',
  title: 'a Feedback-ID has the form that Gmail reads',
  protects: 'The sender does not see in Postmaster Tools which newsletter people complain about.',
  source: 'Gmail Feedback Loop (support.google.com/mail/answer/6254652)',
  check: ({ messages, usual }) => {
    const value = usual.values('Feedback-ID')[0];
    if (value === undefined) return [];
    const fields = value.split(':');
    const isFormed = fields.length <= 4 && /^[\w.-]{5,15}$/.test(fields.at(-1) ?? '');
    const differs = messages.some(({ values }) => values('Feedback-ID')[0] !== value);
    return [
      ...(isFormed ? [] : [{ part: 'header' as const, message: `The Feedback-ID "${value.slice(0, 60)}" has not at most four fields with a sender of 5 to 15 characters at the end.` }]),
      ...(differs || value.includes('@') ? [{ part: 'header' as const, severity: 'warning' as const, message: 'The Feedback-ID differs per reader: Gmail counts no group that small.' }] : []),
    ];
  },
};
