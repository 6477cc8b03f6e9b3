/** A bounce written for people to one report per recipient: whom it names, else whom the original was sent to. */

import { cleanAddress, findAddresses, isOneOf, isService, sameAddress } from '../message/addresses.js';
import { saysPlainly, verdictOf } from '../verdict/classify.js';
import { findStatus } from '../verdict/codes.js';
import { judge, toReport, type Fate } from '../verdict/judge.js';
import type { Part } from '../message/mime.js';
import type { Notification } from '../message/notification.js';
import { addressesIn, readParties } from '../message/parties.js';
import type { FeedbackReport } from '../report.js';
import { header, isBounce, isDaemon, isMachine } from './signs.js';
import { findBareName, findLinesAbout, findTextRecipients, findTranscript, maxRecipientCount } from './text-report.js';

export function readWords(root: Part, notification: Notification): readonly FeedbackReport[] | undefined {
  const { text, originals } = notification;
  if (!isBounce(root, text, originals.length > 0)) return undefined;
  if (isSuccess(text)) return failedRecipients(root, notification).map(({ address }) => toReport(verdictOf('delivered'), nothingSaid, address, [text], 'text'));
  const fate: Fate = { action: isDelayed(root, text) ? 'delayed' : null, status: '' };
  const whole = [findTranscript(text), text, header(root, 'subject')];
  const failed = failedRecipients(root, notification).map(({ address, words }) => ({
    address, texts: [address === null ? '' : findLinesAbout(text, address), findTranscript(words), words],
  }));
  // a parcel that could not be delivered has neither a recipient of mail nor an original
  if (!isMachine(root) && originals.length === 0 && failed.every(({ address }) => address === null)) return undefined;
  const { isOurs } = readParties(root, notification);
  // nobody is called gone for a neighbour's reason
  const isShared = failed.length === 1 || !failed.some(({ address, texts }) => texts.some(saysPlainly) && judge(texts, fate, address, isOurs).kind === 'hard');
  return failed.map(({ address, texts: own }) => {
    const texts = isShared ? [...own, ...whole] : own;
    return { ...toReport(judge(texts, fate, address, isOurs), { ...fate, status: findStatus(own.join(' ')) }, address, texts, 'text'), action: null };
  });
}

const nothingSaid: Fate = { action: null, status: '' };

/** A delivery report in words that reports success; one word of failure and it does not count. */
function isSuccess(text: string): boolean {
  return /(?:successfully|has been|was|were|have been) (?:successfully )?(?:delivered|relayed)/i.test(text) && !/not |n['’]t |fail|unable|undeliver|delay|error|reject/i.test(text);
}

/** "Still trying": no failure yet. */
function isDelayed(root: Part, text: string): boolean {
  return delaySubject.test(header(root, 'subject')) || delayText.test(text);
}

const delaySubject = /^warning: (?:message|could not|mail|e-?mail)|delayed|still being (?:re)?tried|\(delay\)|temporary|verzögert|retard|지연|遅延|延迟/i;
const delayText = /warning (?:message )?only|no action is required on your part|will (?:continue|keep|be) (?:to )?(?:try|be retr|retr|attempt)/i;

export function failedRecipients(root: Part, notification: Notification): readonly { address: string | null; words: string }[] {
  const { isKnown } = readParties(root, notification);
  const named = addressesIn(root, ['x-failed-recipients']).slice(0, maxRecipientCount);
  const isNamed = isOneOf(named);
  const inText = findTextRecipients(notification.text, named.length > 0 ? (address) => !isNamed(address) : isKnown);
  if (named.length > 0) return named.map((address) => ({ address, words: inText.find((hit) => sameAddress(hit.address, address))?.words ?? '' }));
  const bare = bareRecipient(root, notification.text);
  if (bare !== null) return [{ address: bare, words: '' }];
  if (inText.length > 0) return inText;
  const despite = findTextRecipients(notification.text, isOneOf(addressesIn(root, ['to', 'from'])));
  if (despite.length > 0) return despite;
  return [{ address: sentTo(notification, isKnown), words: '' }];
}

function bareRecipient(root: Part, text: string): string | null {
  const name = findBareName(text);
  const host = findAddresses(header(root, 'from'))[0]?.split('@').at(-1);
  // people's addresses are at the organisation's domain, not at its mail host
  const domain = host === undefined ? undefined : /[^.]+\.(?:(?:ac|co|com|edu|go|gov|ne|net|or|org|re)\.)?[^.]+$/.exec(host)?.[0];
  return name === null || domain === undefined || !isDaemon(root) ? null : cleanAddress(`${name}@${domain}`);
}

/** Nobody is named: a newsletter's original went to one person. */
function sentTo({ originals }: Notification, isKnown: (address: string) => boolean): string | null {
  if (originals.some((part) => part.headers.has('x-beenthere') || part.headers.has('errors-to'))) return null; // a discussion list's: To is the list
  const addresses = originals.flatMap((part) => addressesIn(part, ['to', 'cc'])).filter((address) => !isKnown(address) && !isService(address));
  return new Set(addresses).size === 1 ? addresses[0] ?? null : null;
}
