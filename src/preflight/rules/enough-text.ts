/** A mail of pictures is empty for whoever does not load them, and filters know it. */
import { withoutSpace } from '../../edition/html-text.js';
import type { Rule } from '../rule.js';

export const enoughText: Rule = {
  id: 'enough-text', severity: 'warning', topic: 'content', needs: 'edition',
  title: 'the mail says something without its pictures',
  protects: 'Readers without pictures see an empty mail, and filters know mails of one picture from spam.',
  source: 'deliverability B6 28: 300 characters',
  check: ({ mail }) => {
    const pictures = mail.all('img').filter(({ isShown, element }) => isShown && Number(element.properties['width'] ?? 200) > 2);
    const length = withoutSpace(mail.texts.filter(({ isShown }) => isShown).map(({ value }) => value).join('')).length;
    return pictures.length === 0 || length >= 300 ? [] : [{ part: 'mail', message: `The mail has ${pictures.length} pictures and ${length} characters of text.`, hint: 'Say in words what the pictures say.' }];
  },
};
