/** Made-up editions for the tests of the archive. */
import { toEntry, type ArchiveEntry } from '../../src/archive/entry.js';
import type { Site } from '../../src/archive/place.js';
import type { Edition } from '../../src/edition/edition.js';
import { toEditionHash } from '../../src/ids.js';

export const picture = `${'ab'.repeat(16)}.png`;
export const served: Site = { layout: 'server', canonical: { baseUrl: 'https://news.example', layout: 'server' } };
export const written: Site = { layout: 'files', canonical: { baseUrl: 'https://host.example/letters', layout: 'files' } };

/** What breaks out of an element, an attribute, CDATA, a comment, a template; what XML forbids; what is not well-formed Unicode. */
export const hostileTexts = [
  '& < > " \' {{x}} </title><script>alert(1)</script>', ']]><x/>', '--><!--', '</channel></rss>', '"><img src=x onerror=alert(1)>', '&amp; &lt; &#0; &unknown;',
  'a\u0000b\u0008c\u001bd\u0085e\u007f', 'lone \ud800 and \udc00', '\ufffe\uffff', '\u202eright to left\u202c', '🦉 소식 消息 ニュース أخبار', 'line\r\nbreak\rhere',
  '__C_UNSUBSCRIBE_URL__', 'javascript:alert(1)', '$& $1 $` \\', '<!doctype html>', '</style></head></main></body>',
] as const;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

export function makeEdition(part: Partial<Edition> = {}): Edition {
  const { slug = '2026-11-18-42', title = '밤에 남는 전기', name = '주간 소식', lang = 'ko', dir = 'ltr', date = '2026-11-18' } = part;
  const web = `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<title>${escape(title)} · ${escape(name)}</title>
<link rel="canonical" href="${slug}">
<meta property="og:type" content="article">
<meta property="og:title" content="${escape(title)}">
<style>
body{margin:0 auto;max-width:40rem}
</style>
</head>
<body>
<main id="text">
<h1>${escape(title)}</h1>
<nav id="contents" aria-label="차례"><ol><li><a href="#one">하나</a></li></ol></nav>
<section><h2 id="one">하나</h2><p class="x">글 <a href="https://other.example/?a=1&amp;b=2">링크</a> <a href="#one">위로</a></p>
<img src="${slug}/${picture}" alt="그림" width="7" height="7"></section>
<p class="back"><a href="#contents">차례로</a></p>
</main>
<footer><p>${escape(name)}</p></footer>
</body>
</html>
`;
  return {
    hash: toEditionHash('12'.repeat(32)), newsletter: 'weekly', slug, name, title, date, lang, dir, subject: title, preheader: '미리 보기', mode: 'full',
    advertising: false, publisher: { name: '연구소', email: 'desk@news.example', url: 'https://news.example' }, html: '', text: '', web, assets: [picture], itemCount: 1, ...part,
  };
}

/** Weekly issues, the newest first. */
export function makeEntries(count: number): readonly ArchiveEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(Date.UTC(2026, 10, 18) - index * 7 * 86_400_000).toISOString().slice(0, 10);
    return toEntry(makeEdition({ date, slug: `${date}-n`, title: `${count - index}호`, number: count - index }));
  });
}
