/** Outlook goes by the attribute alone: without it a picture is as wide as its file. */
import { shorten } from '../links.js';
import { attributeOf } from '../mail-tree.js';
import { placeOfPicture } from '../pictures.js';
import type { Rule } from '../rule.js';

const widest = 700;

export const pictureWidth: Rule = {
  id: 'picture-width', severity: 'warning', topic: 'pictures', needs: 'edition',
  title: 'every picture says how wide it is, and fits',
  protects: 'Outlook shows the picture as wide as its file and pushes the text off the screen.',
  source: 'deliverability B6 28; caniemail css-max-width (Outlook Windows)',
  check: (subject) => subject.mail.all('img').filter(({ isShown }) => isShown).flatMap((image) => {
    const [width, src] = [attributeOf(image, 'width'), attributeOf(image, 'src') ?? ''];
    // The size of a picture that lies elsewhere is not known here.
    if (width === undefined) return [{ part: 'mail', at: placeOfPicture(subject, src), severity: 'notice', message: `The picture ${shorten(src)} does not say how wide it is.`, hint: 'Put it beside the issue as a file: then its size is known.' }];
    return Number(width) > widest ? [{ part: 'mail', at: placeOfPicture(subject, src), message: `The picture ${shorten(src)} is ${width} px wide in the mail.` }] : [];
  }),
};
