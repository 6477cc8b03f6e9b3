/** Phones show about 60 columns, half as many Hangul. */
import stringWidth from 'string-width';
import type { Rule } from '../rule.js';

const shown = 60;
const readable = 120;

export const subjectLength: Rule = {
  id: 'subject-length', severity: 'notice', topic: 'subject', needs: 'edition',
  title: 'the subject says what it says within 60 columns',
  protects: 'Phones cut it off before the point.',
  source: 'deliverability B6 26',
  check: ({ edition: { subject }, places }) => {
    const width = stringWidth(subject);
    if (width === 0) return [{ part: 'header', severity: 'error', at: places.key('subject'), message: 'The subject is empty.' }];
    if (width <= shown) return [];
    return [{ part: 'header', severity: width > readable ? 'warning' : 'notice', at: places.key('subject'), message: `The subject is ${width} columns wide; phones show about ${shown}.`, hint: 'Put what counts in front.' }];
  },
};
