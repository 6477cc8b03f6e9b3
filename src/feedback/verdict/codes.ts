/** Codes inside running text: RFC 5321 replies, RFC 3463 statuses, and the words by which servers name the SMTP command. */

import type { Phase } from './classify.js';

const statusAt = /(?<![\d.])([245])\.(\d)\.(\d{1,3})(?![\d.])/g;
const replyAt = /(?<![\d.@\w-])([45][0-57]\d)(?=[\s:;,)>\]-]|$|\.(?!\d))/;

/** The first status that says more than x.0.0, else the first, else empty. Not part of an IP address or a version. */
export function findStatus(text: string): string {
  const all = [...text.slice(0, 4_000).matchAll(statusAt)].map((match) => match[0]);
  return all.find((status) => !status.endsWith('.0.0')) ?? all[0] ?? '';
}

export function findReplyCode(text: string): string {
  return replyAt.exec(text.slice(0, 4_000))?.[1] ?? '';
}

const phases: readonly (readonly [RegExp, Phase])[] = [
  [/end of data|end-of-data|after (?:the )?(?:final )?dot|after data|dot\b.{0,20}command|message body/i, 'dot'],
  [/rcpt to|rcpt command/i, 'rcpt'],
  [/mail from|mail command/i, 'mail'],
  [/data command|\bdata\b.{0,10}:/i, 'data'],
  [/helo|ehlo/i, 'ehlo'],
  [/initial connection|refused to talk to me|greeting|banner/i, 'connect'],
];

export function findPhase(text: string): Phase | null {
  const words = text.slice(0, 4_000);
  return phases.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}
