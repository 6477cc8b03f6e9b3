/** The language of the mail, for the voice that reads it and the fonts that draw it. */
import { directionOf, isLanguageTag } from '../../issue/language.js';
import { attributeOf } from '../mail-tree.js';
import { placeOfMail } from '../places.js';
import type { Problem, Rule } from '../rule.js';

export const language: Rule = {
  id: 'language', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'the mail says its language and direction, and so does what stands below its body',
  protects: 'Screen readers read Korean with an English voice; Han characters are drawn in the forms of another country.',
  source: 'WCAG 2.2, 3.1.1; emailmarkup.org 2026: missing in 95.66 % of mails',
  check: (subject) => {
    const { mail, edition } = subject;
    const at = placeOfMail(subject);
    const problems: Problem[] = [];
    const [html, body] = [mail.all('html')[0], mail.all('body')[0]];
    const said = html === undefined ? undefined : attributeOf(html, 'lang');
    if (said === undefined || said === 'und' || !isLanguageTag(said)) problems.push({ part: 'mail', at, message: 'The mail does not say its language (lang on html).' });
    else if (said.split('-')[0] !== edition.lang.split('-')[0]) problems.push({ part: 'mail', at, message: `The mail says lang="${said}", the issue is in ${edition.lang}.` });
    // Gmail and others throw html and body away.
    const inside = mail.elements.find((item) => item.parent === body && body !== undefined && item.isShown && attributeOf(item, 'lang') !== undefined);
    if (inside === undefined) problems.push({ part: 'mail', at, message: 'No element below the body says the language; Gmail drops the one of html.' });
    const direction = html === undefined ? undefined : attributeOf(html, 'dir');
    if (directionOf(edition.lang) === 'rtl' && direction !== 'rtl') problems.push({ part: 'mail', at, message: `The mail does not say dir="rtl", and ${edition.lang} is written from right to left.` });
    return problems;
  },
};
