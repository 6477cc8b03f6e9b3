/**
 * What the catcher does with a mail, forced by the recipient: the word behind the last `+` of the local part, so that the rest of
 * the address can look like a person's (`minji.kim+bounce@mail.example`). No word, or one that is not in the table: accepted.
 */

/** `rcpt`: instead of the reply to RCPT. `body`: while the message is coming in. `dot`: instead of the reply to the final dot. */
export type Act =
  | { readonly at: 'rcpt' | 'dot'; readonly kind: 'reply'; readonly code: number; readonly enhanced: string; readonly text: string }
  | { readonly at: 'rcpt' | 'body' | 'dot'; readonly kind: 'close' }
  | { readonly at: 'rcpt' | 'dot'; readonly kind: 'hang' }
  /** Bytes that are no SMTP reply, then silence. */
  | { readonly at: 'dot'; readonly kind: 'garbage'; readonly text: string }
  /** The right reply, but late. */
  | { readonly at: 'rcpt' | 'dot'; readonly kind: 'delay'; readonly ms: number };

/** What is sent to the envelope sender after the mail was accepted. */
export type Answer = 'user-unknown' | 'mailbox-full' | 'complaint' | 'vacation';

export type Outcome = {
  readonly word: string;
  /** One sentence for people. */
  readonly meaning: string;
  readonly act?: Act;
  /** The act is done for the first tries only, then the mail is accepted. A try: same sender and recipient, as greylisting counts. */
  readonly tries?: number;
  readonly answer?: Answer;
};

const reply = (at: 'rcpt' | 'dot', code: number, enhanced: string, text: string): Act => ({ at, kind: 'reply', code, enhanced, text });

export const outcomes: readonly Outcome[] = [
  { word: 'refuse', meaning: 'refused at RCPT: no such user', act: reply('rcpt', 550, '5.1.1', 'User unknown in virtual mailbox table') },
  { word: 'later', meaning: 'greylisted at the first try, then accepted', tries: 1, act: reply('rcpt', 451, '4.7.1', 'Greylisting in action, please come back later') },
  { word: 'full', meaning: 'put off at RCPT: mailbox full', act: reply('rcpt', 452, '4.2.2', 'Mailbox full') },
  { word: 'policy', meaning: 'refused at RCPT by policy, not for the address', act: reply('rcpt', 554, '5.7.1', 'Service unavailable; client host blocked using a local blocklist') },
  { word: '421', meaning: 'told to slow down at the first try and disconnected, then accepted', tries: 1, act: reply('rcpt', 421, '4.7.0', 'Try again later, closing connection') },
  { word: 'data4', meaning: 'put off after the final dot at the first try, then accepted', tries: 1, act: reply('dot', 451, '4.3.0', 'Error: queue file write error') },
  { word: 'data5', meaning: 'refused after the final dot', act: reply('dot', 554, '5.7.1', 'Message content rejected') },
  { word: 'slow', meaning: 'accepted, but the reply comes after two seconds', act: { at: 'dot', kind: 'delay', ms: 2000 } },
  { word: 'hang', meaning: 'kept, but the final dot is never answered', act: { at: 'dot', kind: 'hang' } },
  { word: 'close', meaning: 'kept, but the connection is dropped instead of an answer', act: { at: 'dot', kind: 'close' } },
  { word: 'garbage', meaning: 'kept, but the answer is no SMTP reply', act: { at: 'dot', kind: 'garbage', text: '<html>502 Bad Gateway</html>' } },
  { word: 'cut', meaning: 'the connection is dropped in the middle of the message at the first try, then accepted', tries: 1, act: { at: 'body', kind: 'close' } },
  { word: 'bounce', meaning: 'accepted, bounced later: no such user', answer: 'user-unknown' },
  { word: 'fullbox', meaning: 'accepted, bounced later: mailbox full', answer: 'mailbox-full' },
  { word: 'complain', meaning: 'accepted, reported as spam later', answer: 'complaint' },
  { word: 'away', meaning: 'accepted, answered by a vacation reply', answer: 'vacation' },
];

/** `kim.minji+Refuse@mail.example` -> `refuse`; null without one. */
export function outcomeWord(recipient: string): string | null {
  const local = recipient.slice(0, recipient.lastIndexOf('@'));
  const plus = local.lastIndexOf('+');
  return plus === -1 ? null : local.slice(plus + 1).toLowerCase();
}

/** The first row whose word the recipient carries; `rules` before the built-in table. */
export function findOutcome(recipient: string, rules: readonly Outcome[] = []): Outcome | undefined {
  const word = outcomeWord(recipient);
  if (word === null) return undefined;
  return rules.find((row) => row.word === word) ?? outcomes.find((row) => row.word === word);
}
