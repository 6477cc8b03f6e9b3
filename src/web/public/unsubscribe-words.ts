/** What the unsubscribe pages say, per language. A new language is a new row. */

type Words = {
  readonly askTitle: string;
  readonly askText: string;
  readonly button: string;
  readonly doneTitle: string;
  readonly doneText: string;
  readonly refusedTitle: string;
  readonly refusedText: string;
};

export const unsubscribeWords = {
  en: {
    askTitle: 'Unsubscribe?',
    askText: 'You will not get this newsletter any more. It takes effect at once.',
    button: 'Unsubscribe',
    doneTitle: 'You are unsubscribed',
    doneText: 'You will not get this newsletter any more. A mail that was already on its way may still arrive.',
    refusedTitle: 'This link does not work',
    refusedText: 'It may be incomplete. Please open it again from the mail, or reply to the newsletter and ask to be taken off the list.',
  },
  ko: {
    askTitle: '구독을 해지할까요?',
    askText: '해지하면 이 소식지를 더는 받지 않습니다. 바로 처리됩니다.',
    button: '구독 해지',
    doneTitle: '구독을 해지했습니다',
    doneText: '이제 이 소식지를 받지 않습니다. 이미 발송 중이던 메일은 도착할 수 있습니다.',
    refusedTitle: '사용할 수 없는 링크입니다',
    refusedText: '주소가 잘렸을 수 있습니다. 메일에서 링크를 다시 열거나, 소식지에 답장해 구독 해지를 요청해 주세요.',
  },
} as const satisfies Record<string, Words>;

export type Language = keyof typeof unsubscribeWords;

/** By the first language of a BCP 47 tag or of Accept-Language; English when it is none of ours. */
export function chooseLanguage(tags: string): Language {
  const primary = tags.trim().slice(0, 2).toLowerCase();
  return primary in unsubscribeWords ? (primary as Language) : 'en';
}
