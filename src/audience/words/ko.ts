/** Korean. */
import type { Words } from './words.js';

export const ko: Words = {
  leaveTitle: '구독을 해지할까요?', leaveText: '해지하면 이 소식지를 더는 받지 않습니다. 바로 처리됩니다.', leaveButton: '구독 해지', leaveAllButton: '모든 소식지 구독 해지',
  pauseText: '잠시 쉬었다 받을 수도 있습니다. 기간이 지나면 저절로 다시 보내 드립니다.', pauseButton: '{n}일 동안 쉬기',
  leftTitle: '구독을 해지했습니다', leftText: '이제 이 소식지를 받지 않습니다. 이미 발송 중이던 메일은 도착할 수 있습니다.',
  leftAllTitle: '모든 구독을 해지했습니다', leftAllText: '이제 어떤 소식지도 받지 않습니다. 이미 발송 중이던 메일은 도착할 수 있습니다.',
  pausedTitle: '구독을 잠시 멈췄습니다', pausedText: '{date}까지 보내 드리지 않습니다. 그 뒤에는 저절로 다시 보내 드립니다.', undoButton: '되돌리기', undoneTitle: '다시 구독합니다', undoneText: '모두 이전 상태로 되돌렸습니다.',
  notOnTitle: '구독하고 있지 않습니다', notOnText: '이 소식지를 받고 있지 않습니다.',
  badLinkTitle: '사용할 수 없는 링크입니다', badLinkText: '주소가 잘렸거나 너무 오래되었을 수 있습니다. 메일에서 링크를 다시 열거나, 소식지에 답장해 구독 해지를 요청해 주세요.',
  linkTitle: '내 설정', linkText: '언어, 주제, 주소, 내 정보를 바꿀 수 있는 설정 링크를 메일로 보내 드립니다.', linkButton: '링크 받기',
  mailedTitle: '메일을 확인해 주세요', mailedText: '처리할 일이 있으면 몇 분 안에 링크가 담긴 메일이 도착합니다. 스팸함도 확인해 주세요.',
  subscribeTitle: '{name} 구독', subscribeButton: '구독하기', address: '이메일 주소', name: '이름', language: '언어', timeZone: '시간대', topics: '주제', optional: '선택', choose: '선택해 주세요', yes: '예', no: '아니요',
  consent: '구독하면 {name} 뉴스레터를 이메일로 받는 데 동의하게 됩니다. 모든 메일에 있는 링크로 언제든지 해지할 수 있습니다.', leaveEmpty: '이 칸은 비워 두세요',
  closedTitle: '새 구독을 받지 않습니다', closedText: '이 소식지는 양식으로 구독 신청을 받지 않습니다.', againText: '버튼을 한 번 더 눌러 주세요.', tooManyTitle: '요청이 너무 많습니다', tooManyText: '오늘 같은 네트워크에서 많은 요청이 들어왔습니다. 내일 다시 시도해 주세요.',
  faultTitle: '입력한 내용을 확인해 주세요', badAddress: '이메일 주소가 아닙니다. name@example.org처럼 적어 주세요.', missing: '이 항목을 입력해 주세요.', badValue: '여기에 쓸 수 없는 값입니다.',
  confirmTitle: '구독을 확인해 주세요', confirmText: '한 번만 더 누르면 {name} 뉴스레터를 받습니다.', confirmButton: '확인', confirmedTitle: '구독되었습니다', confirmedText: '다음 호부터 {name} 뉴스레터를 보내 드립니다.',
  tracking: '“{name}”에서 제가 여는 메일과 링크를 기록하여 편집에 참고하는 데 동의합니다. 여기에서 언제든지 철회할 수 있습니다.',
  settingsTitle: '내 설정', lists: '소식지', stateSubscribed: '구독 중', statePaused: '{date}까지 쉼', stateLeft: '구독하지 않음', yourDetails: '내 정보', save: '저장', saved: '설정을 저장했습니다.',
  newAddress: '새 이메일 주소', newAddressText: '새 주소로 링크를 보내 드립니다. 그 메일에서 확인해야 바뀝니다.', newAddressButton: '주소 바꾸기',
  changeTitle: '새 주소를 확인해 주세요', changeText: '앞으로 소식지를 {address}(으)로 보내 드립니다.', changeButton: '이 주소 쓰기', changedTitle: '주소를 바꿨습니다', changedText: '이제 소식지를 {address}(으)로 보내 드립니다.', takenText: '이미 구독 중인 주소입니다. 다른 쪽 구독을 해지해 주세요.',
  yourData: '저장된 정보', download: '저장된 내 정보 모두 내려받기(JSON)', eraseTitle: '내 정보 지우기', eraseText: '저장된 정보를 모두 지우고 다시는 메일을 보내지 않습니다. 되돌릴 수 없습니다.', eraseButton: '모두 지우기', eraseSure: '예, 모두 지워 주세요.', erasedTitle: '정보를 지웠습니다', erasedText: '이제 메일을 보내지 않습니다.',
  confirmSubject: '구독을 확인해 주세요: {name}', confirmMail: '이 주소로 {name} 구독 신청이 들어왔습니다. 본인이 맞으면 아래 링크를 열고 버튼을 눌러 주세요.', ignoreMail: '본인이 신청하지 않았다면 그냥 두세요. 확인하지 않으면 소식지를 보내지 않습니다.',
  linkSubject: '내 설정: {name}', linkMail: '아래 링크에서 설정을 바꿀 수 있습니다. 7일 동안 쓸 수 있으며, 다른 사람에게 알려 주지 마세요.',
  welcomeSubject: '{name} 구독을 환영합니다', welcomeMail: '구독되었습니다. 다음 호부터 {name} 뉴스레터를 보내 드립니다. 모든 메일에 해지 링크가 있으며, 아래 링크로도 해지할 수 있습니다.',
  changeSubject: '새 주소를 확인해 주세요: {name}', changeMail: '소식지를 이 주소로 받겠다는 신청이 들어왔습니다. 본인이 맞으면 아래 링크를 열고 버튼을 눌러 주세요.',
  changedSubject: '주소가 바뀌었습니다: {name}', changedMail: '이제 소식지를 {address}(으)로 보내 드립니다. 본인이 바꾸지 않았다면 이 메일에 답장해 주세요.',
};
