/**
 * A look at the mails of a campaign before any of them goes: of every variant the reader with the longest values, and some more. What is
 * wrong with one of them stops the freeze, and nothing was sent.
 */
import { personalise, type Reader } from '../edition/personalise.js';
import type { Edition } from '../edition/edition.js';
import { UserError } from '../errors.js';
import { toCampaignId, toSubscriberId } from '../ids.js';
import { findFaults, findLeftovers } from '../message/check.js';
import { fieldNumberOf } from '../message/tokens.js';
import type { ListRow } from '../store/lists.js';
import { createMailMaker, type MailReader } from './mailing.js';

/** Readers looked at: composing one takes milliseconds where its variant is new. */
export const inspectedCount = 200;

/** Throws UserError `mail-faulty`. Links are made with a key of no worth: their form is what counts. */
export function inspectMails(edition: Edition, list: ListRow, readers: readonly MailReader[]): void {
  const keys = { current: 1, secrets: new Map([[1, new Uint8Array(32)]]) };
  const make = createMailMaker({ edition, list, campaignId: toCampaignId('0'), date: new Date(0) }, keys, { publicUrl: 'https://news.example', bounceDomain: undefined, hasIntake: false });
  for (const reader of readers) {
    const { message } = make({ ...reader, subscriberId: toSubscriberId('0') }, true);
    const faults = [...findFaults(message), ...findUnfilled(edition, reader)].filter((fault) => !isOwnWord(fault, reader));
    if (faults.length === 0) continue;
    throw new UserError('mail-faulty', `The mail for subscriber ${reader.subscriberId} is not as it should be: ${faults.join('; ')}.`, { hint: 'Nothing was sent. See it with `courant compile`.' });
  }
}

/** In the parts before they are encoded: no token but those of links, no mark of a section. */
function findUnfilled(edition: Edition, { address, name, fields, variant }: MailReader): readonly string[] {
  const values = Object.entries(fields ?? {}).map(([key, value]) => [key, typeof value === 'object' ? value.date : value] as const);
  const reader: Reader = { address, ...(name === null ? {} : { name }), attributes: Object.fromEntries(values) };
  const shown = (edition.conditionalSections ?? []).filter((_, index) => variant === undefined || variant === null || (variant & (1 << index)) !== 0);
  const { subject, preheader, html, text } = personalise(edition, reader, new Set(shown.map(({ id }) => id)));
  const left = findLeftovers([subject, preheader, html, text].join('\n')).filter((token) => fieldNumberOf(token) !== undefined || token.startsWith('__C_SECTION_'));
  return left.map((token) => `the token ${token} is not filled`);
}

/** Somebody may call himself like a token; that is a name. */
function isOwnWord(fault: string, { name, fields }: MailReader): boolean {
  const token = /the token (__C_\w+) is not filled/.exec(fault)?.[1];
  return token !== undefined && [name ?? '', JSON.stringify(fields ?? {})].some((text) => text.includes(token));
}
