/** The fields a message must have, and which of them may stand there once only. */
import { inEachMessage, type Rule } from '../rule.js';

const required = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'];
/** RFC 5322 3.6, RFC 2919, RFC 2369, RFC 8058: one at the most. */
const once = new Set([...required, 'Sender', 'Reply-To', 'Cc', 'Bcc', 'In-Reply-To', 'References', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post', 'Feedback-ID', 'Content-Transfer-Encoding'].map((name) => name.toLowerCase()));

export const requiredFields: Rule = {
  id: 'required-fields', severity: 'error', topic: 'header', needs: 'edition',
  title: 'every required header field is there, once',
  protects: 'Servers refuse the message, or programs show the wrong one of two senders, subjects or dates.',
  source: 'RFC 5322 3.6',
  check: (subject) => inEachMessage(subject, ({ fields, values }) => {
    const names = fields.map(({ name }) => name.toLowerCase());
    const twice = new Set(names.filter((name, index) => once.has(name) && names.indexOf(name) !== index));
    return [
      ...required.filter((name) => (values(name)[0] ?? '') === '').map((name) => ({ part: 'header' as const, message: `The field ${name} is missing or empty.` })),
      ...[...twice].map((name) => ({ part: 'header' as const, message: `The field ${name} stands in the header more than once.` })),
    ];
  }),
};
