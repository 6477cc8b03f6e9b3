import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { makeClickToken, readClickToken } from '../../src/message/click-token.js';
import { countLinks, listCountedLinks } from '../../src/message/counted-links.js';
import { makeUnsubscribeToken } from '../../src/message/unsubscribe-token.js';
import { toListId } from '../../src/ids.js';

const publicUrl = 'https://news.example';
const cases: readonly (readonly [html: string, links: readonly string[], why: string])[] = [
  ['<a href="https://a.example/x?b=1&amp;c=2">more</a>', ['https://a.example/x?b=1&c=2'], 'references are read'],
  ['<a href=https://a.example/>x</a><A HREF="https://a.example/">y</A>', ['https://a.example/'], 'the same address is one link'],
  ['<a href="mailto:a@b.example">x</a><a href="tel:1">x</a><a href="#top">x</a>', [], 'no mail, no telephone, no anchor'],
  ['<a href="__C_UNSUBSCRIBE_URL__">x</a><a href="__C_WEB_URL__#a">x</a>', [], 'no link of ours'],
  ['<a href="https://news.example/p/abc">preferences</a>', [], 'no page of ours'],
  ['<a href="https://a.example/?n=__C_READER_1__">x</a>', [], 'none that names the reader: its destination is another for each'],
  ['<a href="https://a.example/">https://a.example/</a><a href="https://a.example/b"> www.a.example</a><a href="https://a.example/c">a.example</a>', [], 'none that shows its address'],
  ['<a href="https://a.example/">3.5 percent</a>', ['https://a.example/'], 'a number is no address'],
  ['<link href="https://a.example/"><img src="https://a.example/">', [], 'only links'],
  ['<a href="javascript:alert(1)">x</a><a href="https://">x</a>', [], 'nothing that is no address of the web'],
];

test('only addresses of the web that are the same for all readers are counted', () => {
  for (const [html, links, why] of cases) assert.deepEqual(listCountedLinks(html, publicUrl), links, why);
});

test('a mail with counted links is the same but for their addresses', () => {
  const html = '<body><p><a class="x" href="https://a.example/?a=1&amp;b=2">A</a> <a href=https://b.example>B</a> <a href="mailto:c@d.example">C</a></p></body>';
  const links = listCountedLinks(html, publicUrl);
  assert.equal(countLinks(html, { publicUrl, links, countsOpens: true, token: 'T' }),
    '<body><p><a class="x" href="https://news.example/c/T/1">A</a> <a href="https://news.example/c/T/2">B</a> <a href="mailto:c@d.example">C</a></p><img src="https://news.example/c/T/0" width="1" height="1" alt="" style="display:block;border:0"></body>');
  assert.equal(countLinks(html, { publicUrl, links: [], countsOpens: false, token: 'T' }), html);
});

test('any HTML survives counting, and counting its result finds nothing more', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('<a href="https://x.example/', '">', 'y</a>', '<!--', '-->', "<a href='https://q.example'>", '&amp;', '<p ', '>', 'text', 'href=https://z.example '), { maxLength: 30 }), (parts) => {
    const html = parts.join('');
    const counted = countLinks(html, { publicUrl, links: listCountedLinks(html, publicUrl), countsOpens: false, token: 'T' });
    assert.deepEqual(listCountedLinks(counted, publicUrl), []);
  }));
});

test('a token of a counted link reads as what was put in, and no other token does', () => {
  const keys = { current: 1, secrets: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const key = { campaignId: toCampaignId('12'), subscriberId: toSubscriberId('34') };
  assert.deepEqual(readClickToken(keys, makeClickToken(keys, key)), key);
  assert.deepEqual(readClickToken(keys, makeClickToken(keys, { ...key, subscriberId: null })), { ...key, subscriberId: null });
  assert.equal(readClickToken(keys, makeUnsubscribeToken(keys, { ...key, listId: toListId('1') })), undefined);
  const token = makeClickToken(keys, key);
  for (let at = 0; at < token.length; at += 1) assert.equal(readClickToken(keys, token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)), undefined, `character ${at}`);
});
