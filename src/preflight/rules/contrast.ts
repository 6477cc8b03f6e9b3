/** Letters that stand out from what is behind them, in light mode, by inline style: what is left without the style sheet. */
import { contrastRatio } from '../../template/contrast.js';
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

const told = 3;

export const contrast: Rule = {
  id: 'contrast', severity: 'warning', topic: 'access', needs: 'edition',
  title: 'text stands out from its background, 4.5 to 1 or more',
  protects: 'Who sees less, or reads in the sun, cannot read it.',
  source: 'WCAG 2.2, 1.4.3; rendering goal 13',
  check: ({ mail }) => {
    const pairs = new Map<string, string>();
    for (const { value, parent, isShown } of mail.texts) {
      const { colour, background, fontSizePx, isBold } = parent.look;
      if (!isShown || value.trim() === '' || colour === undefined || background === undefined) continue;
      const isLarge = fontSizePx >= 24 || (isBold && fontSizePx >= 18.66);
      const ratio = pairs.has(`${colour} on ${background}`) ? 21 : contrastRatio(colour, background);
      if (ratio < (isLarge ? 3 : 4.5)) pairs.set(`${colour} on ${background}`, `"${shorten(value.trim(), 30)}" is ${colour} on ${background}: ${ratio.toFixed(1)} to 1.`);
    }
    return [...pairs.values()].slice(0, told).map((message) => ({ part: 'mail', message, hint: 'Choose a darker or lighter colour in the theme.' }));
  },
};
