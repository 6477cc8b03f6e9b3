import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mailboxPattern } from '../../src/address/mailbox-pattern.js';
import { isAddressFault, parseAddress, type Address } from '../../src/address/parse.js';

const finds = (address: string, text: string): boolean => new RegExp(mailboxPattern(parseAddress(address) as Address), 'iu').test(text);

const cases: readonly (readonly [address: string, text: string, isFound: boolean, why: string])[] = [
  ['kim@mail.example', 'to <KIM@Mail.Example>.', true, 'case and brackets'],
  ['kim@mail.example', 'kim@mail.example.', true, 'the end of a sentence'],
  ['kim@mail.example', 'kim%40mail.example', true, 'in a URL'],
  ['kim@mail.example', 'bounces+kim=mail.example@list.example', true, 'VERP of others'],
  ['kim@mail.example', 'rfc822;kim+40mail.example', true, 'xtext'],
  ['kim@mail.example', 'kim [at] mail.example', true, 'hidden from robots'],
  ['kim@mail.example', 'soekim@mail.example', false, 'a longer name is somebody else'],
  ['kim@mail.example', 'kim@mail.example.org', false, 'a longer domain is somewhere else'],
  ['kim@mail.example', 'kim@mailxexample', false, 'a dot is a dot'],
  ['k+i.m@mail.example', 'k+i.m@mail.example', true, 'signs that mean something in expressions'],
  ['kim^{2}|*?$@mail.example', 'kim^{2}|*?$@mail.example', true, 'and more of them'],
  ['m.kim+x@gmail.com', 'MKIM@googlemail.com', true, 'dots, tags and the second domain of Gmail'],
  ['mkim@gmail.com', 'm.k.i.m+shop@gmail.com', true, 'the other way round'],
  ['kim@naver.com', 'kim+a@naver.com', false, 'Naver knows no tags'],
  ['kim@münchen.example', 'kim@münchen.example', true, 'an international domain as people write it'],
  ['kim@münchen.example', 'kim@xn--mnchen-3ya.example', true, 'and as machines do'],
  ['김민지@mail.example', '<김민지@mail.example>', true, 'a local part beyond ASCII'],
  ['Jörg@mail.example', 'JÖRG@mail.example', true, 'in capitals'],
  ['jörg@mail.example', 'jo\u0308rg@mail.example', true, 'in pieces'],
  ['김민지@mail.example', '%EA%B9%80%eb%af%bc%EC%A7%80%40mail.example', true, 'in a URL'],
  ['jörg@mail.example', 'j=C3=B6rg=mail.example', true, 'quoted-printable'],
  ['jörg@mail.example', 'utf-8;j\\x{F6}rg@mail.example', true, 'RFC 6533 3'],
  ['jörg@mail.example', 'jorg@mail.example', false, 'a letter is a letter'],
];

test('a mailbox is found however it is written, and nobody else is', () => {
  for (const [address, text, isFound, why] of cases) assert.equal(finds(address, text), isFound, `${address} in ${text}: ${why}`);
});

test('any address we take is found in a text that quotes it', () => {
  const local = fc.stringMatching(/^[A-Za-z0-9!#$&'*+/=?^_`{|}~-]{1,12}$/);
  fc.assert(fc.property(local, fc.constantFrom('gmail.com', 'naver.com', 'outlook.com', 'mail.example'), (name, domain) => {
    const address = parseAddress(`${name}@${domain}`);
    if (isAddressFault(address)) return;
    for (const text of [`<${address.address}>`, `user ${address.address.toUpperCase()} unknown`, address.canonical]) {
      assert.ok(new RegExp(mailboxPattern(address), 'iu').test(text), `${address.address} in ${text}`);
    }
  }), { numRuns: 500 });
});
