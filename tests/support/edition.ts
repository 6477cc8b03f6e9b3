/** An edition small enough for a story. */
import type { Edition } from '../../src/edition/edition.js';
import { toEditionHash } from '../../src/ids.js';

export const sampleEdition: Edition = {
  hash: toEditionHash('a'.repeat(64)),
  newsletter: 'weekly', slug: '2026-11-18-1', name: '주간 시험', number: 1, title: '첫 호', date: '2026-11-18', lang: 'ko', dir: 'ltr',
  subject: '[주간 시험] 1호', preheader: '시험', mode: 'digest', advertising: false, publisher: { name: '시험' },
  html: '<!doctype html><html lang="ko"><body><h1>첫 호</h1><p>안녕하세요 __C_READER_NAME__</p><p><a href="__C_UNSUBSCRIBE_URL__">수신거부</a></p></body></html>',
  text: '첫 호\n\n안녕하세요\n\n수신거부: __C_UNSUBSCRIBE_URL__\n', web: '<!doctype html><title>첫 호</title>', assets: [], itemCount: 1,
};
