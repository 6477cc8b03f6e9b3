/**
 * What mail systems say, one line each (tests/fixtures/feedback/said and unseen): `reason|other  status  words`, where `{to}`, `{name}`, `{domain}`,
 * `{mx}` and `{us}` are filled in. Each line is put into every shape in which a report comes, so one row tests words, shape and address.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { packagePath } from '../../../src/package-root.js';

export type Said = {
  readonly file: string;
  /** Best first; another one counts as right, but not in the strict figures. */
  readonly reasons: readonly string[];
  readonly status: string;
  readonly words: string;
};

export const recipient = 'c.dawson@shop.example.net';
const names: Readonly<Record<string, string>> = { to: recipient, name: 'c.dawson', domain: 'shop.example.net', mx: 'mx.shop.example.net', us: 'news+v1.k3x9@letters.example.org' };

/** `said` is what the rules were written with. `unseen` is held out: nobody looks at what is misread there, only at how much. */
export type SaidFolder = 'said' | 'unseen';

export function loadSaid(name: SaidFolder): readonly Said[] {
  const folder = packagePath('tests', 'fixtures', 'feedback', name);
  return readdirSync(folder).toSorted().flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n').filter((line) => !line.startsWith('#')).map((line) => toSaid(file, line)));
}

function toSaid(file: string, line: string): Said {
  const [reasons = '', status = '', ...words] = line.split(/ {2,}/);
  return { file, reasons: reasons.split('|'), status, words: words.join(' ').replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole) };
}

const head = (from: string, subject: string, more = ''): string => `Return-Path: <>\nFrom: ${from}\nTo: news+v1.k3x9@letters.example.org\nSubject: ${subject}\nDate: Tue, 3 Mar 2026 08:00:09 +0900\nMIME-Version: 1.0\n${more}`;
const plain = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n';
const original = `Received: from mta.letters.example.org by mx.example.com; Tue, 3 Mar 2026 08:00:01 +0900\nMessage-ID: <c7.s12.9f3@letters.example.org>\nFrom: Weekly Letters <editor@letters.example.org>\nTo: ${recipient}\nSubject: Weekly Letters 134\n`;

function report(headers: string, text: string, fields: string): string {
  const part = (type: string, body: string): string => `--=_b\nContent-Type: ${type}\n\n${body}\n`;
  return `${headers}Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\n\n${part('text/plain; charset=utf-8', text)}${part('message/delivery-status', fields)}${part('text/rfc822-headers', original)}--=_b--\n`;
}

const fields = (said: Said, words = said.words): string => `Reporting-MTA: dns; mx.example.com\nArrival-Date: Tue, 3 Mar 2026 08:00:01 +0900\n\nFinal-Recipient: rfc822; ${recipient}\nAction: failed\nStatus: ${said.status}\nDiagnostic-Code: smtp; ${words}\n`;
const wrapped = (words: string, indent: string): string => words.replaceAll(/(.{50,70}) /g, `$1\n${indent}`);

/** How the same words arrive: by a mail system's report, by a text of its own, by a text that only has fields. */
export const wrappers: Readonly<Record<string, (said: Said) => string>> = {
  'Postfix': (said) => report(head('MAILER-DAEMON@mx.example.com (Mail Delivery System)', 'Undelivered Mail Returned to Sender', 'Auto-Submitted: auto-replied\n'),
    `This is the mail system at host mx.example.com.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\nFor further assistance, please send mail to postmaster.\n\nIf you do so, please include this problem report. You can\ndelete your own text from the attached returned message.\n\n                   The mail system\n\n<${recipient}>: ${wrapped(said.words, '    ')}\n`, fields(said)),
  'Sendmail': (said) => report(head('Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>', 'Returned mail: see transcript for details', 'Auto-Submitted: auto-generated (failure)\n'),
    `The original message was received at Tue, 3 Mar 2026 08:00:01 +0900\nfrom mta.letters.example.org [192.0.2.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<${recipient}>\n    (reason: ${said.words})\n\n   ----- Transcript of session follows -----\n... while talking to mx.shop.example.net.:\n<<< ${said.words}\n`, fields(said, said.words.slice(0, 150))),
  'Exchange': (said) => report(head('<postmaster@mx.example.com>', 'Undeliverable: Weekly Letters 134'),
    `Delivery has failed to these recipients or groups:\n\n${recipient}<mailto:${recipient}>\nYour message couldn't be delivered.\n\nDiagnostic information for administrators:\n\nGenerating server: mx.example.com\n\n${recipient}\nRemote Server returned '${said.words}'\n`, fields(said)),
  'Gmail': (said) => report(head('Mail Delivery Subsystem <mailer-daemon@googlemail.com>', 'Delivery Status Notification (Failure)', 'Auto-Submitted: auto-replied\nX-Failed-Recipients: ' + recipient + '\n'),
    `** Message not delivered **\n\nThere was a problem delivering your message to ${recipient}. See the technical details below.\n\nThe response from the remote server was:\n${said.words}\n`, fields(said)),
  'Exim': (said) => `${head('Mail Delivery System <Mailer-Daemon@mx.example.com>', 'Mail delivery failed: returning message to sender', `X-Failed-Recipients: ${recipient}\nAuto-Submitted: auto-replied\n`)}${plain}This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ${recipient}\n    ${wrapped(said.words, '    ')}\n\n------ This is a copy of the message, including all the headers. ------\n\n${original}`,
  'qmail': (said) => `${head('MAILER-DAEMON@mx.example.com', 'failure notice')}${plain}Hi. This is the qmail-send program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<${recipient}>:\n${said.words}\n\n--- Below this line is a copy of the message.\n\n${original}`,
  'Messaging Server': (said) => `${head('Internet Mail Delivery <postmaster@mx.example.com>', 'Delivery Notification: Delivery has failed')}${plain}This report relates to a message you sent with the following header fields:\n\n  Message-id: <c7.s12.9f3@letters.example.org>\n  Subject: Weekly Letters 134\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: ${recipient}\n  Reason: ${said.words}\n`,
  'a postmaster': (said) => `${head('postmaster@mx.example.com', 'Undeliverable mail')}${plain}Your message to <${recipient}> could not be delivered:\n\n${said.words}\n\n----- Original message -----\n${original}`,
  'fields in a text': (said) => `${head('MAILER-DAEMON@mx.example.com', 'Delivery failure')}${plain}Your message was not delivered.\n\n${fields(said)}`,
};
