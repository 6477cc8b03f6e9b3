/** Several laws ask for it in every mail that may be commercial. */
import { withoutSpace } from '../../edition/html-text.js';
import { placeOfMail } from '../places.js';
import type { Rule } from '../rule.js';

export const postalAddress: Rule = {
  id: 'postal-address', severity: 'warning', topic: 'law', needs: 'edition',
  title: "the mail holds the sender's postal address",
  protects: 'The reader cannot tell who is behind the mail; US and Korean law ask for it in advertisements.',
  source: 'CAN-SPAM 15 USC 7704(a)(5); 시행령 별표 6; GDPR 13(1)(a)',
  check: (subject) => {
    const { edition, mail, places } = subject;
    const { address } = edition.publisher;
    const severity = edition.advertising ? 'error' : 'warning';
    if (address === undefined) return [{ part: 'issue', severity, at: places.key('publisher'), message: 'The publisher has no postal address.', hint: 'Say it in publisher.address of newsletter.yaml.' }];
    const shown = withoutSpace(mail.texts.filter(({ isShown }) => isShown).map(({ value }) => value).join(''));
    return shown.includes(withoutSpace(address)) ? [] : [{ part: 'mail', severity, at: placeOfMail(subject), message: 'The mail does not show the postal address of the publisher.', hint: 'The footer of the template needs {{publisher.address}}.' }];
  },
};
