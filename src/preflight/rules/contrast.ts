/** Letters that stand out from what is behind them, in light mode, by inline style: what is left without the style sheet. */
import type { Place } from '../../errors.js';
import { contrastRatio } from '../../template/contrast.js';
import { shorten } from '../links.js';
import { placeInTemplate, placeOfWords } from '../places.js';
import type { Problem, Rule } from '../rule.js';
import type { Subject } from '../subject.js';

const told = 3;

/** As it is written: `#AAA` is #aaaaaa. */
function placeOfColour({ templateFiles = [] }: Subject, colour: string): Place | undefined {
  const [, one = '', two = '', three = ''] = /^#(.)\1(.)\2(.)\3$/.exec(colour) ?? [];
  return placeInTemplate(templateFiles, new RegExp(one === '' ? `${colour}\\b` : `(?:${colour}|#${one}${two}${three})\\b`, 'i'));
}

export const contrast: Rule = {
  id: 'contrast', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'text stands out from its background, 4.5 to 1 or more',
  protects: 'Who sees less, or reads in the sun, cannot read it.',
  source: 'WCAG 2.2, 1.4.3; rendering goal 13',
  check: (subject) => {
    const { mail } = subject;
    const pairs = new Map<string, Problem>();
    for (const { value, parent, isShown } of mail.texts) {
      const { colour, background, fontSizePx, isBold } = parent.look;
      if (!isShown || value.trim() === '' || colour === undefined || background === undefined) continue;
      const isLarge = fontSizePx >= 24 || (isBold && fontSizePx >= 18.66);
      const ratio = pairs.has(`${colour} on ${background}`) ? 21 : contrastRatio(colour, background);
      if (ratio < (isLarge ? 3 : 4.5)) pairs.set(`${colour} on ${background}`, {
        part: 'mail', at: placeOfColour(subject, colour) ?? placeOfWords(subject, value.trim().slice(0, 40)),
        message: `"${shorten(value.trim(), 30)}" is ${colour} on ${background}: ${ratio.toFixed(1)} to 1.`, hint: 'Choose a darker or lighter colour in the theme.',
      });
    }
    return [...pairs.values()].slice(0, told);
  },
};
