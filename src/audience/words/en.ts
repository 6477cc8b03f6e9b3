/** English. */
import type { Words } from './words.js';

export const en: Words = {
  leaveTitle: 'Unsubscribe?', leaveText: 'You will not get this newsletter any more. It takes effect at once.', leaveButton: 'Unsubscribe', leaveAllButton: 'Unsubscribe from all our newsletters',
  pauseText: 'Or take a break. It comes back by itself.', pauseButton: 'Pause for {n} days',
  leftTitle: 'You are unsubscribed', leftText: 'You will not get this newsletter any more. A mail that was already on its way may still arrive.',
  leftAllTitle: 'You are unsubscribed from everything', leftAllText: 'You will not get any of our newsletters any more. A mail that was already on its way may still arrive.',
  pausedTitle: 'Your subscription is paused', pausedText: 'You will get nothing until {date}. Then it comes back by itself.', undoButton: 'Undo', undoneTitle: 'You are subscribed again', undoneText: 'Everything is as it was before.',
  notOnTitle: 'You are not subscribed', notOnText: 'You do not get this newsletter.',
  badLinkTitle: 'This link does not work', badLinkText: 'It may be incomplete or too old. Please open it again from the mail, or reply to the newsletter and ask to be taken off the list.',
  linkTitle: 'Your settings', linkText: 'We send a link to your settings to your address: language, topics, address, your data.', linkButton: 'Send me the link',
  mailedTitle: 'Please look into your mail', mailedText: 'If there is something to do, you will find a mail with a link in a few minutes. Please look into the spam folder too.',
  subscribeTitle: 'Subscribe to {name}', subscribeButton: 'Subscribe', address: 'Email address', name: 'Name', language: 'Language', timeZone: 'Time zone', topics: 'Topics', optional: 'optional', choose: 'Please choose', yes: 'Yes', no: 'No',
  consent: 'By subscribing you agree to get {name} by email. You can unsubscribe at any time with the link in every mail.', leaveEmpty: 'Leave this empty',
  closedTitle: 'No new subscriptions', closedText: 'This newsletter takes no subscriptions by a form.', againText: 'Please press the button once more.', tooManyTitle: 'Too many requests', tooManyText: 'Many requests came from your network today. Please try again tomorrow.',
  faultTitle: 'Please check what you wrote', badAddress: 'This is no email address. Write it like name@example.org.', missing: 'Please fill this in.', badValue: 'This cannot be used here.',
  confirmTitle: 'Confirm your subscription', confirmText: 'One click more and you get {name}.', confirmButton: 'Confirm', confirmedTitle: 'You are subscribed', confirmedText: 'You will get {name} from the next issue on.',
  tracking: 'I agree that “{name}” keeps which of its mails and links I open, so that the editors learn what is read. I can take this back here at any time.',
  settingsTitle: 'Your settings', lists: 'Newsletters', stateSubscribed: 'Subscribed', statePaused: 'Paused until {date}', stateLeft: 'Not subscribed', yourDetails: 'About you', save: 'Save', saved: 'Your settings are saved.',
  newAddress: 'New email address', newAddressText: 'We send a link to the new address. The change counts once you have confirmed it there.', newAddressButton: 'Change address',
  changeTitle: 'Confirm your new address', changeText: 'Your newsletters will come to {address}.', changeButton: 'Use this address', changedTitle: 'Your address is changed', changedText: 'Your newsletters now come to {address}.', takenText: 'This address is already subscribed. Unsubscribe the other one instead.',
  yourData: 'Your data', download: 'Download all we have stored about you (JSON)', eraseTitle: 'Erase your data', eraseText: 'Everything we have stored about you is erased, and you will never be written to again. It cannot be undone.', eraseButton: 'Erase everything', eraseSure: 'Yes, I want everything erased.', erasedTitle: 'Your data is erased', erasedText: 'You will not hear from us again.',
  confirmSubject: 'Please confirm: {name}', confirmMail: 'Somebody, we hope you, asked to subscribe this address to {name}. To confirm, open this link and press the button:', ignoreMail: 'If it was not you, do nothing: without the confirmation you will get no newsletter.',
  linkSubject: 'Your settings: {name}', linkMail: 'This link leads to your settings. It works for seven days; give it to nobody:',
  welcomeSubject: 'Welcome to {name}', welcomeMail: 'You are subscribed. From the next issue on you get {name}. Every mail has a link to unsubscribe; this one works too:',
  changeSubject: 'Please confirm your new address: {name}', changeMail: 'Somebody, we hope you, wants the newsletters to come to this address. To confirm, open this link and press the button:',
  changedSubject: 'Your address was changed: {name}', changedMail: 'Your newsletters now come to {address}. If it was not you, please reply to this mail.',
};
