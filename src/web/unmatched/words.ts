/**
 * What the page of unmatched messages says, per language. Kinds, reasons and states keep the names that the commands and docs/feedback.md
 * give them, and what cannot be done is said as on the command line, in English.
 */
import { readAcceptLanguage } from '../../audience/words/words.js';

/** `{id}`, `{campaign}`, `{subscriber}`, `{n}` are numbers, `{state}` is that of a delivery, `{time}` a moment, `{source}` an intake. */
const en = {
  bar: 'what came back', title: 'Unmatched messages', none: 'Everything that came back was matched.', unmatchedCaption: 'Messages that matched nothing, the newest first',
  disagreeingTitle: 'Two tokens that disagree', disagreeingText: 'The first one won; the note names both, as campaign/subscriber.', disagreeingCaption: 'Messages with tokens of two deliveries, the newest first',
  received: 'Received', receivedBy: '{time} by {source}', to: 'To', messageAndWhy: 'Message and why', by: 'By', message: 'Message {id}', from: 'From', subject: 'Subject', state: 'State',
  saysTitle: 'What it says', saysNothing: 'Nothing of anybody.', nobodyNamed: 'nobody named', wordsTitle: 'Its words', sourceTitle: 'As it came', moreText: '{n} characters more',
  whoseTitle: 'Whose it could be', whoseText: 'What was sent to the addresses it names, before it came: a hint, no proof.', whoseNobody: 'Nothing was sent to them.',
  settle: 'It was campaign {campaign}, subscriber {subscriber} ({state}, {time})', whyNothing: 'Why it is nothing', putAside: 'Put it aside', putAsideNote: 'put aside on the page',
  badLinkTitle: 'This link is not good any more', badLinkText: 'Make a new one with: courant feedback unmatched link', cannotTitle: 'That cannot be done',
};

export type DeskWords = Readonly<typeof en>;

const ko: DeskWords = {
  bar: '돌아온 메일', title: '짝을 찾지 못한 메시지', none: '돌아온 메시지는 모두 짝을 찾았습니다.', unmatchedCaption: '짝을 찾지 못한 메시지, 최신순',
  disagreeingTitle: '서로 다른 두 토큰', disagreeingText: '먼저 찾은 토큰을 따랐습니다. 메모에 둘 다 캠페인/구독자 번호로 적혀 있습니다.', disagreeingCaption: '두 발송 건의 토큰이 함께 있는 메시지, 최신순',
  received: '받은 때', receivedBy: '{time}, 경로: {source}', to: '받는 주소', messageAndWhy: '메시지와 이유', by: '경로', message: '메시지 {id}', from: '보낸 사람', subject: '제목', state: '상태',
  saysTitle: '알리는 내용', saysNothing: '누구에 대해서도 알리는 것이 없습니다.', nobodyNamed: '받는 사람 없음', wordsTitle: '본문', sourceTitle: '받은 원문', moreText: '{n}자 더 있음',
  whoseTitle: '누구의 것일까요', whoseText: '이 메시지가 오기 전에, 여기 적힌 주소로 보낸 것들입니다. 실마리일 뿐 증거는 아닙니다.', whoseNobody: '그 주소로 보낸 것이 없습니다.',
  settle: '캠페인 {campaign}, 구독자 {subscriber}의 것입니다 ({state}, {time})', whyNothing: '처리할 것이 없는 이유', putAside: '제쳐 두기', putAsideNote: '페이지에서 제쳐 둠',
  badLinkTitle: '더 이상 쓸 수 없는 링크입니다', badLinkText: '새 링크를 만드는 명령: courant feedback unmatched link', cannotTitle: '그렇게 할 수 없습니다',
};

const catalogues: Readonly<Record<string, DeskWords>> = { en, ko };

export type DeskLanguage = { readonly language: string; readonly words: DeskWords };

/** The first language of an Accept-Language header that has words here; else English. */
export function chooseDeskLanguage(header: string | undefined): DeskLanguage {
  const tags = readAcceptLanguage(header).map((tag) => tag.split('-')[0]?.toLowerCase() ?? '');
  const language = tags.find((tag) => Object.hasOwn(catalogues, tag)) ?? 'en';
  return { language, words: catalogues[language] ?? en };
}
