/** Which lane a domain belongs to, and which slip of the fingers was meant. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { laneOf, lanes } from '../../src/address/provider.js';
import { suggestDomain } from '../../src/address/suggest.js';

const domains: readonly (readonly [domain: string, lane: string, why: string])[] = [
  ['gmail.com', 'gmail', ''],
  ['googlemail.com', 'gmail', ''],
  ['outlook.com', 'outlook', ''],
  ['hotmail.co.uk', 'outlook', 'the country form'],
  ['live.fr', 'outlook', ''],
  ['outlook.kr', 'outlook', ''],
  ['live.somebody.com', 'rest', 'a host name, not Microsoft'],
  ['yahoo.com', 'yahoo', ''],
  ['yahoo.co.kr', 'yahoo', ''],
  ['yahoo.co.jp', 'rest', 'another company'],
  ['aol.com', 'yahoo', 'the same servers since 2017'],
  ['icloud.com', 'icloud', ''],
  ['naver.com', 'naver', ''],
  ['hanmail.net', 'kakao', ''],
  ['daum.net', 'kakao', ''],
  ['qq.com', 'qq', ''],
  ['foxmail.com', 'qq', ''],
  ['163.com', 'netease', ''],
  ['yeah.net', 'netease', ''],
  ['comcast.net', 'comcast', ''],
  ['wanadoo.fr', 'orange', ''],
  ['notgmail.com', 'rest', 'an ending is not the domain'],
  ['gmail.com.example', 'rest', ''],
  ['mail.gmail.com', 'rest', ''],
  ['naver.example', 'naver', 'a made-up audience shows its lanes'],
  ['example.com', 'rest', ''],
];

test('a domain belongs to the lane of its provider', () => {
  for (const [domain, lane, why] of domains) assert.equal(laneOf(domain), lane, `${domain} ${why}`);
});

test('every lane has a name of its own and rest is the last', () => {
  assert.equal(new Set(lanes).size, lanes.length);
  assert.equal(lanes.at(-1), 'rest');
});

const slips: readonly (readonly [typed: string, meant: string | null, why: string])[] = [
  ['gamil.com', 'gmail.com', 'swapped'],
  ['gmial.com', 'gmail.com', 'swapped'],
  ['gmal.com', 'gmail.com', 'one less'],
  ['gmaill.com', 'gmail.com', 'one more'],
  ['gnail.com', 'gmail.com', 'another'],
  ['gmail.con', 'gmail.com', 'the ending'],
  ['gmail.co', 'gmail.com', 'a real ending that nobody meant'],
  ['gamil.con', 'gmail.com', 'both'],
  ['naver.con', 'naver.com', ''],
  ['naver.cm', 'naver.com', ''],
  ['never.com', 'naver.com', 'a hint only'],
  ['hanmail.ner', 'hanmail.net', ''],
  ['daum.ent', 'daum.net', ''],
  ['hotmial.com', 'hotmail.com', ''],
  ['qq.con', 'qq.com', ''],
  ['gmail.com', null, 'right'],
  ['mail.com', null, 'a provider of its own'],
  ['qq.cn', null, 'short names have real neighbours'],
  ['gq.com', null, ''],
  ['example.com', null, ''],
  ['gmail.example', null, ''],
  ['yahoo.co.jp', null, ''],
];

test('a slip of the fingers is suggested, a real domain is not', () => {
  for (const [typed, meant, why] of slips) assert.equal(suggestDomain(typed), meant, `${typed} ${why}`);
});
