/** A newsletter links to its files: attached ones make it heavy and suspicious. */
import type { Rule } from '../rule.js';

const dangerous = /^(?:application\/(?:x-msdownload|x-msdos-program|zip|x-zip-compressed|javascript|x-sh|java-archive|vnd\.ms-.*macro)|text\/javascript)/;

export const attachments: Rule = {
  id: 'attachments', severity: 'warning', topic: 'size', needs: 'edition',
  title: 'nothing is attached',
  protects: 'Filters hold the mail back, and phones load what nobody asked for.',
  source: 'deliverability B6 38',
  check: ({ usual }) => usual.parts.filter(({ type }) => type !== 'text/plain' && type !== 'text/html').map(({ type }) => ({
    message: `The message carries a part of type ${type}.`, hint: 'Offer the file as a link.', severity: dangerous.test(type) ? 'error' : 'warning',
  })),
};
