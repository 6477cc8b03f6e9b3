/** The list of what the catcher got: newest first, refused recipients too. */
import { type CatcherEntry, type Verdict, verdictOf, verdicts } from '../../catcher/catcher-log.js';
import type { MailPage as Entries } from '../../catcher/mail-store.js';
import { outcomes } from '../../catcher/outcomes.js';
import { Page } from '../page.js';

export type InboxQuery = { readonly search: string; readonly verdict: Verdict | undefined; readonly outcome: string; readonly page: number };

export const pageSize = 50;
export const catcherBar = { name: 'catcher', href: '/catcher' };

type Props = { readonly query: InboxQuery; readonly page: Entries; readonly port: number };

export function InboxPage({ query, page, port }: Props) {
  const isFiltered = query.search !== '' || query.verdict !== undefined || query.outcome !== '';
  return (
    <Page title="Caught mail" kind="desk" bar={catcherBar}>
      <div class="head">
        <h1>Caught mail</h1>
        <p class="soft small">{page.total.toLocaleString('en')} {isFiltered ? 'found' : 'in all'} · smtp://127.0.0.1:{port} · nothing leaves this machine</p>
      </div>
      <FilterForm query={query} />
      <div class="sheet">
        {page.entries.length === 0 ? <p class="empty">{isFiltered ? 'Nothing like that came.' : 'No mail yet. Send some to the address above.'}</p> : <MailTable entries={page.entries} />}
      </div>
      <Pager query={query} total={page.total} />
      <OutcomeTable />
    </Page>
  );
}

function FilterForm({ query }: { readonly query: InboxQuery }) {
  return (
    <form method="get" action="/catcher" class="filter" role="search">
      <label class="wide">Recipient or subject<input type="search" name="search" value={query.search} /></label>
      <label>Answer
        <select name="verdict">
          <option value="">any</option>
          {verdicts.map((verdict) => <option value={verdict} selected={verdict === query.verdict}>{verdict}</option>)}
        </select>
      </label>
      <label>Forced outcome
        <select name="outcome">
          <option value="">any</option>
          {outcomes.map(({ word }) => <option value={word} selected={word === query.outcome}>{word}</option>)}
        </select>
      </label>
      <button type="submit">Show</button>
    </form>
  );
}

function MailTable({ entries }: { readonly entries: readonly CatcherEntry[] }) {
  return (
    <table class="mails">
      <caption class="hidden">Mails and refused recipients, newest first</caption>
      <thead>
        <tr><th scope="col">Time (UTC)</th><th scope="col">Recipient</th><th scope="col">Subject</th><th scope="col">Answer</th><th scope="col" class="size">Size</th></tr>
      </thead>
      <tbody>{entries.map((entry) => <MailRow entry={entry} />)}</tbody>
    </table>
  );
}

function MailRow({ entry }: { readonly entry: CatcherEntry }) {
  return (
    <tr>
      <td class="when"><Time at={entry.at} /></td>
      <td class="who"><Address address={entry.recipient} /></td>
      <th scope="row" class="what"><a href={`/catcher/${entry.n}`}>{titleOf(entry)}</a></th>
      <td class="result"><VerdictTag entry={entry} /></td>
      <td class="size">{entry.size === 0 ? '' : toSize(entry.size)}</td>
    </tr>
  );
}

/** Long addresses are broken before the domain first. */
function Address({ address }: { readonly address: string }) {
  const at = Math.max(0, address.lastIndexOf('@'));
  return <>{address.slice(0, at)}<wbr />{address.slice(at)}</>;
}

export function VerdictTag({ entry }: { readonly entry: CatcherEntry }) {
  const verdict = verdictOf(entry);
  return <span class={`tag ${verdict}`} title={entry.reply}>{entry.code ?? (entry.isComplete ? 'no reply' : 'cut off')}{entry.outcome === null ? '' : ` · ${entry.outcome}`}</span>;
}

export function Time({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString();
  return <time datetime={iso}>{iso.slice(0, 19).replace('T', ' ')}</time>;
}

export function titleOf(entry: CatcherEntry): string {
  if (entry.subject !== null && entry.subject !== '') return entry.subject;
  return entry.phase === 'rcpt' ? '(recipient not taken)' : '(no subject)';
}

export function toSize(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function Pager({ query, total }: { readonly query: InboxQuery; readonly total: number }) {
  const last = Math.max(1, Math.ceil(total / pageSize));
  if (last === 1) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {query.page > 1 ? <a class="button" rel="prev" href={pageUrl(query, query.page - 1)}>Newer</a> : <span />}
      <span class="soft small">Page {query.page} of {last}</span>
      {query.page < last ? <a class="button" rel="next" href={pageUrl(query, query.page + 1)}>Older</a> : <span />}
    </nav>
  );
}

function pageUrl(query: InboxQuery, page: number): string {
  const fields = { search: query.search, verdict: query.verdict ?? '', outcome: query.outcome, page: String(page) };
  return '/catcher?' + new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
}

function OutcomeTable() {
  return (
    <details>
      <summary>What a recipient's name can force</summary>
      <p class="soft small">The word behind the last plus sign: <code>kim.minji+bounce@mail.example</code>.</p>
      <dl class="facts">
        {outcomes.map(({ word, meaning }) => <><dt><code>+{word}</code></dt><dd>{meaning}</dd></>)}
      </dl>
    </details>
  );
}
