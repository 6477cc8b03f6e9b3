/** The way out within the mail: the reader's own link, where the eye finds it. */
import { contrastRatio } from '../../template/contrast.js';
import type { MailLink } from '../links.js';
import { placeOfMail, placeOfWords } from '../places.js';
import type { Problem, Rule } from '../rule.js';
import type { Subject } from '../subject.js';

const smallestPx = 9;

/** Why nobody sees it; undefined when it is seen. */
function whyUnseen({ item, words }: MailLink): string | undefined {
  const { colour, background, fontSizePx } = item.look;
  if (!item.isShown) return 'is hidden';
  if (words === '') return 'has no words';
  if (fontSizePx < smallestPx) return `is ${fontSizePx} px small`;
  return colour !== undefined && background !== undefined && contrastRatio(colour, background) < 2 ? 'has nearly the colour of what is behind it' : undefined;
}

function checkHtml(subject: Subject): readonly Problem[] {
  const { links, usual } = subject;
  const own = links.filter(({ href }) => href === usual.unsubscribeUrl);
  if (own.length === 0) return [{ part: 'mail', at: placeOfMail(subject), message: "The mail has no link with the reader's own unsubscribe address.", hint: 'The footer of the template needs {{unsubscribeUrl}}.' }];
  const reasons = own.map(whyUnseen);
  return reasons.includes(undefined) ? [] : [{ part: 'mail', at: placeOfWords(subject, /\{\{unsubscribeUrl\}\}/), message: `The unsubscribe link ${reasons[0] ?? ''}.` }];
}

export const unsubscribeLink: Rule = {
  id: 'unsubscribe-link', severity: 'error', topic: 'leaving', needs: 'edition',
  title: 'a visible unsubscribe link stands in the mail and in its text part',
  protects: 'Who cannot leave complains; it is also what the law asks for.',
  source: 'Gmail sender guidelines; CAN-SPAM 16 CFR 316; 정보통신망법 50(4)',
  check: (subject) => [
    ...checkHtml(subject),
    ...(subject.messages.some(({ text, unsubscribeUrl }) => unsubscribeUrl === '' || !text.includes(unsubscribeUrl))
      ? [{ part: 'text' as const, message: "The text part does not hold the reader's own unsubscribe address.", hint: 'The template needs {{unsubscribeUrl}} in text.hbs.' }] : []),
  ],
};
