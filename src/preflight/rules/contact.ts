/** A way to reach a person. */
import type { Rule } from '../rule.js';

export const contact: Rule = {
  id: 'contact', severity: 'warning', topic: 'law', needs: 'edition',
  title: 'the mail says how to reach the publisher',
  protects: 'Readers with a question or a complaint find nobody but the spam button.',
  source: 'Directive 2000/31/EC 5(1)(c); Directive 2002/58/EC 13(4)',
  check: ({ edition: { publisher }, places }) => (publisher.email ?? publisher.phone ?? publisher.url) === undefined
    ? [{ part: 'issue', at: places.key('publisher'), message: 'The publisher has no mail address, telephone number or web site.', hint: 'Say one in publisher: of newsletter.yaml.' }] : [],
};
