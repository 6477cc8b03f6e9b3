/** For every rule what it must find and what it must leave alone: near misses, not only the sound letter. */
import { UserError } from '../../src/errors.js';
import type { Publisher } from '../../src/issue/issue.js';
import { readSeed, type Seed } from '../../src/preflight/seed.js';
import type { SpamAnswer } from '../../src/preflight/spam.js';
import type { Sender } from '../../src/preflight/subject.js';
import { adding, soundIssue, withField, withSubject, type Change } from './subject.js';

type Case = readonly [why: string, change: Change];
export type RuleCases = { readonly fails: readonly Case[]; readonly passes: readonly Case[] };

const replace = (from: string | RegExp, to: string): Change => ({ html: (html) => html.replace(from, to) });
const inHeader = (from: string | RegExp, to: string): Change => ({ raw: (octets) => octets.replace(from, to) });
const dkimOf = (tags: string): Change => withField('DKIM-Signature', tags);
const everything = 'from:to:subject:date:message-id:list-unsubscribe:list-unsubscribe-post';
const korean: Publisher = { name: '한여울', email: 'desk@hanyeoul.example', phone: '02-555-0142', address: '서울특별시 중구 여울길 42' };
const koreanText = '한여울 desk@hanyeoul.example 02-555-0142 서울특별시 중구 여울길 42\n수신거부 (Unsubscribe)\n';
const asText = (addition: string): Change => ({ text: (text) => text + addition });
const publisher = (changes: Partial<Record<keyof Publisher, undefined>>): Change => ({ edition: { publisher: Object.fromEntries(Object.entries({ ...soundIssue.publisher, ...changes }).filter(([, value]) => value !== undefined)) as Publisher } });
const link = (href: string, words = 'the tools'): Change => adding(`<p><a href="${href}">${words}</a></p>`);
const linkTold = (href: string, words = 'the tools'): Change => ({ ...link(href, words), ...asText(`\n${href}\n`) });
const picture = (attributes: string): Change => adding(`<img ${attributes}>`);
const item = (title: string): Change => ({ issue: { sections: soundIssue.sections.map((section) => ({ ...section, items: section.items.map((one) => ({ ...one, title })) })) } });

const relay = (changes: Partial<Sender['relays'][number]>): Change => ({ sender: { relays: [{ name: 'default', host: 'relay.lanternlane.org', tls: 'required', isVerified: true, ...changes }] } });
const seedOf = (header: string): Seed => readSeed('seed.eml', Buffer.from(`${header}\n\nHello\n`));

/** Two items, each with a picture that has this credit, and no other picture. */
function pictures(one: string | undefined, other: string | undefined, otherAlt = 'The street'): Change {
  const [section] = soundIssue.sections;
  const [first] = section?.items ?? [];
  if (section === undefined || first === undefined) throw new Error('the sound letter has an item');
  const { id, position, title, at } = first;
  const withImage = (alt: string, credit: string | undefined) => ({ id, position, title, at, image: { src: 'https://a.org/a.png', alt, ...(credit === undefined ? {} : { credit }) } });
  return { issue: { sections: [{ ...section, items: [withImage('The wall', one), withImage(otherAlt, other)] }] } };
}

const spamd = (answer: SpamAnswer['answer']): Change => ({ spam: { address: '127.0.0.1:783', answer } });

export const cases: Readonly<Record<string, RuleCases>> = {
  'required-fields': {
    fails: [['no Date', inHeader(/^Date:.*\r\n/m, '')], ['two Subjects', inHeader(/^/, 'Subject: Another\r\n')], ['an empty To', withField('To', '')]],
    passes: [['two Received fields', inHeader(/^/, 'Received: from a\r\nReceived: from b\r\n')]],
  },
  'header-characters': {
    fails: [['a raw letter outside of ASCII', withField('X-Note', 'caf\u00e9')], ['a control character', withField('X-Note', 'bell\u0007')]],
    passes: [['a tab in a folded field', withField('X-Note', 'a\r\n\tb')]],
  },
  'encoded-words': {
    fails: [['an encoded word of 90 characters', withField('Subject', `=?UTF-8?B?${'7KO8'.repeat(20)}?=`)], ['a letter cut in two', withField('Subject', '=?UTF-8?B?7KO?=')], ['another charset', withField('Subject', '=?EUC-KR?B?wda6?=')]],
    passes: [['two whole words', withField('Subject', '=?UTF-8?B?7KO86rCE?=\r\n =?UTF-8?Q?=EC=A3=BC?=')]],
  },
  'line-length': {
    fails: [['a line of 999 octets', inHeader(/\r\n\r\n/, `\r\n\r\n${'x'.repeat(999)}\r\n`)]],
    passes: [['a line of 998 octets', inHeader(/\r\n\r\n/, `\r\n\r\n${'x'.repeat(998)}\r\n`)]],
  },
  'line-breaks': {
    fails: [['a bare LF', inHeader(/\r\n\r\n/, '\r\n\r\na\nb')], ['a bare CR', inHeader(/\r\n\r\n/, '\r\n\r\na\rb')], ['a NUL', inHeader(/\r\n\r\n/, '\r\n\r\na\0b')]],
    passes: [['empty lines', inHeader(/\r\n\r\n/, '\r\n\r\n\r\n\r\n')]],
  },
  'header-folding': {
    fails: [['a long line of words', withField('X-Note', 'word '.repeat(20).trim())]],
    passes: [['one long word', withField('X-Note', 'w'.repeat(100))], ['a folded line', withField('X-Note', `${'word '.repeat(10)}\r\n ${'word '.repeat(10)}`.trim())]],
  },
  'charset': {
    fails: [['latin1', inHeader(/charset=utf-8/, 'charset=iso-8859-1')], ['no charset', inHeader(/;\s+charset=utf-8/, '')], ['broken UTF-8', inHeader(/\r\n\r\n--[^\r]*\r\n(?:[^\r]+\r\n)+\r\n/, '\r\n\r\n$&=FF=FE\r\n')], ['an unknown encoding', inHeader(/Content-Transfer-Encoding: \S+/, 'Content-Transfer-Encoding: uuencode')]],
    passes: [['in quotes and capitals', inHeader(/charset=utf-8/, 'charset="UTF-8"')]],
  },
  'message-id': {
    fails: [['a foreign domain', inHeader(/^(Message-ID: <\w+)@\S+/m, '$1@mailer.other.net>')], ['no brackets', inHeader(/^Message-ID: .*/m, 'Message-ID: abc')], ['the same for two', inHeader(/^Message-ID: .*/m, 'Message-ID: <same@lanternlane.org>')]],
    passes: [['a subdomain', inHeader(/^(Message-ID: <\w+)@\S+/m, '$1@mail.lanternlane.org>')]],
  },
  'date-field': {
    fails: [['last week', withField('Date', 'Sun, 15 Nov 2026 09:00:00 +0000')], ['no zone', withField('Date', 'Sun, 22 Nov 2026 09:00:00')], ['no date', withField('Date', 'today')]],
    passes: [['another zone', withField('Date', 'Sun, 22 Nov 2026 18:00:00 +0900')]],
  },
  'list-id': {
    fails: [['none', inHeader(/^List-Id:.*\r\n(?:[ \t].*\r\n)*/m, '')], ['no domain', withField('List-Id', 'letter <letter>')]],
    passes: [['without a name', withField('List-Id', '<letter.lanternlane.org>')]],
  },
  'bulk-marks': {
    fails: [['no Precedence', inHeader(/^Precedence:.*\r\n/m, '')], ['an automatic reply', withField('Auto-Submitted', 'auto-replied')]],
    passes: [['Precedence: list', withField('Precedence', 'list')]],
  },
  'feedback-id': {
    fails: [['five fields', withField('Feedback-ID', 'a:b:c:d:lantern')], ['a short sender', withField('Feedback-ID', 'a:b:c:ll')], ['one for each reader', { raw: (octets, index) => `Feedback-ID: ${index}:b:c:lantern\r\n${octets}` }]],
    passes: [['none', {}], ['the form of Gmail', withField('Feedback-ID', '12:letter:news:lantern')]],
  },
  'from-address': {
    fails: [['no address', withField('From', 'Lantern Lane')], ['two @', withField('From', 'X <a@b@lanternlane.org>')], ['a broken Reply-To', withField('Reply-To', 'hello@')]],
    passes: [['a bare address', withField('From', 'hello@lanternlane.org')], ['a name in quotes', withField('From', '"Lane, Lantern" <hello@lanternlane.org>')]],
  },
  'from-free-mail': {
    fails: [['gmail.com', { list: { fromAddress: 'lanternlane@gmail.com' } }], ['naver.com', { list: { fromAddress: 'desk@naver.com' } }], ['gmx.de', { list: { fromAddress: 'a@gmx.de' } }]],
    passes: [['a name that only sounds so', { list: { fromAddress: 'hello@gmail-users.org' } }]],
  },
  'from-reserved': {
    fails: [['example.org', { list: { fromAddress: 'news@example.org' } }], ['.example', { list: { fromAddress: 'news@hanyeoul.example' } }], ['.local', { list: { fromAddress: 'news@server.local' } }]],
    passes: [['a domain with example in it', { list: { fromAddress: 'news@myexample.org' } }]],
  },
  'from-name': {
    fails: [['no name', { list: { fromName: '' } }], ['an address in the name', { list: { fromName: 'ceo@bank.com' } }], ['another address in the name', { list: { fromName: 'Bank (ceo@bank.com)' } }], ['Cyrillic among Latin', { list: { fromName: 'Раypal' } }]],
    passes: [['Hangul and Latin', { list: { fromName: '한국혁신센터 KIC중국' } }], ['Greek and Latin words', { list: { fromName: 'Νέα Athens' } }]],
  },
  'envelope-domain': {
    fails: [['another domain', { envelopeSender: 'b-1@bounces.other.net' }], ['none', { envelopeSender: '' }], ['two firms under co.kr', { envelopeSender: 'b-1@other.co.kr', list: { fromAddress: 'a@mine.co.kr' } }]],
    passes: [['a subdomain', { envelopeSender: 'b-1@bounces.lanternlane.org' }]],
  },
  'no-reply': {
    fails: [['noreply', { list: { fromAddress: 'noreply@lanternlane.org' } }], ['no-reply as Reply-To', { list: { replyTo: 'no-reply@lanternlane.org' } }], ['do-not-reply', { list: { fromAddress: 'do-not-reply@lanternlane.org' } }]],
    passes: [['noreply with a Reply-To that is read', { list: { fromAddress: 'noreply@lanternlane.org', replyTo: 'hello@lanternlane.org' } }]],
  },
  'dkim': {
    fails: [
      ['List-Unsubscribe-Post is not covered', dkimOf('v=1; a=rsa-sha256; d=lanternlane.org; s=a; h=from:to:subject:date:message-id:list-unsubscribe; bh=x; b=y')],
      ['another domain', dkimOf(`v=1; a=rsa-sha256; d=relay.net; s=a; h=${everything}; bh=x; b=y`)], ['a length', dkimOf(`v=1; a=rsa-sha256; d=lanternlane.org; s=a; l=10; h=${everything}; bh=x; b=y`)],
      ['SHA-1', dkimOf(`v=1; a=rsa-sha1; d=lanternlane.org; s=a; h=${everything}; bh=x; b=y`)],
    ],
    passes: [['not signed here', {}], ['all covered, folded', dkimOf(`v=1; a=rsa-sha256; d=mail.lanternlane.org; s=a;\r\n h=From:To:Subject:Date:Message-ID:\r\n List-Unsubscribe:List-Unsubscribe-Post; bh=x; b=y`)]],
  },
  'dkim-missing': { fails: [['no signature', {}]], passes: [['a signature', dkimOf(`v=1; d=lanternlane.org; h=${everything}`)]] },
  'one-click': {
    fails: [['http', inHeader(/<https:/, '<http:')], ['no Post', inHeader(/^List-Unsubscribe-Post:.*\r\n/m, '')], ['two https links', withField('List-Unsubscribe', '<https://a.org/1>, <https://a.org/2>')], ['mailto only', withField('List-Unsubscribe', '<mailto:a@b.org>')], ['another Post', withField('List-Unsubscribe-Post', 'List-Unsubscribe=Yes')]],
    passes: [['one https link and a mailto', withField('List-Unsubscribe', '<https://a.org/1>, <mailto:a@b.org>')]],
  },
  'unsubscribe-link': {
    fails: [
      ['no link in the HTML', replace(/<a [^>]*__C_UNSUBSCRIBE_URL__[^>]*>[^<]*<\/a>/, '')], ['hidden', replace(/<a ([^>]*__C_UNSUBSCRIBE_URL__[^>]*>)/, '<span style="display:none"><a $1')],
      ['white on white', replace(/<a [^>]*__C_UNSUBSCRIBE_URL__[^>]*>/, '<a href="__C_UNSUBSCRIBE_URL__" style="color:#fff;background:#fefefe">')], ['of 4 px', replace(/<a [^>]*__C_UNSUBSCRIBE_URL__[^>]*>/, '<a href="__C_UNSUBSCRIBE_URL__" style="font-size:4px">')],
      ['not in the text part', { text: (text) => text.replaceAll('__C_UNSUBSCRIBE_URL__', '') }],
    ],
    passes: [['a second one that is hidden', adding('<a href="__C_UNSUBSCRIBE_URL__" style="display:none">x</a>')]],
  },
  'unsubscribe-position': {
    fails: [['behind 100,000 bytes', replace(/(<body[^>]*>)/, `$1${'<p>긴 글</p>'.repeat(7_000)}`)]],
    passes: [['much text behind it', replace(/<\/body>/, `${'<p>긴 글</p>'.repeat(7_000)}</body>`)]],
  },
  'unsubscribe-mailto': { fails: [['https only', withField('List-Unsubscribe', '<https://a.org/1>')]], passes: [['folded', withField('List-Unsubscribe', '<https://a.org/1>,\r\n <mailto:a@b.org>')]] },
  'public-url': {
    fails: [['loopback', { sender: { publicUrl: 'http://127.0.0.1:8025' } }], ['a trial', { sender: { publicUrl: 'http://localhost:8025', relayHost: '127.0.0.1' } }], ['a private network', { sender: { publicUrl: 'https://10.0.0.4' } }]],
    passes: [['a public name', { sender: { publicUrl: 'https://10.example-news.org' } }]],
  },
  'advertising-mark': {
    fails: [
      ['advertises without the mark', { edition: { advertising: true, lang: 'ko', subject: '새 소식' } }], ['a variant', { edition: { advertising: true, lang: 'ko', subject: '[광고] 새 소식' } }], ['spaced', { edition: { advertising: true, lang: 'ko', subject: '(광 고) 새 소식' } }],
      ['the mark further on', { edition: { advertising: true, lang: 'ko', subject: '새 소식 (광고)' } }], ['the mark on what advertises nothing', { edition: { advertising: false, lang: 'ko', subject: '(광고) 새 소식' } }],
    ],
    passes: [['exact', { edition: { advertising: true, lang: 'ko', subject: '(광고) 새 소식' } }], ['news about advertising', { edition: { lang: 'ko', subject: '광고 시장의 한 해' } }], ['in English', { edition: { advertising: true } }]],
  },
  'advertising-words': {
    fails: [['two of them', asText('\nBuy now! A limited time offer.\n')], ['in Korean', asText('\n오늘만 특가, 지금 구매\n')]],
    passes: [['one of them', asText('\nThey wrote "buy now" on the wall.\n')], ['declared', { ...asText('\nBuy now! A special offer.\n'), edition: { advertising: true } }]],
  },
  'korean-sender': {
    fails: [['no telephone number', { edition: { advertising: true, lang: 'ko', publisher: { name: '한여울', email: 'desk@hanyeoul.example', address: '서울' }, text: `${koreanText}서울` } }], ['only in Korean', { edition: { advertising: true, lang: 'ko', publisher: korean, text: koreanText.replace('Unsubscribe', '') } }]],
    passes: [['all there', { edition: { advertising: true, lang: 'ko', publisher: korean, text: koreanText } }], ['no advertisement', { edition: { lang: 'ko', publisher: { name: '한여울' } } }]],
  },
  'postal-address': {
    fails: [['no address', publisher({ address: undefined })], ['not shown', replace(/The Old Coal Shed, 7 Lantern Lane, Millbrook Green/g, '')]],
    passes: [['broken by markup', replace(/The Old Coal Shed, 7/, 'The Old Coal Shed,<br>7')]],
  },
  'contact': { fails: [['nothing', publisher({ email: undefined, phone: undefined, url: undefined })]], passes: [['only a web site', publisher({ email: undefined, phone: undefined })]] },
  'subject-length': { fails: [['70 columns', withSubject('x'.repeat(70))], ['35 Hangul', withSubject('가'.repeat(35))], ['empty', withSubject('')]], passes: [['60 columns', withSubject('x'.repeat(60))], ['30 Hangul', withSubject('가'.repeat(30))]] },
  'subject-capitals': { fails: [['all', withSubject('THE NEW TOOLS ARE HERE')]], passes: [['a name in capitals', withSubject('NASA and ESA plan a telescope')], ['Hangul with a name', withSubject('[KIC] 주간 중국 창업')]] },
  'subject-reply': { fails: [['Re:', withSubject('Re: our meeting')], ['FWD:', withSubject('FWD: look')], ['Korean', withSubject('회신: 모임')]], passes: [['a word that begins so', withSubject('Reading: a list')], ['a colon later', withSubject('News: re-opening')]] },
  'subject-marks': {
    fails: [['!!', withSubject('The tools are here!!')], ['$$$', withSubject('Save $$$ now')], ['four emoji', withSubject('🎉🎉🎉🎉 News')], ['spaced letters', withSubject('F R E E T O O L S')]],
    passes: [['one mark', withSubject('The tools are here!')], ['one emoji', withSubject('🔧 News')], ['a sum', withSubject('$5 for a drill?')], ['a short form', withSubject('U.S.A. and U.K. news')]],
  },
  'preheader': {
    fails: [['none', { issue: { preheader: undefined } as never }], ['the subject again', { edition: { preheader: 'Same', subject: 'Same' } }], ['too long', { edition: { preheader: 'word '.repeat(40) } }]],
    passes: [['140 columns', { edition: { preheader: 'w'.repeat(140) } }]],
  },
  'clipping': { fails: [['81,000 bytes', replace(/<\/body>/, `${'<p>1234567890</p>'.repeat(4_700)}</body>`)]], passes: [['60,000 bytes', replace(/<\/body>/, `${'<p>1234567890</p>'.repeat(3_000)}</body>`)]] },
  'style-size': { fails: [['17 KB', replace(/<\/head>/, `<style>${'.a{color:red}'.repeat(1_400)}</style></head>`)]], passes: [['1 KB', replace(/<\/head>/, `<style>${'.a{color:red}'.repeat(80)}</style></head>`)]] },
  'message-size': { fails: [['600 KB', inHeader(/\r\n\r\n/, `\r\n\r\n${'x'.repeat(70).concat('\r\n').repeat(8_400)}`)]], passes: [['300 KB', inHeader(/\r\n\r\n/, `\r\n\r\n${'x'.repeat(70).concat('\r\n').repeat(4_000)}`)]] },
  'attachments': { fails: [['a PDF', inHeader(/\r\n(--=_\w+)--\r\n$/, '\r\n$1\r\nContent-Type: application/pdf\r\n\r\nx\r\n$1--\r\n')]], passes: [['the two parts alone', {}]] },
  'unfilled': {
    fails: [['braces in the HTML', adding('<p>Dear {{name}}</p>')], ['undefined in the text', asText('\nDear undefined,\n')], ['a token in an address', adding('<img src="https://a.org/__C_NOTHING__" alt="x" width="9">'.replace('__C_NOTHING__', '${path}'))], ['another mark in the header', withField('X-Campaign', '*|CAMPAIGN|*')], ['an object', adding('<p>[object Object]</p>')]],
    passes: [['what the editor wrote himself', { ...item('Templates with {{name}} and undefined'), ...adding('<p>Templates with {{name}} and undefined</p>') }], ['in a word', adding('<p>NaNo is a fish, undefinedness a word</p>')]],
  },
  'foreign-placeholders': {
    fails: [['of Mailchimp', item('Dear *|FNAME|*')], ['of Stibee', item('%%name%%님께')], ['braces', item('Hello {{first_name}}')], ['brackets', item('[이름]님')], ['in an address', link('https://ads.example.com/?u=*|UNIQID|*')]],
    passes: [['a percentage', item('100%% sure, 5% and 7%')], ['a term of templates', item('What {{#each}} does')]],
  },
  'active-content': {
    fails: [['a form', adding('<form action="https://a.org"><input></form>')], ['a frame', adding('<iframe src="https://a.org"></iframe>')], ['an outside style sheet', replace(/<\/head>/, '<link rel="stylesheet" href="https://a.org/a.css"></head>')], ['an attribute', adding('<p onclick="x()">a</p>')], ['a refresh', replace(/<\/head>/, '<meta http-equiv="refresh" content="0;url=https://a.org"></head>')]],
    passes: [['the words', adding('<p>&lt;script&gt; and form and iframe</p>')]],
  },
  'hidden-text': {
    fails: [['not displayed', adding(`<div style="display:none">${'cheap watches '.repeat(10)}</div>`)], ['of no size', adding(`<div style="font-size:0">${'cheap watches '.repeat(10)}</div>`)]],
    passes: [['the preheader', {}], ['a short one', adding('<div style="display:none">x</div>')], ['white space', adding(`<div style="display:none">${'&#847;&zwnj;&nbsp;'.repeat(100)}</div>`)]],
  },
  'enough-text': { fails: [['one picture', { edition: { html: '<html lang="en"><body><p>Look</p><img src="https://a.org/a.png" alt="x" width="600"></body></html>' } }]], passes: [['no picture', { edition: { html: '<html lang="en"><body><p>Look</p></body></html>' } }]] },
  'spam-score': {
    fails: [
      ['above the threshold', spamd({ value: { score: 7.1, threshold: 5, rules: [] } })], ['exactly at it', spamd({ value: { score: 5, threshold: 5, rules: [] } })],
      ['below it, told as a notice', spamd({ value: { score: 0.3, threshold: 5, rules: [] } })], ['nobody answered', spamd({ failed: 'nothing listens there' })],
    ],
    passes: [['not asked', {}]],
  },
  'word-list': {
    fails: [['a forbidden word', { issue: { words: { words: [{ wrong: 'drill', right: undefined, why: undefined, kind: 'forbidden' }], right: [] } } }]],
    passes: [['no list', {}], ['a word that is not there', { issue: { words: { words: [{ wrong: 'dril', right: 'drill', why: undefined, kind: 'spelling' }], right: ['drill'] } } }]],
  },
  'issue-warnings': { fails: [['a warning', { warnings: [new UserError('picture-weight', 'the picture weighs 2 MB')] }]], passes: [['none', {}]] },
  'link-scheme': { fails: [['javascript:', link('javascript:alert(1)')], ['data:', link('data:text/html,x')], ['file:', link('file:///etc/passwd')]], passes: [['tel:', link('tel:+82255501')], ['mailto:', link('mailto:a@b.org')]] },
  'link-whole': { fails: [['a path', link('/tools')], ['no scheme', link('www.example.org')], ['no host', link('https://')], ['relative to the scheme', link('//a.org/x')]], passes: [['a fragment', link('#top')], ['whole', link('https://a.org/?a=1&amp;b=2')]] },
  'link-empty': { fails: [['empty', link('')], ['a hash', link('#')]], passes: [['a fragment', link('#x')]] },
  'link-fragment-target': { fails: [['no such id', link('#nowhere')]], passes: [['an id', adding('<p id="here">a</p><a href="#here">b</a>')], ['an encoded id', adding('<p id="여기">a</p><a href="#%EC%97%AC%EA%B8%B0">b</a>')]] },
  'link-host': {
    fails: [['a number', link('http://93.184.216.34/x')], ['a password', link('https://user:secret@a.org/')], ['localhost', link('http://localhost:3000/')], ['a private network', link('https://192.168.1.4/')], ['mixed alphabets', link('https://xn--pypal-4ve.com/')]],
    passes: [['a name with numbers', link('https://163.com/')], ['Hangul', link('https://한국.kr/')]],
  },
  'link-words': {
    fails: [['another domain', link('https://evil.net/login', 'https://mybank.com/login')], ['without a scheme', link('https://evil.net/login', 'www.mybank.com')], ['a bare name', link('https://evil.net/', 'mybank.co.kr')]],
    passes: [['a subdomain', link('https://www.mybank.com/login', 'mybank.com')], ['a product', link('https://dotnet.microsoft.com/apps/aspnet', 'ASP.NET')], ['words', link('https://evil.net/', 'Rust 1.80.0')], ['a file name', link('https://docs.rs/x', 'main.rs')], ['a package', link('https://docs.rs/tokio', 'tokio::net')]],
  },
  'link-shortener': { fails: [['bit.ly', link('https://bit.ly/3abc')], ['vo.la', link('https://vo.la/xyz')]], passes: [['a name that ends so', link('https://rabbit.ly.org/')]] },
  'link-http': { fails: [['http', link('http://a.org/')]], passes: [['https', link('https://a.org/http://b')]] },
  'picture-alt-text': {
    fails: [['no alt', picture('src="https://a.org/a.png" width="60"')], ['a file name', picture('src="https://a.org/a.png" width="60" alt="IMG_2034.JPG"')], ['nothing said', picture('src="https://a.org/a.png" width="60" alt="사진"')], ['a novel', picture(`src="https://a.org/a.png" width="60" alt="${'word '.repeat(60)}"`)]],
    passes: [['decorative', picture('src="https://a.org/a.png" width="60" alt=""')], ['words', picture('src="https://a.org/a.png" width="60" alt="Picture of a drill"')]],
  },
  'picture-address': { fails: [['data:', picture('src="data:image/png;base64,AAAA" alt="x" width="9"')], ['cid:', picture('src="cid:1" alt="x" width="9"')], ['http', picture('src="http://a.org/a.png" alt="x" width="9"')], ['relative', picture('src="a.png" alt="x" width="9"')], ['elsewhere', picture('src="https://a.org/a.png" alt="x" width="9"')]], passes: [['our own pages', picture('src="__C_WEB_URL__/a.png" alt="x" width="9"')]] },
  'picture-width': { fails: [['none', picture('src="https://a.org/a.png" alt="x"')], ['too wide', picture('src="https://a.org/a.png" alt="x" width="1200"')]], passes: [['600', picture('src="https://a.org/a.png" alt="x" width="600"')]] },
  'picture-credit': {
    fails: [['one with, one without', pictures('Kim', undefined)]],
    passes: [['all have one', pictures('Kim', 'Lee')], ['none has one', pictures(undefined, undefined)], ['decoration has none', pictures('Kim', undefined, '')]],
  },
  'pictures-weight': {
    fails: [['3 MB', { ...picture('src="__C_WEB_URL__/big.png" alt="x" width="9"'), issue: { assets: [{ name: 'big.png', mediaType: 'image/png', bytes: new Uint8Array(3_000_000) }] } }]],
    passes: [['3 MB that only the web edition shows', { issue: { assets: [{ name: 'big.png', mediaType: 'image/png', bytes: new Uint8Array(3_000_000) }] } }]],
  },
  'text-part': {
    fails: [['empty', { edition: { text: '\n' } }], ['much shorter', { edition: { text: 'See https://a.org\n' } }], ['only HTML', inHeader(/multipart\/alternative/, 'multipart/mixed')], ['behind the HTML', inHeader(/text\/plain([\s\S]*)text\/html/, 'text/html$1text/plain')]],
    passes: [['longer', asText('\nMore words.\n'.repeat(50))]],
  },
  'text-links': { fails: [['lost', link('https://only-in-html.org/page')]], passes: [['told', linkTold('https://a.org/page')], ['told with its letters written out', { ...link('https://a.org/%EB%A7%9B'), ...asText('\nhttps://a.org/맛\n') }], ['told without its last slash', { ...link('https://a.org/page/'), ...asText('\nhttps://a.org/page\n') }]] },
  'text-width': {
    fails: [['a line of 90 columns', { issue: { textOptions: { wrap: 72 } }, edition: { text: `${'word '.repeat(18)}\n` } }]],
    passes: [['no width asked for', { edition: { text: `${'word '.repeat(18)}\n` } }], ['an address', { issue: { textOptions: { wrap: 72 } }, edition: { text: `see https://a.org/${'x'.repeat(80)}\n` } }]],
  },
  'headings': { fails: [['two first ones', adding('<h1>Another</h1>')], ['a level skipped', replace(/<\/h1>/, '</h1><h4>Far down</h4>')], ['an empty one', replace(/<\/h1>/, '</h1><h2></h2>')]], passes: [['up by two', replace(/<\/h1>/, '</h1><h2>a</h2><h3>b</h3><h2>c</h2>')]] },
  'language': {
    fails: [['none', replace(/<html[^>]*>/, '<html>')], ['another', replace(/<html[^>]*>/, '<html lang="ko">')], ['none below the body', { html: (html) => html.replace(/(<body[\s\S]*)/, (body) => body.replaceAll(/ lang="[^"]*"/g, '')) }], ['no direction', { edition: { lang: 'ar' } }]],
    passes: [['with a region', replace(/<html[^>]*>/, '<html lang="en-GB">')]],
  },
  'language-runs': { fails: [['Chinese in English', adding('<p>It is 中国经营报.</p>')]], passes: [['marked', adding('<p>It is <span lang="zh-Hans">中国经营报</span>.</p>')], ['one character', adding('<p>中 is a sign</p>')]] },
  'title-element': { fails: [['none', replace(/<title>[^<]*<\/title>/, '')], ['empty', replace(/<title>[^<]*<\/title>/, '<title> </title>')]], passes: [['one', {}]] },
  'link-name': { fails: [['no words', link('https://a.org/', '')], ['a picture without alt', link('https://a.org/', '<img src="https://a.org/a.png" alt="" width="9">')], ['here', link('https://a.org/', 'here')], ['여기', link('https://a.org/', '여기')]], passes: [['a picture with alt', link('https://a.org/', '<img src="https://a.org/a.png" alt="The tools" width="9">')], ['an aria-label', adding('<a href="https://a.org/" aria-label="The tools"></a>')]] },
  'layout-tables': { fails: [['no role', adding('<table><tr><td>a</td></tr></table>')]], passes: [['a role', adding('<table role="presentation"><tr><td>a</td></tr></table>')], ['a head', adding('<table><tr><th scope="col">a</th></tr><tr><td>1</td></tr></table>')]] },
  'contrast': {
    fails: [['grey on white', adding('<p style="color:#aaa;background:#fff">faint</p>')], ['inherited', adding('<div style="background:#222222"><p style="color:#444444">faint</p></div>')], ['a link in its own blue on black', adding('<div style="background:black"><a href="https://a.org">x</a></div>')]],
    passes: [['large', adding('<p style="color:#888888;background:#fff;font-size:30px">large</p>')], ['on a picture', adding('<div style="background:url(a.png)"><p style="color:#eee">unknown</p></div>')], ['dark', adding('<p style="color:#333;background:#fff">clear</p>')]],
  },
  'letter-size': { fails: [['9 px', adding('<p style="font-size:9px">small print</p>')], ['in points', adding('<p style="font-size:7pt">small print</p>')]], passes: [['12 px', adding('<p style="font-size:12px">fine</p>')], ['the number of a footnote', adding('<p>a<sup style="font-size:9px">12</sup></p>')]] },
  'unique-ids': { fails: [['twice', adding('<p id="a">1</p><p id="a">2</p>')]], passes: [['in two cases', adding('<p id="a">1</p><p id="A">2</p>')]] },
  'colour-scheme': { fails: [['none', replace(/<meta name="?color-scheme"?[^>]*>/, '')]], passes: [['declared', {}]] },
  'web-page': { fails: [['no title', { edition: { web: '<html lang="en"><h1>a</h1>' } }], ['no language', { edition: { web: '<html><title>a</title><h1>a</h1>' } }], ['two first headings', { edition: { web: '<html lang="en"><title>a</title><h1>a</h1><h1>b</h1>' } }]], passes: [['all there', { edition: { web: '<html class="x" lang="en-GB"><title>a</title><h1 id="t">a</h1>' } }]] },
  'same-issue': { fails: [['sent before', { history: { sameIssue: { campaignId: '4', state: 'finished', at: new Date(0) } } }]], passes: [['asked for', { history: { sameIssue: { campaignId: '4', state: 'finished', at: new Date(0) }, isAgain: true } }]] },
  'issue-date': { fails: [['last year', { edition: { date: '2025-11-20' } }], ['next month', { edition: { date: '2026-12-24' } }]], passes: [['three weeks ago', { edition: { date: '2026-11-01' } }], ['next week', { edition: { date: '2026-11-29' } }]] },
  'issue-number': { fails: [['the last number again', { edition: { number: 1 } }]], passes: [['the next', { edition: { number: 2 } }], ['the same issue anew', { edition: { number: 1, slug: '2026-10-20-october' } }]] },
  'subject-again': { fails: [['the last subject', withSubject('The October letter')]], passes: [['the same issue anew', { edition: { subject: 'The October letter', slug: '2026-10-20-october' } }]] },
  'sender-stable': {
    fails: [['another List-Id', { list: { listIdHeader: 'news.lanternlane.org' } }], ['another address', { list: { fromAddress: 'news@lanternlane.org' } }], ['another name', { list: { fromName: 'Tools' } }]],
    passes: [['in other case', { list: { fromAddress: 'Hello@lanternlane.org' } }], ['never sent', { history: { last: undefined } }]],
  },
  'complaint-rate': {
    fails: [['two of a thousand complain', { history: { week: { accepted: 1_000, invalid: 0, complaints: 2 } } }], ['one of twenty does not exist', { history: { week: { accepted: 950, invalid: 60, complaints: 0 } } }]],
    passes: [['one of fifty mails', { history: { week: { accepted: 50, invalid: 10, complaints: 1 } } }]],
  },
  'relay-tls': {
    fails: [['off', relay({ tls: 'off' })], ['only when offered', relay({ tls: 'auto' })], ['unchecked', relay({ isVerified: false })]],
    passes: [['required', {}], ['on this machine', relay({ host: '127.0.0.1', tls: 'off' })], ['no relay', { sender: { relays: [] } }]],
  },
  'bounce-intake': { fails: [['nobody reads', { sender: { hasIntake: false, readsFeedback: false } }]], passes: [['a webhook', { sender: { hasIntake: false, readsFeedback: true } }]] },
  'public-url-domain': { fails: [['another firm', { sender: { publicUrl: 'https://lanternlane.mailer.net' } }]], passes: [['a name below', {}], ['not reached at all', { sender: { publicUrl: 'http://127.0.0.1:8025' } }]] },
  'consent-age': { fails: [['three of a thousand', { edition: { lang: 'ko' }, audience: { staleConsentCount: 3 } }]], passes: [['another country', { audience: { staleConsentCount: 3 } }], ['all new', { edition: { lang: 'ko' } }]] },
  'consent-recorded': { fails: [['three of a thousand', { audience: { noConsentCount: 3 } }]], passes: [['all on record', {}]] },
  'consent-told': {
    fails: [['a mail waits for two days', { audience: { ownMails: { count: 4, since: new Date('2026-11-20T08:00:00Z') } } }], ['nobody is told', { edition: { lang: 'ko', advertising: true }, audience: { tellsOfConsent: false } }]],
    passes: [['a mail of the last hour', { audience: { ownMails: { count: 4, since: new Date('2026-11-22T08:00:00Z') } } }], ['no advertisement', { edition: { lang: 'ko' }, audience: { tellsOfConsent: false } }]],
  },
  'unsubscribes-waiting': { fails: [['since three days', { audience: { leavers: { count: 2, since: new Date('2026-11-19T08:00:00Z') } } }]], passes: [['none', {}]] },
  'tracking-consent': { fails: [['of all', { audience: { countsOpensOfAll: true } }]], passes: [['of nobody', {}]] },
  'pace': { fails: [['a quota', { audience: { paceWarnings: ['the quota is 100 today and 100 a day: it takes 3 days'] } }]], passes: [['room for all', {}]] },
  'risky-addresses': {
    fails: [['a slip', { audience: { domains: [{ domain: 'gamil.com', count: 3 }] } }], ['an ending', { audience: { domains: [{ domain: 'naver.con', count: 1 }] } }], ['abuse@', { audience: { roleCount: 1 } }], ['for ten minutes', { audience: { domains: [{ domain: 'mailinator.com', count: 1 }] } }]],
    passes: [['well-known names', { audience: { domains: ['gmail.com', 'hanmail.net', 'gmx.de', 'mail.com', 'korea.ac.kr'].map((domain) => ({ domain, count: 5 })) } }]],
  },
  'seed-authenticated': {
    fails: [
      ['DKIM fails', { seed: seedOf('Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=a@b.org; dkim=fail header.d=b.org; dmarc=fail') }], ['no receiver had it', { seed: seedOf('Subject: x') }],
      ['nothing of DMARC', { seed: seedOf('Authentication-Results: mx.example.net; spf=pass; dkim=pass') }], ['a pass in a comment', { seed: seedOf('Authentication-Results: mx.example.net (dkim=pass; dmarc=pass); spf=pass') }],
    ],
    passes: [
      ['all pass', { seed: seedOf('Authentication-Results: mx.google.com;\n dkim=pass header.i=@b.org;\n spf=pass (google.com: domain of a@b.org) smtp.mailfrom=a@b.org;\n dmarc=pass (p=REJECT) header.from=b.org') }],
      ['one of two signatures', { seed: seedOf('Authentication-Results: mx.example.net; dkim=neutral header.d=relay.net; dkim=pass header.d=b.org; spf=pass; dmarc=pass') }], ['an older field below', { seed: seedOf('Authentication-Results: a; spf=pass; dkim=pass; dmarc=pass\nAuthentication-Results: b; spf=fail') }],
    ],
  },
  'markup-shown': {
    fails: [['bold with a blank', adding('<p>very ** important** news</p>')], ['a link with a blank', adding('<p>see [the page](https://a.org</p>')], ['a note without a text', adding('<p>so they say[^1].</p>')], ['an emoji by name', adding('<p>Party :tada: now</p>')], ['a heading in a paragraph', adding('<p>## News</p>')], ['of another program', adding('<p>{% include ad.html %}</p>')]],
    passes: [['in code', adding('<p><code>**bold**</code> and</p><pre>## not a heading :tada:</pre>')], ['a time and a scope', adding('<p>at 10:30:45, std::vec::Vec and a::b, 5 ** 3</p>')], ['brackets', adding('<p>[KIC] news (https://a.org) #1 and # 2</p>')]],
  },
  'link-same-words': {
    fails: [['twice "the report"', adding('<p><a href="https://a.org/1">The report</a> <a href="https://a.org/2">the report</a></p>')]],
    passes: [['the same place', adding('<p><a href="https://a.org/1">The report</a> <a href="https://a.org/1">The report</a></p>')]],
  },
  'word-breaks': { fails: [['nothing said', { edition: { lang: 'ko', html: '<html lang="ko"><body lang="ko"><p>글</p></body></html>' } }]], passes: [['said', { edition: { lang: 'ko', html: '<html lang="ko"><body lang="ko"><div style="word-break:keep-all">글</div></body></html>' } }], ['in English', {}]] },
};
