import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toCampaignId, toListId, toSubscriberId } from '../../src/ids.js';
import { decodeBase32, encodeBase32 } from '../../src/message/base32.js';
import { makeEnvelopeSender, readEnvelopeSender } from '../../src/message/envelope-sender.js';
import { makeMessageId, readMessageId } from '../../src/message/message-id.js';
import { sealToken, openToken, type TokenKeys, type TokenPurpose } from '../../src/message/signed-token.js';
import { makeUnsubscribeAddress, makeUnsubscribeToken, readUnsubscribeAddress, readUnsubscribeToken } from '../../src/message/unsubscribe-token.js';
import { keys, leaving } from './sample.js';

const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const delivery = fc.record({ campaignId: id.map(toCampaignId), subscriberId: id.map(toSubscriberId) }, { noNullPrototype: true });
const anyLeaving = fc.record({ listId: id.map(toListId), campaignId: id.map(toCampaignId), subscriberId: id.map(toSubscriberId) }, { noNullPrototype: true });
const purposes: readonly TokenPurpose[] = ['envelope-sender', 'unsubscribe-address', 'unsubscribe', 'message-id'];

describe('tokens', () => {
  it('lead back to their delivery, for every id, and fit a local part of 64 octets', () => {
    fc.assert(fc.property(delivery, (each) => {
      const sender = makeEnvelopeSender(keys, each, 'bounce.example');
      assert.ok(sender.indexOf('@') <= 64, sender);
      assert.deepEqual(readEnvelopeSender(keys, sender), each);
      assert.deepEqual(readMessageId(keys, `<${makeMessageId(keys, each, 'news.example')}>`), each);
    }));
    fc.assert(fc.property(anyLeaving, (each) => {
      const address = makeUnsubscribeAddress(keys, each, 'bounce.example');
      assert.ok(address.indexOf('@') <= 64, address);
      assert.deepEqual(readUnsubscribeAddress(keys, address), each);
      assert.deepEqual(readUnsubscribeToken(keys, makeUnsubscribeToken(keys, each)), each);
    }));
  });

  it('are the same for every attempt', () => {
    assert.equal(makeMessageId(keys, leaving, 'x.example'), makeMessageId(keys, leaving, 'x.example'));
    assert.equal(makeEnvelopeSender(keys, leaving, 'x.example'), makeEnvelopeSender(keys, leaving, 'x.example'));
  });

  it('survive what mail servers do to addresses', () => {
    const sender = makeEnvelopeSender(keys, leaving, 'bounce.example');
    const [local = ''] = sender.split('@');
    const { listId: _, ...expected } = leaving;
    for (const seen of [sender, sender.toUpperCase(), `<${sender}>`, `SRS0=HHHH=TT=bounce.example=${local}@forwarder.example`, `prvs=0123abcdef=${sender}`, `rfc822;${sender}`, `bounces+${local}=bounce.example@relay.example`]) {
      assert.deepEqual(readEnvelopeSender(keys, seen), expected, seen);
    }
    assert.deepEqual(readMessageId(keys, makeMessageId(keys, leaving, 'x.example').toUpperCase()), expected);
  });

  it('outlive a rotation of the key, but not its removal', () => {
    const token = makeUnsubscribeToken(keys, leaving);
    const rotated: TokenKeys = { current: 2, secrets: new Map([...keys.secrets, [2, Buffer.alloc(32, 9)]]) };
    assert.deepEqual(readUnsubscribeToken(rotated, token), leaving);
    assert.notEqual(makeUnsubscribeToken(rotated, leaving), token);
    assert.equal(readUnsubscribeToken({ current: 2, secrets: new Map([[2, Buffer.alloc(32, 9)]]) }, token), undefined);
    assert.equal(readUnsubscribeToken({ current: 1, secrets: new Map([[1, Buffer.alloc(32, 8)]]) }, token), undefined);
    assert.throws(() => makeUnsubscribeToken({ current: 5, secrets: keys.secrets }, leaving), /no secret/);
  });
});

describe('a token is refused', () => {
  it('when any bit of it is turned', () => {
    for (const purpose of purposes) {
      const token = sealToken(keys, purpose, ['42', '123456', '3']);
      for (let bit = 0; bit < token.length * 8; bit += 1) {
        const turned = Buffer.from(token);
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.equal(openToken(keys, purpose, 3, turned), undefined, `${purpose} bit ${bit}`);
      }
      for (let length = 0; length < token.length; length += 1) assert.equal(openToken(keys, purpose, 3, token.subarray(0, length)), undefined);
    }
  });

  it('when any letter of it is changed', () => {
    const sender = makeEnvelopeSender(keys, leaving, 'x.example');
    const token = makeUnsubscribeToken(keys, leaving);
    for (let at = 2; at < sender.indexOf('@'); at += 1) assert.equal(readEnvelopeSender(keys, replaceAt(sender, at, sender[at] === 'a' ? 'b' : 'a')), undefined);
    for (let at = 0; at < token.length; at += 1) assert.equal(readUnsubscribeToken(keys, replaceAt(token, at, token[at] === 'A' ? 'B' : 'A')), undefined);
  });

  it('for any other purpose', () => {
    for (const made of purposes) {
      for (const read of purposes) {
        const opened = openToken(keys, read, 2, sealToken(keys, made, ['42', '7']));
        assert.equal(opened === undefined, made !== read, `${made} as ${read}`);
      }
    }
  });

  it('when its ids change places', () => {
    const swapped = sealToken(keys, 'message-id', ['7', '42']);
    const body = sealToken(keys, 'message-id', ['42', '7']);
    body.set(swapped.subarray(0, 3));
    assert.equal(openToken(keys, 'message-id', 2, body), undefined);
  });

  it('when it is noise', () => {
    fc.assert(fc.property(fc.string(), (noise) => {
      assert.equal(readEnvelopeSender(keys, noise), undefined);
      assert.equal(readUnsubscribeAddress(keys, noise), undefined);
      assert.equal(readUnsubscribeToken(keys, noise), undefined);
      assert.equal(readMessageId(keys, noise), undefined);
    }));
  });
});

describe('base32', () => {
  const cases: readonly [bytes: string, text: string][] = [['', ''], ['f', 'my'], ['fo', 'mzxq'], ['foo', 'mzxw6'], ['foob', 'mzxw6yq'], ['fooba', 'mzxw6ytb'], ['foobar', 'mzxw6ytboi']];
  for (const [bytes, text] of cases) it(`RFC 4648 10: "${bytes}" is ${text || 'nothing'}`, () => assert.equal(encodeBase32(Buffer.from(bytes)), text));
  it('comes back in any case', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(decodeBase32(encodeBase32(bytes).toUpperCase()), Buffer.from(bytes))));
  });
  it('has one spelling', () => {
    assert.equal(decodeBase32('mz'), undefined);
    assert.equal(decodeBase32('my======'), undefined);
    assert.equal(decodeBase32('m1'), undefined);
  });
});

function replaceAt(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1);
}
