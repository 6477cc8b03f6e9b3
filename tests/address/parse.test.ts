/** What is an address and what is not, and why. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAddressFault, parseAddress, parseMailbox, type AddressFaultCode } from '../../src/address/parse.js';

const good: readonly (readonly [typed: string, address: string, canonical: string, why: string])[] = [
  ['minji@example.com', 'minji@example.com', 'minji@example.com', 'the plain case'],
  ['  minji@example.com\u00a0', 'minji@example.com', 'minji@example.com', 'spaces around it come from copying'],
  ['MinJi.Kim@Example.COM', 'MinJi.Kim@example.com', 'minji.kim@example.com', 'the local part is kept as typed'],
  ["o'neil+news/x=1?{}|~^_`#$&*@example.co.uk", "o'neil+news/x=1?{}|~^_`#$&*@example.co.uk", "o'neil+news/x=1?{}|~^_`#$&*@example.co.uk", 'RFC 5322 3.2.3 atext'],
  ['Min.Ji+courant@Gmail.com', 'Min.Ji+courant@gmail.com', 'minji@gmail.com', 'Gmail ignores dots and tags'],
  ['min.ji@googlemail.com', 'min.ji@googlemail.com', 'minji@gmail.com', 'the same mailbox'],
  ['min.ji+a@outlook.com', 'min.ji+a@outlook.com', 'min.ji@outlook.com', 'Outlook ignores tags, not dots'],
  ['a+b@naver.com', 'a+b@naver.com', 'a+b@naver.com', 'Naver has no tags'],
  ['+a@gmail.com', '+a@gmail.com', '+a@gmail.com', 'a tag needs a mailbox before it'],
  ['kim@한국.kr', 'kim@xn--3e0b707e.kr', 'kim@xn--3e0b707e.kr', 'an IDN becomes A-labels'],
  ['kim@ｎａｖｅｒ．com', 'kim@naver.com', 'kim@naver.com', 'an input method left in full width'],
  ['kim@例え。テスト', 'kim@xn--r8jz45g.xn--zckzah', 'kim@xn--r8jz45g.xn--zckzah', 'the ideographic full stop is a dot (RFC 3490 3.1)'],
  ['a@b-c.example', 'a@b-c.example', 'a@b-c.example', 'hyphens inside a label'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`, '64 octets fit'],
  ['a@1and1.com', 'a@1and1.com', 'a@1and1.com', 'a label may begin with a digit'],
  ['김민지@한국.kr', '김민지@xn--3e0b707e.kr', '김민지@xn--3e0b707e.kr', 'RFC 6531: the local part stays UTF-8, the domain is A-labels'],
  ['\u1100\u1175\u11b7@mail.example', '김@mail.example', '김@mail.example', 'NFC: a Mac writes Hangul in pieces'],
  ['Jo\u0308rg@mail.example', 'J\u00f6rg@mail.example', 'j\u00f6rg@mail.example', 'and an o with its dots'],
  ['ΝΙΚΟΣ@mail.example', 'ΝΙΚΟΣ@mail.example', 'νικοσ@mail.example', 'capitals'],
  ['νικος@mail.example', 'νικος@mail.example', 'νικοσ@mail.example', 'the final sigma is the same mailbox'],
  ['संपर्क@डाटामेल.भारत', 'संपर्क@xn--c2bd4bq1db8d.xn--h2brj9c', 'संपर्क@xn--c2bd4bq1db8d.xn--h2brj9c', 'marks belong to letters'],
  ['อัมพวาน้ำ@mail.example', 'อัมพวาน้ำ@mail.example', 'อัมพวาน\u0e49\u0e4d\u0e32@mail.example', 'SARA AM as Thai keyboards write it'],
  ['поча+та@mail.example', 'поча+та@mail.example', 'поча+та@mail.example', 'signs of ASCII among them'],
  ['ولد٣@mail.example', 'ولد٣@mail.example', 'ولد٣@mail.example', 'right to left, without marks of direction'],
  [`${'가'.repeat(21)}a@mail.example`, `${'가'.repeat(21)}a@mail.example`, `${'가'.repeat(21)}a@mail.example`, '64 octets of UTF-8'],
];

const bad: readonly (readonly [typed: string, fault: AddressFaultCode, why: string])[] = [
  ['', 'empty', 'nothing'],
  ['   ', 'empty', 'only spaces'],
  ['minji.example.com', 'no-at-sign', ''],
  ['minji＠example.com', 'full-width-at-sign', 'an input method'],
  ['a@b@example.com', 'two-at-signs', ''],
  ['@example.com', 'no-local-part', ''],
  ['minji@', 'no-domain', ''],
  ['"min ji"@example.com', 'quoted-local-part', 'CVE class: quoted parts were misrouted'],
  ['"a@b"@example.com', 'quoted-local-part', 'before the count of at signs'],
  ['a"b@example.com', 'quoted-local-part', ''],
  ['minji(home)@example.com', 'comment', 'RFC 5322 3.2.2'],
  ['Minji <minji@example.com>', 'brackets', 'names have their own column'],
  ['a@example.com, b@example.com', 'several', ''],
  ['a@example.com;b@example.com', 'several', ''],
  ['a b@example.com', 'space', ''],
  ['a@exam ple.com', 'space', ''],
  ['a@x.example\r\nBcc: v@y.example', 'control-character', 'header injection'],
  ['a@x.example\n', 'control-character', 'half an injection'],
  ['a@x.example\r\nRCPT TO:<v@y.example>', 'control-character', 'SMTP injection'],
  ['a\u0000@x.example', 'control-character', 'NUL'],
  ['a@x.example\u2028Bcc: v@y.example', 'control-character', 'a Unicode line separator'],
  ['a\u0085@x.example', 'control-character', 'NEL'],
  ['a\t@x.example', 'control-character', 'a tab'],
  ['a\u200b@x.example', 'hidden-character', 'zero width space'],
  ['a\u202e@x.example', 'hidden-character', 'right to left override'],
  ['\ufeffa@x.example', 'hidden-character', 'a byte order mark in mid-file'],
  ['.a@example.com', 'local-dots', ''],
  ['a.@example.com', 'local-dots', ''],
  ['a..b@example.com', 'local-dots', 'some Japanese mailboxes had it; RFC 5321 does not'],
  ['a%0d%0aBcc@example.com', 'route', 'percent-encoded injection'],
  ['user%host.example@example.com', 'route', 'the percent hack'],
  ['host!user@example.com', 'route', 'a bang path'],
  ['a\\b@example.com', 'local-character', ''],
  ['a:b@example.com', 'local-character', ''],
  ['ｋｉｍ@naver.com', 'local-look-alike', 'an input method left in full width'],
  ['ﬁona@example.com', 'local-look-alike', 'a ligature out of a typeset list'],
  ['ㅋㅋ@example.com', 'local-look-alike', 'letters of the keyboard, no syllables'],
  ['\u1112\u1161\u11ab\u1100@example.com', 'local-character', 'half a syllable'],
  ['o’neil@example.com', 'local-character', 'a typewriter’s apostrophe that an office program made round'],
  ['mÃ¼ller@example.com', 'local-look-alike', 'read in the wrong character set'],
  ['m\ufffdller@example.com', 'local-character', 'broken UTF-8'],
  ['a–b@example.com', 'local-character', 'a dash for a hyphen'],
  ['a。b@example.com', 'local-character', 'an ideographic full stop is a dot in domains only'],
  ['\u0301a@example.com', 'local-character', 'a mark on nothing'],
  ['a.\u0301b@example.com', 'local-character', 'a mark on a dot'],
  ['\u0e33@example.com', 'local-character', 'half of it is a mark'],
  ['\ud83d\ude00@example.com', 'local-character', 'a picture'],
  ['a\ud800@example.com', 'local-character', 'half a surrogate pair'],
  ['a\u0378@example.com', 'local-character', 'no character yet'],
  ['a\ue000@example.com', 'local-character', 'nobody knows which'],
  ['a\u2003b@example.com', 'space', 'a space of Unicode'],
  ['김\u200d민지@example.com', 'hidden-character', 'a joiner'],
  ['김\u3164@example.com', 'hidden-character', 'a filler, which looks like nothing'],
  ['김\ufe0f@example.com', 'hidden-character', 'a variation selector'],
  ['\u2067kim@example.com', 'hidden-character', 'an isolate'],
  [`${'가'.repeat(22)}@example.com`, 'local-too-long', '66 octets'],
  ['"김민지"@example.com', 'quoted-local-part', ''],
  [`${'a'.repeat(65)}@example.com`, 'local-too-long', 'RFC 5321 4.5.3.1.1'],
  [`a@${`${'b'.repeat(60)}.`.repeat(5)}com`, 'too-long', 'RFC 5321 4.5.3.1.3'],
  ['a@[127.0.0.1]', 'ip-literal', 'RFC 5321 4.1.3'],
  ['a@127.0.0.1', 'ip-literal', ''],
  ['a@0x7f.1', 'domain-top-level', 'an IP address in disguise'],
  ['a@localhost', 'domain-without-dot', ''],
  ['a@example..com', 'domain-dots', ''],
  ['a@.example.com', 'domain-dots', ''],
  ['a@example.com.', 'domain-dots', ''],
  ['a@exam_ple.com', 'domain-character', ''],
  ['a@ex%41mple.com', 'domain-character', 'node:url would decode it'],
  ['a@example.com:25', 'domain-character', ''],
  ['a@example.com/x', 'domain-character', ''],
  ['a@-example.com', 'domain-label', ''],
  ['a@example-.com', 'domain-label', ''],
  [`a@${'b'.repeat(64)}.com`, 'domain-label', 'RFC 1035 2.3.4'],
  ['a@example.c0m', 'domain-top-level', ''],
  ['=HYPERLINK("http://x")', 'comment', 'a formula is no address'],
];

test('addresses people have are accepted, kept as typed, and have one canonical form', () => {
  for (const [typed, address, canonical, why] of good) {
    const parsed = parseAddress(typed);
    assert.ok(!isAddressFault(parsed), `${typed}: ${why}: ${JSON.stringify(parsed)}`);
    assert.deepEqual([parsed.address, parsed.canonical], [address, canonical], why);
    assert.equal(parsed.address, `${parsed.local}@${parsed.domain}`);
  }
});

test('everything else is refused with its reason', () => {
  for (const [typed, fault, why] of bad) {
    const parsed = parseAddress(typed);
    assert.ok(isAddressFault(parsed), `${JSON.stringify(typed)} was accepted (${why})`);
    assert.equal(parsed.fault, fault, `${JSON.stringify(typed)}: ${why}`);
    assert.ok(parsed.reason.length > 5);
  }
});

test('a form full of spaces is refused as fast as any other', () => {
  const before = process.cpuUsage();
  assert.ok(isAddressFault(parseAddress(`a${' '.repeat(400_000)}b`)));
  assert.ok(process.cpuUsage(before).user < 10_000_000, 'microseconds; tried space by space it takes minutes');
});

test('what is accepted can stand in an envelope and a header as it is, whatever was typed', () => {
  const piece = fc.constantFrom('a', '@', '.', 'b.example', '\r\n', '\u0000', '<', '>', '"', ',', '한', '\u202e', '\u0301', 'İ', 'ς', 'ß', '\u0e33', 'ｋ', '\u1100', '😀', '%0a', ' ', '@c.example', '\u2028', '(', 'xn--a');
  const hostile = fc.oneof(fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')), fc.string({ unit: 'binary' }), fc.emailAddress());
  fc.assert(fc.property(hostile, (typed) => {
    const parsed = parseAddress(typed);
    if (isAddressFault(parsed)) return;
    assert.match(parsed.address, /^[^\p{C}\p{Z}]{3,254}$/u);
    assert.match(parsed.domain, /^[a-z0-9.-]+$/);
    assert.doesNotMatch(parsed.address, /[<>()[\]",;:\\%! ]/);
    assert.ok(Buffer.byteLength(parsed.address) <= 254 && Buffer.byteLength(parsed.local) <= 64, 'octets');
    assert.deepEqual(parseAddress(parsed.address), parsed, 'parsing again changes nothing');
    const again = parseAddress(parsed.canonical);
    // A few small letters have more octets than their capitals.
    if (isAddressFault(again)) assert.match(again.fault, /too-long$/, parsed.canonical);
    else assert.equal(again.canonical, parsed.canonical, 'the canonical form of a canonical form is itself');
  }), { numRuns: 2000 });
});

const mailboxes: readonly (readonly [typed: string, name: string | null, address: string])[] = [
  ['news@example.com', null, 'news@example.com'],
  ['<news@example.com>', null, 'news@example.com'],
  ['Weekly News <news@example.com>', 'Weekly News', 'news@example.com'],
  ['주간 소식<news@example.com> ', '주간 소식', 'news@example.com'],
  ['"News, weekly \\"A\\"" <news@example.com>', 'News, weekly "A"', 'news@example.com'],
];

test('a From is an address with or without a name', () => {
  for (const [typed, name, address] of mailboxes) {
    const parsed = parseMailbox(typed);
    assert.ok(!isAddressFault(parsed), typed);
    assert.deepEqual([parsed.name, parsed.address.address], [name, address]);
  }
});

test('a From beyond ASCII is refused: it would make every mail of the list need SMTPUTF8', () => {
  const parsed = parseMailbox('소식 <소식@한국.kr>');
  assert.ok(isAddressFault(parsed));
  assert.equal(parsed.fault, 'local-not-ascii');
});

test('a From that would break the header is refused', () => {
  for (const typed of ['News\r\nBcc: v@y.example <a@x.example>', 'a <b> <a@x.example>', 'News <>', 'News', `${'n'.repeat(201)} <a@x.example>`, '<a@x.example', 'x@y.example <a@x.example>, b']) {
    assert.ok(isAddressFault(parseMailbox(typed)), typed);
  }
});
