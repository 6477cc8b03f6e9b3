/** Chinese in traditional characters. */
import type { Words } from './words.js';

export const zhHant: Words = {
  leaveTitle: '要取消訂閱嗎？', leaveText: '取消後您將不再收到本通訊，立即生效。', leaveButton: '取消訂閱', leaveAllButton: '取消訂閱我們的全部通訊',
  pauseText: '也可以先暫停，到期自動恢復。', pauseButton: '暫停 {n} 天',
  leftTitle: '您已取消訂閱', leftText: '您將不再收到本通訊。已在寄送途中的郵件仍可能送達。',
  leftAllTitle: '您已取消訂閱全部通訊', leftAllText: '您將不再收到我們的任何通訊。已在寄送途中的郵件仍可能送達。',
  pausedTitle: '訂閱已暫停', pausedText: '在 {date} 之前您不會收到郵件，之後自動恢復。', undoButton: '復原', undoneTitle: '您已重新訂閱', undoneText: '一切已恢復原狀。',
  notOnTitle: '您尚未訂閱', notOnText: '您沒有訂閱本通訊。',
  badLinkTitle: '此連結無效', badLinkText: '連結可能不完整或已過期。請從郵件中重新開啟，或回覆通訊要求取消訂閱。',
  linkTitle: '您的設定', linkText: '我們會把設定連結寄到您的信箱，可變更語言、主題、地址和個人資料。', linkButton: '把連結寄給我',
  mailedTitle: '請查看您的信箱', mailedText: '如需操作，幾分鐘內您會收到附有連結的郵件。請同時查看垃圾郵件匣。',
  subscribeTitle: '訂閱 {name}', subscribeButton: '訂閱', address: '電子郵件', name: '姓名', language: '語言', timeZone: '時區', topics: '主題', optional: '選填', choose: '請選擇', yes: '是', no: '否',
  consent: '訂閱即表示您同意以電子郵件接收 {name}。您可隨時透過每封郵件中的連結取消訂閱。', leaveEmpty: '請勿填寫此欄',
  closedTitle: '暫不接受新訂閱', closedText: '本通訊不接受表單訂閱。', againText: '請再按一次按鈕。', tooManyTitle: '請求過多', tooManyText: '今天來自您所在網路的請求過多，請明天再試。',
  faultTitle: '請檢查您填寫的內容', badAddress: '這不是電子郵件地址，請依 name@example.org 的形式填寫。', missing: '請填寫此欄。', badValue: '此處不能使用該內容。',
  confirmTitle: '確認訂閱', confirmText: '再按一下，即可收到 {name}。', confirmButton: '確認', confirmedTitle: '您已訂閱', confirmedText: '從下一期起您將收到 {name}。',
  tracking: '我同意「{name}」記錄我開啟了哪些郵件和連結，供編輯參考。我可以隨時在此撤回。',
  settingsTitle: '您的設定', lists: '通訊', stateSubscribed: '已訂閱', statePaused: '暫停至 {date}', stateLeft: '未訂閱', yourDetails: '關於您', save: '儲存', saved: '設定已儲存。',
  newAddress: '新電子郵件', newAddressText: '我們會向新地址寄送連結，在那裡確認後變更才生效。', newAddressButton: '變更地址',
  changeTitle: '確認新地址', changeText: '今後通訊將寄到 {address}。', changeButton: '使用此地址', changedTitle: '地址已變更', changedText: '通訊現在寄到 {address}。', takenText: '該地址已訂閱。請改為取消另一個地址的訂閱。',
  yourData: '您的資料', download: '下載我們儲存的全部資料（JSON）', eraseTitle: '刪除您的資料', eraseText: '我們儲存的關於您的一切都會被刪除，今後不再寄信給您。此操作無法復原。', eraseButton: '全部刪除', eraseSure: '是的，請全部刪除。', erasedTitle: '您的資料已刪除', erasedText: '我們不會再與您聯絡。',
  confirmSubject: '請確認訂閱：{name}', confirmMail: '有人（希望是您）申請以此地址訂閱 {name}。請開啟以下連結並按下按鈕確認：', ignoreMail: '如果不是您本人，請不必理會：未經確認不會寄送通訊。',
  linkSubject: '您的設定：{name}', linkMail: '以下連結通往您的設定，七天內有效，請勿轉給他人：',
  welcomeSubject: '歡迎訂閱 {name}', welcomeMail: '您已訂閱，從下一期起將收到 {name}。每封郵件都有取消訂閱連結，也可使用此連結：',
  changeSubject: '請確認新地址：{name}', changeMail: '有人（希望是您）希望通訊寄到此地址。請開啟以下連結並按下按鈕確認：',
  changedSubject: '您的地址已變更：{name}', changedMail: '通訊現在寄到 {address}。如果不是您本人操作，請回覆此郵件。',
};
