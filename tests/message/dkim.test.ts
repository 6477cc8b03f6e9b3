/** DKIM: what we sign, an independent verifier takes; what relays do to white space and folding does not break it, what anybody else does, does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toUserErrors } from '../../src/errors.js';
import { findFaults } from '../../src/message/check.js';
import { compileMessage } from '../../src/message/compile.js';
import { canonicalField, nothingRead, planStretch, readBody } from '../../src/message/dkim/canonical.js';
import { parseDkimKey, weaknessOf, zoneLine } from '../../src/message/dkim/key.js';
import { createDkimSigner } from '../../src/message/dkim/sign.js';
import { fillMessage, joinMessage, type MessageRecipient } from '../../src/message/render.js';
import { newKey, verify } from './dkim-support.js';
import { edition, input, recipient } from './sample.js';

const domain = 'news.example';
const keys = [newKey('rsa'), newKey('ed25519')];
const spaces = 'Indented:\n\n   one\n\t two  three\t\n- a\n    - __C_READER_NAME__  __C_READER_NAME__ \n\n-- \n__C_READER_ADDRESS__\n\n\n';
const ascii = { text: `Plain words, = signs.\n${spaces}`, html: `<p>Plain   words</p>\n\n<pre>  two  columns\t x</pre>\n<p>__C_READER_NAME__</p> <a href="__C_UNSUBSCRIBE_URL__">x</a>\n\n\n`, subject: 'Plain', lang: 'en' };
const forms = [
  ['8bit', true, { text: edition.text + spaces }], ['8bit, ASCII', true, ascii], ['base64', false, { text: edition.text + spaces }], ['quoted-printable', false, ascii],
] as const;

async function makeSigned(has8BitMime: boolean, changes: Partial<typeof edition> = {}, reader: Partial<MessageRecipient> = {}, signing = keys): Promise<Buffer> {
  const [last] = await makeRow(has8BitMime, changes, [reader], signing);
  assert.ok(last);
  return last;
}

/** Several readers by one signer, which remembers. */
async function makeRow(has8BitMime: boolean, changes: Partial<typeof edition>, readers: readonly Partial<MessageRecipient>[], signing = keys): Promise<readonly Buffer[]> {
  const compiled = compileMessage({ ...input, has8BitMime, edition: { ...edition, ...changes } });
  const signer = createDkimSigner(signing, domain, input.date);
  const made: Buffer[] = [];
  for (const reader of readers) {
    const filled = fillMessage(compiled, { ...recipient, ...reader });
    made.push(joinMessage(filled, await signer.sign(filled.fields, filled.body)));
  }
  return made;
}

const bothPass = ['rsa-sha256 pass', 'ed25519-sha256 pass'];

describe('a signed message', () => {
  for (const [name, has8BitMime, changes] of forms) {
    it(`verifies with both algorithms as ${name}`, async () => {
      const message = await makeSigned(has8BitMime, changes);
      assert.ok(message.toString().includes(`Content-Transfer-Encoding: ${name.split(',')[0] ?? ''}`));
      assert.deepEqual(await verify(message, keys, domain), bothPass);
    });
  }

  it('verifies with an address beyond ASCII, which stands in To as it is (RFC 6532 3.2)', async () => {
    const messages = await makeRow(true, {}, [{ address: '김민지@mail.example' }, {}, { address: '김민지@mail.example', name: undefined }]);
    for (const message of messages) assert.deepEqual(await verify(message, keys, domain), bothPass);
    assert.match(String(messages[0]), /^To: =\?UTF-8\?\S+ <김민지@mail\.example>\r$/m);
    assert.match(String(messages[2]), /^To: 김민지@mail\.example\r$/m);
    assert.deepEqual(messages.flatMap((message) => findFaults(message)).filter((fault) => fault.includes('ASCII')), [], 'nothing else in the header is beyond ASCII');
  });

  it('has the same bytes at every attempt', async () => {
    assert.deepEqual(await makeSigned(true), await makeSigned(true));
  });

  it('verifies for each of many readers, whatever the signer remembers of the one before', async () => {
    const readers = [{}, { name: undefined }, { name: 'a  b' }, { address: 'x@mail.example' }, { name: '가'.repeat(100) }, { unsubscribeUrl: `https://x.example/${'y'.repeat(900)}` }, {}];
    for (const [, has8BitMime, changes] of forms) {
      for (const message of await makeRow(has8BitMime, changes, readers)) assert.deepEqual(await verify(message, keys, domain), bothPass);
    }
  });

  it('verifies whoever the reader says he is', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...forms), async (name, [, has8BitMime, changes]) => {
      const message = await makeSigned(has8BitMime, { ...changes, subject: 'To __C_READER_NAME__' }, { name }, keys.slice(1));
      assert.deepEqual(await verify(message, keys, domain), ['ed25519-sha256 pass']);
    }), { numRuns: 60 });
  });

  it('signs what must not change, some of it so that no second one can be added (RFC 6376 8.15, RFC 8058 4)', async () => {
    const header = (await makeSigned(true)).toString().split('\r\n\r\n')[0] ?? '';
    const names = (/\bh=([^;]*);/.exec(header)?.[1] ?? '').replaceAll(/\s/g, '').split(':');
    const count = (name: string): number => names.filter((one) => one === name).length;
    for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'reply-to', 'list-unsubscribe', 'list-unsubscribe-post', 'mime-version', 'content-type']) assert.equal(count(name), 2, name);
    assert.equal(count('list-id'), 1);
    assert.equal(count('precedence'), 0);
    assert.match(header, new RegExp(`t=${input.date.getTime() / 1000};`));
    assert.ok(header.split('\r\n').every((line) => line.length <= 78));
  });
});

type Change = readonly [why: string, change: (message: string) => string];

const harmless: readonly Change[] = [
  ['nothing', (message) => message],
  ['trace fields in front', (message) => `Received: from x by y;\r\n\tSun, 22 Nov 2026 09:00:01 +0000\r\nReturn-Path: <b@x.example>\r\n${message}`],
  ['header folded otherwise', (message) => onHeader(message, (header) => header.replaceAll('\r\n ', ' ').replaceAll(/^((?!DKIM)[A-Za-z-]+: \S+) /gm, '$1\r\n\t'))],
  ['names of fields in other case', (message) => onHeader(message, (header) => header.replaceAll(/^(?!DKIM)[A-Za-z-]+(?=:)/gm, (name) => name.toUpperCase()))],
  ['space before and behind values', (message) => onHeader(message, (header) => header.replaceAll(/^((?!DKIM)[A-Za-z-]+): (.*)$/gm, '$1:   $2  '))],
  ['space at the ends of lines', (message) => onBody(message, (body) => body.replaceAll(/([^\r])\r\n/g, '$1 \t\r\n'))],
  ['empty lines at the end', (message) => `${message}\r\n\r\n \r\n`],
  ['no empty lines at the end', (message) => message.trimEnd()],
  ['runs of spaces of other length', (message) => onBody(message, (body) => body.replaceAll(/ {2,}/g, ' \t '))],
];

const harmful: readonly Change[] = [
  ['a letter of the body', (message) => onBody(message, (body) => body.replace('Plain', 'plain'))],
  ['a space where none was', (message) => onBody(message, (body) => body.replace('Plain', 'Pl ain'))],
  ['a line taken out', (message) => onBody(message, (body) => body.replace('\r\n\r\n   one', '\r\n   one'))],
  ['another subject', (message) => message.replace('Subject: Plain', 'Subject: Plainer')],
  ['a second From', (message) => `From: mallory@news.example\r\n${message}`],
  ['a second Reply-To', (message) => `Reply-To: mallory@news.example\r\n${message}`],
  ['a second List-Unsubscribe', (message) => `List-Unsubscribe: <https://evil.example/>\r\n${message}`],
  ['another link to leave by', (message) => message.replace('List-Unsubscribe: <https://news', 'List-Unsubscribe: <https://mews')],
  ['one-click taken away', (message) => message.replace('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n', '')],
  ['another Message-ID', (message) => message.replace('Message-ID: <a', 'Message-ID: <b')],
];

function onHeader(message: string, change: (header: string) => string): string {
  const end = message.indexOf('\r\n\r\n');
  return change(message.slice(0, end)) + message.slice(end);
}

function onBody(message: string, change: (body: string) => string): string {
  const end = message.indexOf('\r\n\r\n') + 4;
  return message.slice(0, end) + change(message.slice(end));
}

describe('on the way', () => {
  for (const [why, change] of harmless) {
    it(`the signature survives: ${why}`, async () => {
      for (const [, has8BitMime, changes] of forms) assert.deepEqual(await verify(change((await makeSigned(has8BitMime, changes)).toString()), keys, domain), bothPass);
    });
  }
  for (const [why, change] of harmful) {
    it(`the signature breaks: ${why}`, async () => {
      const message = (await makeSigned(true, ascii)).toString();
      assert.notEqual(change(message), message);
      for (const result of await verify(change(message), keys, domain)) assert.doesNotMatch(result, /pass/);
    });
  }
});

describe('relaxed canonicalisation', () => {
  /** RFC 6376 3.4.4, word by word. */
  function canonicalBody(body: string): string {
    const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
    const text = lines.join('\r\n').replace(/(?:\r\n)*$/, '');
    return text === '' ? '' : `${text}\r\n`;
  }

  it('is the same in pieces as in one', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r\n', '.'), maxLength: 12 }), { maxLength: 6 }), (pieces) => {
      let canonical = '';
      const reader = readBody((octets) => { canonical += octets.toString(); }, nothingRead);
      for (const piece of pieces) reader.push(planStretch(Buffer.from(piece)));
      reader.end();
      assert.equal(canonical, canonicalBody(pieces.join('')));
    }), { numRuns: 2000 });
  });

  it('has fields as the example of RFC 6376 3.4.5', () => {
    assert.equal(canonicalField('A: X\r\n'), 'a:X\r\n');
    assert.equal(canonicalField('B : Y\t\r\n\tZ  \r\n'), 'b:Y Z\r\n');
  });
});

describe('a key', () => {
  const codeOf = (work: () => unknown): string | undefined => {
    try {
      work();
      return undefined;
    } catch (error) {
      return toUserErrors(error)[0]?.code;
    }
  };

  it('that cannot sign is refused', () => {
    for (const pem of ['', 'hello', '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n']) {
      assert.equal(codeOf(() => parseDkimKey('s', pem, 'x.pem')), 'dkim-key');
    }
  });

  it('is published in strings that DNS can carry', () => {
    const line = zoneLine(newKey('rsa', 's1'), 'example.org');
    assert.match(line, /^s1\._domainkey\.example\.org\. IN TXT "v=DKIM1; k=rsa; p=/);
    for (const [, text = ''] of line.matchAll(/"([^"]*)"/g)) assert.ok(text.length <= 255);
    assert.match(zoneLine(newKey('ed25519', 's2'), 'example.org'), /"v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}="$/);
  });

  it('of 2048 bits and one of Ed25519 are worth no warning', () => {
    for (const key of keys) assert.equal(weaknessOf(key), undefined);
  });
});
