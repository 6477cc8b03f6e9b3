/** Issues made by hand for the tests of this room: everything an issue may hold, small enough to read. All names are invented. */
import type { Nodes, Root } from 'hast';
import { raw } from 'hast-util-raw';
import type { Group, Issue, Item, Rich, Section } from '../../src/issue/issue.js';

const at = { file: 'issue.yaml', line: 1, column: 1 };

/** A cleaned tree as loadIssue makes them, written as HTML. */
export function rich(html: string): Rich {
  const parsed: Nodes = raw({ type: 'root', children: [{ type: 'raw', value: html }] } as Nodes);
  const tree = JSON.parse(JSON.stringify(parsed, (key, value: unknown) => (key === 'position' || key === 'data' ? undefined : value))) as Root;
  return { tree };
}

export function makeItem(values: Partial<Item> & { readonly title: string }): Item {
  return { id: 'item', position: 1, at, ...values };
}

export function makeSection(values: Partial<Section> & { readonly title: string }): Section {
  return { id: 'news', items: [], groups: [], ...values };
}

export function makeGroup(values: Partial<Group> & { readonly title: string }): Group {
  return { id: 'group', items: [], ...values };
}

export function makeIssue(values: Partial<Issue> = {}): Issue {
  return {
    newsletter: 'weekly', slug: '2026-11-18-42', folder: '/issues/weekly/2026-11-18-42', name: '주간 바닷바람', number: 42, date: '2026-11-18',
    lang: 'ko', dir: 'ltr', title: '밤에 부는 바람', subject: '[주간 바닷바람] 42', template: 'weekly', mail: 'digest', advertising: false,
    publisher: { name: '한여울연구소', director: '서다온', phone: '02-555-0142', email: 'desk@hanyeoul.example', address: '서울 여울길 42', licence: '출처를 밝히면 옮겨 실을 수 있습니다.' },
    sections: [], assets: [], ...values,
  };
}

const body = `
<p>창하이성(沧海省)이 새해부터 밤 전기를 판다. 값은 낮 값의 절반이다. <a href="https://wind.example/rules">규칙</a>은 스물두 쪽이다.<sup><a class="footnote-ref" id="night-fnref-1" href="#night-fn-1">1</a></sup></p>
<h4>값보다 약속</h4>
<ul><li>도시는 쓸 양을 먼저 적는다.</li><li>못 지키면 <strong>3할</strong>을 문다.<ol><li>천재지변은 뺀다.</li></ol></li></ul>
<blockquote><p>없었던 것은 값이 아니라 종이 한 장이다.</p></blockquote>
<figure><img src="asset:aa.png" alt="풍력 단지 지도" width="1200" height="600"><figcaption>굵은 선은 새 구간이다. <span class="credit">출처: 창하이전망(沧海电网)</span></figcaption></figure>
<table><caption>표: 시간대별 값</caption><thead><tr><th scope="col">시간대</th><th scope="col">값</th></tr></thead><tbody><tr><th scope="row">22~24시</th><td>0.14</td></tr><tr><th scope="row">0~3시</th><td>10.08</td></tr></tbody></table>
<pre><code>kWh  = W * h
  / 1000</code></pre>
<dl class="contact"><dt>전화</dt><dd>02-555-0134</dd><dt>메일</dt><dd><a href="mailto:wind@hanyeoul.example">wind@hanyeoul.example</a></dd></dl>
<section class="footnotes"><ol><li id="night-fn-1"><p>제17조. 어기면 '혼합 전기'로 적는다.</p></li></ol></section>`;

/** One of everything. */
export function wholeIssue(values: Partial<Issue> = {}): Issue {
  const night = makeItem({
    id: 'night', title: '밤 전기를 도시가 산다', date: '2026-11-12', byline: '옮김 여름솔', body: rich(body),
    source: { name: '창하이경제보', original: '沧海经济报', lang: 'zh-Hans', url: 'https://paper.example/night' },
  });
  const elsewhere = makeItem({ id: 'elsewhere', position: 2, title: '다른 곳에 있는 글', url: 'https://other.example/a?b=1&c=2', summary: rich('<p>편집자가 적은 <em>요약</em>이다.</p>') });
  const menu = makeItem({
    id: 'menu', title: '메뉴판의 값', series: { name: '가게를 고치는 디자인', number: 38 }, body: rich('<p>値段の話。 동네 국숫집 이야기다.</p>'),
    image: { src: 'asset:bb.png', alt: '메뉴판 두 장', width: 480, height: 240, caption: '왼쪽이 옛것이다.', credit: '한결무늬' },
  });
  const news = makeSection({ id: 'news', title: '주간 뉴스', sourceLang: 'zh', items: [night, elsewhere] });
  const design = makeSection({ id: 'design', title: '디자인', groups: [makeGroup({ id: 'shop', title: '가게', intro: rich('<p>연재입니다.</p>'), items: [menu] })] });
  const asset = (name: string) => ({ name, mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) });
  return makeIssue({
    preheader: '밤 전기와 메뉴판', intro: rich('<p>안녕하십니까. 이번 호는 <a href="https://night.example/">밤</a> 이야기입니다.</p>'),
    sections: [news, design], assets: [asset('aa.png'), asset('bb.png'), asset('unused.png')], ...values,
  });
}

/** A letter of one article, as the short English sample is. */
export function letterIssue(values: Partial<Issue> = {}): Issue {
  const item = makeItem({
    id: 'wall', title: 'Dear neighbours', date: '2026-11-20', byline: 'Imre Tallow',
    body: rich('<p>On Tuesday we ran out of wall.</p><h4>What we need</h4><ul><li>screws, 5 × 60 mm;</li><li>a flask of something hot.</li></ul><p>See <a href="https://shed.example/plan">the plan</a>.</p>'),
  });
  return makeIssue({
    newsletter: 'letter', slug: '2026-11-20-hello', name: 'Lantern Lane', date: '2026-11-20', lang: 'en', title: 'The wall is full', subject: 'The wall is full', template: 'letter', mail: 'full',
    publisher: { name: 'Lantern Lane', email: 'hello@lantern.example' }, sections: [makeSection({ id: 'letter', title: 'A letter to our members', items: [item] })], ...values,
  });
}

/** An Arabic issue: mirrored, with pictures, a table, a quotation, a list and passages in other scripts. */
export function arabicIssue(values: Partial<Issue> = {}): Issue {
  const text = `<p>بدأت المدينة شراء كهرباء الليل من مزارع الرياح مباشرة. السعر نصف سعر النهار، و<a href="https://wind.example/ar">القواعد</a> في اثنتين وعشرين صفحة.</p>
<h4>الوعد قبل السعر</h4><ul><li>تكتب المدينة الكمية أولا.</li><li>من يخلف <strong>يدفع الثلث</strong>.</li></ul>
<blockquote><p>لم يكن السعر ما ينقص، بل ورقة واحدة.</p></blockquote>
<figure><img src="asset:aa.png" alt="خريطة مزارع الرياح" width="1200" height="600"><figcaption>الخط العريض هو الجزء الجديد. <span class="credit">شركة الشبكة</span></figcaption></figure>
<table><caption>الأسعار حسب الساعة</caption><thead><tr><th scope="col">الساعة</th><th scope="col">السعر</th></tr></thead><tbody><tr><th scope="row">22-24</th><td>0.14</td></tr></tbody></table>`;
  const wind = makeItem({ id: 'wind', title: 'المدينة تشتري كهرباء الليل', date: '2026-11-12', byline: 'ترجمة سلمى', body: rich(text), source: { name: 'صحيفة الساحل', original: '沧海经济报', lang: 'zh-Hans' } });
  const menu = makeItem({
    id: 'menu', position: 2, title: 'أين يكتب السعر في قائمة الطعام', series: { name: 'تصميم المتاجر', number: 3 }, body: rich('<p>حكاية مطعم صغير في الحي.</p>'),
    image: { src: 'asset:bb.png', alt: 'قائمتا طعام', width: 480, height: 240, caption: 'القديمة إلى اليمين.' },
  });
  const away = makeItem({ id: 'away', title: 'مقال في مكان آخر', url: 'https://other.example/a?b=1&c=2', summary: rich('<p>ملخص كتبه المحرر.</p>') });
  return makeIssue({
    lang: 'ar', dir: 'rtl', name: 'رياح الأسبوع', title: 'ريح الليل', subject: 'رياح الأسبوع 42', preheader: 'كهرباء الليل وقوائم الطعام', intro: rich('<p>أهلا بكم في هذا العدد.</p>'),
    publisher: { name: 'معهد الساحل', email: 'desk@coast.example', address: 'شارع البحر 42', phone: '02-555-0142' },
    sections: [makeSection({ id: 'news', title: 'أخبار', items: [wind, menu] }), makeSection({ id: 'away-section', title: 'قراءات', groups: [makeGroup({ id: 'far', title: 'من بعيد', items: [away] })] })],
    assets: ['aa.png', 'bb.png'].map((name) => ({ name, mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) })), ...values,
  });
}
