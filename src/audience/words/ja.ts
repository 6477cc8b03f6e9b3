/** Japanese. */
import type { Words } from './words.js';

export const ja: Words = {
  leaveTitle: '配信を停止しますか？', leaveText: '停止すると、このニュースレターは届かなくなります。すぐに反映されます。', leaveButton: '配信を停止する', leaveAllButton: 'すべてのニュースレターを停止する',
  pauseText: 'しばらくお休みすることもできます。期間が過ぎると自動で再開します。', pauseButton: '{n}日間お休みする',
  leftTitle: '配信を停止しました', leftText: 'このニュースレターは届かなくなります。送信中だったメールは届くことがあります。',
  leftAllTitle: 'すべての配信を停止しました', leftAllText: '今後ニュースレターは届きません。送信中だったメールは届くことがあります。',
  pausedTitle: '配信をお休みしています', pausedText: '{date}まで配信しません。その後は自動で再開します。', undoButton: '元に戻す', undoneTitle: '購読を再開しました', undoneText: 'すべて元の状態に戻りました。',
  notOnTitle: '購読していません', notOnText: 'このニュースレターは配信されていません。',
  badLinkTitle: 'このリンクは使えません', badLinkText: 'リンクが途中で切れているか、古すぎる可能性があります。メールからもう一度開くか、ニュースレターに返信して停止をお申し付けください。',
  linkTitle: '設定', linkText: '言語、トピック、アドレス、登録情報を変更できる設定リンクをメールでお送りします。', linkButton: 'リンクを受け取る',
  mailedTitle: 'メールをご確認ください', mailedText: '手続きが必要な場合は、数分以内にリンク付きのメールが届きます。迷惑メールフォルダもご確認ください。',
  subscribeTitle: '{name} の購読', subscribeButton: '購読する', address: 'メールアドレス', name: 'お名前', language: '言語', timeZone: 'タイムゾーン', topics: 'トピック', optional: '任意', choose: '選択してください', yes: 'はい', no: 'いいえ',
  consent: '購読すると、{name} をメールで受け取ることに同意したことになります。各メールのリンクからいつでも停止できます。', leaveEmpty: 'この欄は空のままにしてください',
  closedTitle: '新規の購読を受け付けていません', closedText: 'このニュースレターはフォームからの購読を受け付けていません。', againText: 'もう一度ボタンを押してください。', tooManyTitle: 'リクエストが多すぎます', tooManyText: '本日、お使いのネットワークから多くのリクエストがありました。明日もう一度お試しください。',
  faultTitle: '入力内容をご確認ください', badAddress: 'メールアドレスではありません。name@example.org のように入力してください。', missing: 'この項目を入力してください。', badValue: 'ここでは使えない値です。',
  confirmTitle: '購読の確認', confirmText: 'あと一回押すと {name} が届くようになります。', confirmButton: '確認する', confirmedTitle: '購読しました', confirmedText: '次号から {name} をお届けします。',
  tracking: '「{name}」が、私の開いたメールとリンクを記録し、編集の参考にすることに同意します。ここでいつでも取り消せます。',
  settingsTitle: '設定', lists: 'ニュースレター', stateSubscribed: '購読中', statePaused: '{date}までお休み', stateLeft: '購読していません', yourDetails: '登録情報', save: '保存', saved: '設定を保存しました。',
  newAddress: '新しいメールアドレス', newAddressText: '新しいアドレスにリンクをお送りします。そこで確認すると変更されます。', newAddressButton: 'アドレスを変更',
  changeTitle: '新しいアドレスの確認', changeText: '今後は {address} にお届けします。', changeButton: 'このアドレスを使う', changedTitle: 'アドレスを変更しました', changedText: 'これからは {address} にお届けします。', takenText: 'このアドレスはすでに購読中です。もう一方を停止してください。',
  yourData: 'あなたのデータ', download: '保存されているデータをすべてダウンロード（JSON）', eraseTitle: 'データの消去', eraseText: '保存されている情報をすべて消去し、今後メールをお送りしません。元に戻せません。', eraseButton: 'すべて消去する', eraseSure: 'はい、すべて消去します。', erasedTitle: 'データを消去しました', erasedText: '今後ご連絡することはありません。',
  confirmSubject: '購読の確認：{name}', confirmMail: 'このアドレスで {name} の購読申し込みがありました。ご本人の場合は、次のリンクを開いてボタンを押してください。', ignoreMail: 'お心当たりがない場合は何もしないでください。確認がなければ配信されません。',
  linkSubject: '設定：{name}', linkMail: '次のリンクから設定を変更できます。7日間有効です。ほかの人に教えないでください。',
  welcomeSubject: '{name} へようこそ', welcomeMail: '購読ありがとうございます。次号から {name} をお届けします。どのメールにも停止リンクがあり、次のリンクからも停止できます。',
  changeSubject: '新しいアドレスの確認：{name}', changeMail: 'ニュースレターをこのアドレスで受け取る申し込みがありました。ご本人の場合は、次のリンクを開いてボタンを押してください。',
  changedSubject: 'アドレスが変更されました：{name}', changedMail: 'ニュースレターは {address} にお届けします。お心当たりがない場合は、このメールに返信してください。',
};
