/** What is sent: the digest of the sample newsletter, and a mail of 74 KB. */
import { compileEdition } from '../../src/edition/compile.js';
import type { Edition } from '../../src/edition/edition.js';
import { toEditionHash } from '../../src/ids.js';
import { loadIssue } from '../../src/issue/load.js';
import { packagePath } from '../../src/package-root.js';
import { loadTemplate } from '../../src/template/load.js';

const paragraph = '이번 주에 읽을 만한 글을 모아 보냅니다. 한국어 문장은 빈칸에서 나눌 수 있습니다.';
const cell = '<tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">'
  + `<div style="font-family:sans-serif;font-size:16px;line-height:1.6;text-align:left;color:#222222;">${paragraph.repeat(3)}</div></td></tr>`;

/** `cells`: 122 make 74 KB. */
export function makeEdition(cells: number): Edition {
  return {
    hash: toEditionHash(String(cells).padStart(64, '0')), newsletter: 'weekly', slug: '134', name: '주간', title: '134호', date: '2026-11-22', lang: 'ko', dir: 'ltr',
    subject: '[주간] 134호: 이번 주에 읽을 만한 글', preheader: '', mode: 'digest', advertising: false, publisher: { name: '주간' },
    html: `<!doctype html><html lang="ko"><body><p>__C_READER_NAME__ 님</p><table>${cell.repeat(cells)}</table><a href="__C_UNSUBSCRIBE_URL__">그만 받기</a></body></html>`,
    text: `__C_READER_NAME__ 님\n\n${`${paragraph}\n`.repeat(cells / 2)}\n그만 받기: __C_UNSUBSCRIBE_URL__\n`,
    web: '', assets: [], itemCount: 25,
  };
}

/** As `courant compile` makes it. */
async function makeDigest(): Promise<Edition> {
  const { issue } = await loadIssue(packagePath('issues/weekly/2026-11-18-42'));
  return compileEdition({ ...issue, mail: 'digest' }, await loadTemplate('weekly'));
}

export type BenchMail = '74 KB' | 'digest';

export async function makeMail(mail: BenchMail): Promise<Edition> {
  return mail === 'digest' ? makeDigest() : makeEdition(122);
}
