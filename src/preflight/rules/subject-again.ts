/** The same subject as last time: programs fold the two mails into one conversation. */
import type { Rule } from '../rule.js';

export const subjectAgain: Rule = {
  id: 'subject-again', severity: 'warning', topic: 'state', needs: 'history',
  title: 'the subject differs from the last one',
  protects: 'Gmail folds both mails into one conversation and shows the new one as read, or clips it as a repetition.',
  source: 'deliverability B6 26; Gmail conversation view',
  check: ({ edition, history, places }) => (history?.last === undefined || history.last.slug === edition.slug || history.last.subject !== edition.subject ? []
    : [{ part: 'header', at: places.key('subject'), message: `The last mail to this list (${history.last.slug}) had the same subject.`, hint: 'Put {{number}} or {{title}} into it.' }]),
};
