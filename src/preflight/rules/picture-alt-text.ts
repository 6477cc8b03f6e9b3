/** The words that stand for a picture: there, and saying something. */
import { attributeOf } from '../mail-tree.js';
import { shorten } from '../links.js';
import { placeOfPicture } from '../pictures.js';
import type { Problem, Rule } from '../rule.js';

const longest = 250;

function checkAlt(alt: string): string | undefined {
  if (/^\S+\.(?:png|jpe?g|gif|webp|svg)$/i.test(alt.trim())) return 'is a file name';
  if (/^(?:image|picture|photo|img|그림|사진|이미지|图片|画像|bild)\s*\d*$/i.test(alt.trim())) return 'says only that it is a picture';
  return alt.length > longest ? `has ${alt.length} characters` : undefined;
}

export const pictureAltText: Rule = {
  id: 'picture-alt-text', severity: 'warning', topic: 'pictures', needs: 'edition',
  title: 'alt texts are there and say what the picture says',
  protects: 'Who does not see the picture does not know what it shows; many programs load pictures only when asked.',
  source: 'WCAG 2.2, 1.1.1',
  check: (subject) => subject.mail.all('img').flatMap((image): readonly Problem[] => {
    const [alt, src] = [attributeOf(image, 'alt'), attributeOf(image, 'src') ?? ''];
    const at = () => placeOfPicture(subject, src);
    if (alt === undefined) return [{ part: 'mail', severity: 'error', at: at(), message: `The picture ${shorten(src)} has no alt attribute.`, hint: 'Write alt="" for a picture that tells nothing.' }];
    const fault = checkAlt(alt);
    return fault === undefined ? [] : [{ part: 'mail', severity: fault.startsWith('has') ? 'notice' : 'warning', at: at(), message: `The alt text "${shorten(alt, 40)}" ${fault}.`, hint: 'Say what the picture shows.' }];
  }),
};
