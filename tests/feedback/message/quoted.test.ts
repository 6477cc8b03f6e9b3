/** Whom a raw message speaks of, whatever its parts are encoded in, and whatever else is in it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { listQuotedMailboxes } from '../../../src/feedback/message/quoted.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** [text, canonical addresses, why]. */
const table: readonly (readonly [text: string, mailboxes: readonly string[], why: string])[] = [
  ['To: Kim <Kim@b.example>, lee@c.example.', ['kim@b.example', 'lee@c.example'], 'in a header and before a full stop'],
  [base64('Final-Recipient: rfc822; kim@b.example'), ['kim@b.example'], 'in base64'],
  [base64(`report: ${base64('the reader kim@b.example')}`), ['kim@b.example'], 'in base64 within base64'],
  ['To: kim=40b.example', ['kim@b.example'], 'in quoted-printable'],
  ['https://pages.example/?who=kim%40b.example&x', ['kim@b.example'], 'in the address of a page'],
  ['bounces+kim=b.example@lists.example', ['kim@b.example'], "in somebody else's VERP"],
  [Buffer.from('kim@b.example', 'utf16le').toString('latin1'), ['kim@b.example'], 'in UTF-16'],
  ['x@abc@d.example', ['abc@d.example'], 'behind what is none'],
  ['nobody @ nowhere', [], 'nobody'],
];

for (const [text, mailboxes, why] of table) {
  test(`${why}: ${text.slice(0, 40).replaceAll('\0', '')}`, () => {
    const found = listQuotedMailboxes(Buffer.from(text, 'latin1'));
    assert.deepEqual(mailboxes.filter((mailbox) => !found.includes(mailbox)), []);
    if (mailboxes.length === 0) assert.deepEqual(found, []);
  });
}
