/** All pictures of the mail together. */
import { attributeOf } from '../mail-tree.js';
import type { Rule } from '../rule.js';

const most = 2_000_000;

export const picturesWeight: Rule = {
  id: 'pictures-weight', severity: 'warning', topic: 'pictures', needs: 'edition',
  title: 'the pictures of the mail weigh less than 2 MB together',
  protects: 'Readers on the road wait, and pay.',
  source: 'emailonacid.com 15304: 200 KB a picture',
  check: ({ mail, issue }) => {
    const sources = mail.all('img').map((image) => attributeOf(image, 'src') ?? '');
    const shown = issue.assets.filter(({ name }) => sources.some((src) => src.endsWith(`/${name}`)));
    const weight = shown.reduce((total, { bytes }) => total + bytes.length, 0);
    return weight <= most ? [] : [{ part: 'mail', message: `The ${shown.length} pictures of the mail weigh ${(weight / 1e6).toFixed(1)} MB together.`, hint: 'Save them at most 1200 pixels wide.' }];
  },
};
