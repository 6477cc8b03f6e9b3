/** A small edition with every token in every kind of place, and one reader. */
import type { Edition } from '../../src/edition/edition.js';
import { toCampaignId, toEditionHash, toListId, toSubscriberId } from '../../src/ids.js';
import { compileMessage, type MessageInput } from '../../src/message/compile.js';
import { renderMessage, type MessageRecipient } from '../../src/message/render.js';
import type { TokenKeys } from '../../src/message/signed-token.js';

export const keys: TokenKeys = { current: 1, secrets: new Map([[1, Buffer.alloc(32, 7)]]) };
export const leaving = { listId: toListId('3'), subscriberId: toSubscriberId('123456'), campaignId: toCampaignId('42') };

export const edition: Edition = {
  hash: toEditionHash('0123456789abcdef'.repeat(4)),
  newsletter: 'weekly',
  slug: '2026-11-22-1',
  name: '주간',
  title: '첫 호',
  date: '2026-11-22',
  lang: 'ko',
  dir: 'ltr',
  subject: '[주간] 첫 호: 이번 주에 읽을 만한 글을 모아 보냅니다',
  preheader: '',
  mode: 'digest',
  advertising: false,
  publisher: { name: '주간' },
  html: [
    '<!doctype html><html lang="ko"><head><title>첫 호</title><style>',
    '.a{color:red}</style></head><body><p>안녕하세요 __C_READER_NAME__ 님 (__C_READER_ADDRESS__)</p>',
    '<img src="__C_WEB_URL__/a.png" alt="그림"><a href=__C_UNSUBSCRIBE_URL__>그만 받기</a>',
    '<a title="__C_READER_NAME__" href="https://example.org/?name=__C_READER_NAME__&amp;from=__C_WEB_URL__">설문</a></body></html>',
  ].join('\n'),
  text: '안녕하세요 __C_READER_NAME__ 님 (__C_READER_ADDRESS__)\n\n.점으로 시작하는 줄\n그만 받기: __C_UNSUBSCRIBE_URL__\n웹: __C_WEB_URL__\n',
  web: '',
  assets: ['a.png'],
  itemCount: 1,
};

export const input: MessageInput = {
  edition,
  from: { name: '주간 편집부', address: 'weekly@news.example' },
  replyTo: 'desk@news.example',
  listId: { name: '주간', id: 'weekly.news.example' },
  date: new Date('2026-11-22T09:00:00Z'),
  publicUrl: 'https://news.example',
  has8BitMime: true,
};

export const recipient: MessageRecipient = {
  address: 'reader@mail.example',
  name: '홍길동',
  messageId: 'abcdefgh@news.example',
  unsubscribeUrl: 'https://news.example/u/AbC_-1?x=1&y=2',
  unsubscribeAddress: 'u-abcdefgh@news.example',
};

export function renderSample(changes: Partial<Edition> = {}, options: Partial<MessageInput> = {}, reader: Partial<MessageRecipient> = {}): Buffer {
  return renderMessage(compileMessage({ ...input, ...options, edition: { ...edition, ...changes } }), { ...recipient, ...reader });
}
