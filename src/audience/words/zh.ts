/** Chinese in simplified characters. */
import type { Words } from './words.js';

export const zh: Words = {
  leaveTitle: '要退订吗？', leaveText: '退订后您将不再收到本通讯，立即生效。', leaveButton: '退订', leaveAllButton: '退订我们的全部通讯',
  pauseText: '也可以先暂停，到期自动恢复。', pauseButton: '暂停 {n} 天',
  leftTitle: '您已退订', leftText: '您将不再收到本通讯。已在发送途中的邮件仍可能送达。',
  leftAllTitle: '您已退订全部通讯', leftAllText: '您将不再收到我们的任何通讯。已在发送途中的邮件仍可能送达。',
  pausedTitle: '订阅已暂停', pausedText: '在 {date} 之前您不会收到邮件，之后自动恢复。', undoButton: '撤销', undoneTitle: '您已重新订阅', undoneText: '一切已恢复原样。',
  notOnTitle: '您尚未订阅', notOnText: '您没有订阅本通讯。',
  badLinkTitle: '此链接无效', badLinkText: '链接可能不完整或已过期。请从邮件中重新打开，或回复通讯要求退订。',
  linkTitle: '您的设置', linkText: '我们会把设置链接发送到您的邮箱，可更改语言、主题、地址和个人数据。', linkButton: '把链接发给我',
  mailedTitle: '请查看您的邮箱', mailedText: '如需操作，几分钟内您会收到带链接的邮件。请同时查看垃圾邮件文件夹。',
  subscribeTitle: '订阅 {name}', subscribeButton: '订阅', address: '电子邮箱', name: '姓名', language: '语言', timeZone: '时区', topics: '主题', optional: '选填', choose: '请选择', yes: '是', no: '否',
  consent: '订阅即表示您同意通过电子邮件接收 {name}。您可随时通过每封邮件中的链接退订。', leaveEmpty: '请勿填写此项',
  closedTitle: '暂不接受新订阅', closedText: '本通讯不接受表单订阅。', againText: '请再点一次按钮。', tooManyTitle: '请求过多', tooManyText: '今天来自您所在网络的请求过多，请明天再试。',
  faultTitle: '请检查您填写的内容', badAddress: '这不是电子邮箱地址，请按 name@example.org 的形式填写。', missing: '请填写此项。', badValue: '此处不能使用该内容。',
  confirmTitle: '确认订阅', confirmText: '再点一下，即可收到 {name}。', confirmButton: '确认', confirmedTitle: '您已订阅', confirmedText: '从下一期起您将收到 {name}。',
  tracking: '我同意“{name}”记录我打开了哪些邮件和链接，供编辑参考。我可以随时在此撤回。',
  settingsTitle: '您的设置', lists: '通讯', stateSubscribed: '已订阅', statePaused: '暂停至 {date}', stateLeft: '未订阅', yourDetails: '关于您', save: '保存', saved: '设置已保存。',
  newAddress: '新邮箱', newAddressText: '我们会向新邮箱发送链接，在那里确认后更改才生效。', newAddressButton: '更改邮箱',
  changeTitle: '确认新邮箱', changeText: '今后通讯将发送到 {address}。', changeButton: '使用此邮箱', changedTitle: '邮箱已更改', changedText: '通讯现在发送到 {address}。', takenText: '该邮箱已订阅。请改为退订另一个邮箱。',
  yourData: '您的数据', download: '下载我们保存的全部数据（JSON）', eraseTitle: '删除您的数据', eraseText: '我们保存的关于您的一切都会被删除，今后不再给您发信。此操作无法撤销。', eraseButton: '全部删除', eraseSure: '是的，请全部删除。', erasedTitle: '您的数据已删除', erasedText: '我们不会再与您联系。',
  confirmSubject: '请确认订阅：{name}', confirmMail: '有人（希望是您）申请用此邮箱订阅 {name}。请打开以下链接并点击按钮确认：', ignoreMail: '如果不是您本人，请不必理会：未经确认不会发送通讯。',
  linkSubject: '您的设置：{name}', linkMail: '以下链接通往您的设置，七天内有效，请勿转给他人：',
  welcomeSubject: '欢迎订阅 {name}', welcomeMail: '您已订阅，从下一期起将收到 {name}。每封邮件都有退订链接，也可使用此链接：',
  changeSubject: '请确认新邮箱：{name}', changeMail: '有人（希望是您）希望通讯发送到此邮箱。请打开以下链接并点击按钮确认：',
  changedSubject: '您的邮箱已更改：{name}', changedMail: '通讯现在发送到 {address}。如果不是您本人操作，请回复此邮件。',
};
