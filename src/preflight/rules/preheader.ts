/** The line beside the subject: the second thing a reader decides by. */
import stringWidth from 'string-width';
import type { Rule } from '../rule.js';

const shownAtMost = 140;

export const preheader: Rule = {
  id: 'preheader', severity: 'notice', topic: 'subject', needs: 'edition',
  title: 'the preheader says more than the subject, within 140 columns',
  protects: 'The line beside the subject is wasted.',
  source: 'emailmarkup.org 2025 (preview text); rendering goal list 2',
  check: ({ issue, edition, places }) => {
    const about = { part: 'mail', at: places.key('preheader') ?? places.key('title') } as const;
    if (issue.preheader === undefined) return [{ ...about, message: 'The issue has no preheader; the titles of the first items stand in for it.', hint: 'Say in preheader: what the reader will find.' }];
    if (edition.preheader.trim() === edition.subject.trim()) return [{ ...about, message: 'The preheader repeats the subject.' }];
    const width = stringWidth(edition.preheader);
    return width > shownAtMost ? [{ ...about, message: `The preheader is ${width} columns wide; programs show 40 to ${shownAtMost}.` }] : [];
  },
};
