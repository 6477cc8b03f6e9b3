/** The links of the mail in the panel: what stands there, and, once the editor had them asked, what they answered. */
import { shorten } from '../../preflight/links.js';
import type { LinkAnswer } from '../../preflight/online.js';
import { judgeLink } from '../../preflight/rules/http-links.js';
import type { KnownLinks } from '../../preview/ask-links.js';
import { toEditorUrl, toFaultPlace, type Locate } from '../../preview/fault.js';
import type { LinkKind, ListedLink } from '../../preview/links.js';

export type LinkBoxProps = { readonly links: readonly ListedLink[]; readonly known: KnownLinks; readonly locate: Locate };

type Verdict = { readonly word: 'good' | 'wait' | 'bad' | 'none'; readonly mark: string; readonly says?: string | undefined; readonly hint?: string | undefined };

/** An own page is published when the issue is sent: until then nobody is asked for it. */
const unaskedMarks: Readonly<Record<LinkKind, string>> = { other: 'not asked', own: 'own page', within: 'in the mail', program: 'program' };

function judge({ kind, address, isLost }: ListedLink, answer: LinkAnswer | undefined): Verdict {
  if (isLost) return { word: 'bad', mark: 'no target', says: 'Nothing in the mail has this id.' };
  if (answer === undefined) return { word: 'none', mark: unaskedMarks[kind] };
  if ('fault' in answer && answer.fault === 'unasked') return { word: 'none', mark: 'not asked', says: 'The others took too long.' };
  const mark = 'fault' in answer ? 'no answer' : String(answer.status);
  const problem = judgeLink(address, answer);
  if (problem !== undefined) return { word: problem.severity === 'notice' ? 'wait' : 'bad', mark, says: problem.message, hint: problem.hint };
  const end = answer.redirects.at(-1);
  return { word: 'good', mark, says: end === undefined ? undefined : `Leads on ${answer.redirects.length === 1 ? 'once' : `${answer.redirects.length} times`}, to ${shorten(end)}` };
}

const ranks: Readonly<Record<Verdict['word'], number>> = { bad: 0, wait: 1, none: 2, good: 3 };

export function LinkBox({ links, known, locate }: LinkBoxProps) {
  const judged = links.map((link) => ({ link, verdict: judge(link, known.answers.get(link.address)) })).toSorted((one, other) => ranks[one.verdict.word] - ranks[other.verdict.word]);
  const [troubled, rest] = [judged.filter(({ verdict }) => verdict.word === 'bad' || verdict.word === 'wait'), judged.filter(({ verdict }) => verdict.word === 'none' || verdict.word === 'good')];
  const askable = links.filter(({ kind }) => kind === 'other').length;
  return (
    <section class="box">
      <h2>Links {askable === 0 ? null : <button type="button" class="small" data-do="ask-links">Ask the links now</button>}</h2>
      <p class="small soft">{countLinks(links)}</p>
      <p class="small soft">{tellAsked(known, judged.filter(({ link, verdict }) => link.kind === 'other' && verdict.word === 'none').length, askable)}</p>
      {known.failed === undefined ? null : <p class="small bad">No server could be reached: this machine seems to be off-line. Nothing was judged.</p>}
      {troubled.length === 0 ? null : <ul class="links">{troubled.map((one) => <LinkLine {...one} locate={locate} />)}</ul>}
      {rest.length === 0 ? null : <details><summary>{troubled.length === 0 ? 'All' : 'The other'} {rest.length}</summary><ul class="links">{rest.map((one) => <LinkLine {...one} locate={locate} />)}</ul></details>}
    </section>
  );
}

function countLinks(links: readonly ListedLink[]): string {
  const all = links.reduce((total, { count }) => total + count, 0);
  const again = links.filter(({ count, kind }) => count > 1 && kind === 'other').length;
  const within = links.filter(({ kind }) => kind === 'within').length;
  return `${all} links to ${links.length} addresses${again === 0 ? '' : `; ${again} stand there more than once`}${within === 0 ? '' : `; ${within} within the mail`}.`;
}

const mostWords = 3;

/** A contents page of fifty items leads to one address. */
function tellWords(words: readonly string[]): string {
  const more = words.length - mostWords;
  return `${words.slice(0, mostWords).map((one) => shorten(one, 60)).join(' · ')}${more > 0 ? `, and ${more} more` : ''}`;
}

function tellAsked({ askedAt, failed }: KnownLinks, unaskedCount: number, askable: number): string {
  if (askable === 0) return 'None of them leads to another server.';
  if (askedAt === undefined) return 'Not asked yet: nothing leaves this machine until you say so.';
  if (failed !== undefined) return `Tried at ${askedAt.toTimeString().slice(0, 5)}.`;
  const open = unaskedCount === 0 ? '' : `; ${unaskedCount} not asked yet`;
  return `Asked at ${askedAt.toTimeString().slice(0, 5)}${open}. What answered is kept for some hours.`;
}

function LinkLine({ link: { address, count, words, first }, verdict, locate }: { readonly link: ListedLink; readonly verdict: Verdict; readonly locate: Locate }) {
  const at = verdict.word === 'bad' ? first.at : undefined;
  const place = at === undefined ? undefined : toFaultPlace(at, locate);
  return (
    <li>
      <span class={`verdict ${verdict.word}`}>{verdict.mark}</span>
      <div>
        <p class="address">{shorten(address, 90)}{count > 1 ? <b> × {count}</b> : null}</p>
        <p class="small soft">{tellWords(words)}</p>
        {verdict.says === undefined ? null : <p class="small">{verdict.says}</p>}
        {verdict.hint === undefined ? null : <p class="small soft">{verdict.hint}</p>}
        {place === undefined ? null : <p><a class="place" href={toEditorUrl(place)}>{place.file}:{place.line}:{place.column}</a></p>}
      </div>
    </li>
  );
}
