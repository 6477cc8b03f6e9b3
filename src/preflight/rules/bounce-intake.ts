/** What comes back is read by somebody. */
import type { Rule } from '../rule.js';

export const bounceIntake: Rule = {
  id: 'bounce-intake', severity: 'warning', topic: 'sender', needs: 'sender',
  title: 'bounces and complaints are taken in',
  protects: 'Dead addresses are written to again and again, and who complains gets the next issue too.',
  source: 'M3AAWG Sender BCP 3.0; RFC 5321 4.5.5; deliverability B6 11',
  check: ({ sender }) => (sender === undefined || sender.readsFeedback ? [] : [{
    part: 'setup', message: 'Nothing takes in what comes back: neither a listener, a mailbox nor a webhook is set.', hint: 'Set feedbackPort, feedbackLmtp or feedbackImap, or a webhook of your relay: docs/feedback.md.',
  }]),
};
