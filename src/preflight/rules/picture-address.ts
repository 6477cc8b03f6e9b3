/** Where pictures come from. */
import { isPrivateHost } from '../domains.js';
import { shorten } from '../links.js';
import { attributeOf } from '../mail-tree.js';
import { placeOfPicture } from '../pictures.js';
import type { Problem, Rule } from '../rule.js';
import type { Subject } from '../subject.js';

function checkAddress(src: string, { usual }: Subject): Omit<Problem, 'at'> | undefined {
  if (/^data:/i.test(src)) return { message: 'A picture stands in the mail itself (data:); Gmail and Outlook do not show it.', hint: 'Put it beside the issue as a file.' };
  if (/^cid:/i.test(src)) return { message: 'A picture is an attachment (cid:).', hint: 'Put it beside the issue as a file.' };
  if (!/^https?:\/\//i.test(src) || !URL.canParse(src)) return { severity: 'error', message: `The picture "${shorten(src)}" has no whole address.` };
  const url = new URL(src);
  if (URL.canParse(usual.unsubscribeUrl) && url.origin === new URL(usual.unsubscribeUrl).origin) return undefined;
  if (isPrivateHost(url.hostname)) return { message: `The picture ${shorten(src)} lies on your own machine or network.`, hint: 'Put it beside the issue as a file.' };
  if (url.protocol === 'http:') return { message: `The picture ${shorten(src)} is not https; programs do not show it, or warn.`, hint: 'Put it beside the issue as a file.' };
  return { severity: 'notice', message: `The picture ${shorten(src)} lies with somebody else, who can change it and sees who reads.`, hint: 'Put it beside the issue as a file.' };
}

export const pictureAddress: Rule = {
  id: 'picture-address', severity: 'warning', topic: 'pictures', needs: 'edition',
  title: 'pictures come over https from the own pages',
  protects: 'The picture is not shown, or tells others who reads.',
  source: 'caniemail (image-base64); deliverability B6 28; GDPR 5(1)(c)',
  check: (subject) => subject.mail.all('img').flatMap((image) => {
    const src = attributeOf(image, 'src') ?? '';
    const problem = checkAddress(src, subject);
    return problem === undefined ? [] : [{ part: 'mail', at: placeOfPicture(subject, src), ...problem }];
  }),
};
