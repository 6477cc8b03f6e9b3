/** The pages of unmatched messages: the list, and one of them with whom it could mean. Everything in them was written by strangers; JSX escapes it. */
import type { Candidate, UnmatchedView } from '../../feedback/effect/settle.js';
import type { FeedbackRow } from '../../store/feedback.js';
import type { ListTheme } from '../../store/lists.js';
import { fillWords } from '../../audience/words/words.js';
import { Page } from '../page.js';
import type { DeskLanguage, DeskWords } from './words.js';

type Frame = DeskLanguage & { readonly path: string; readonly theme: ListTheme | null };
type ListProps = Frame & { readonly unmatched: readonly FeedbackRow[]; readonly disagreeing: readonly FeedbackRow[] };

export function ListPage({ path, theme, language, words, unmatched, disagreeing }: ListProps) {
  return (
    <Page title={words.title} lang={language} kind="desk" theme={theme} bar={{ name: words.bar, href: path }}>
      <h1>{words.title}</h1>
      {unmatched.length === 0 ? <p>{words.none}</p> : <MessageTable path={path} rows={unmatched} words={words} caption={words.unmatchedCaption} />}
      {disagreeing.length === 0 ? null : (
        <section>
          <h2>{words.disagreeingTitle}</h2>
          <p>{words.disagreeingText}</p>
          <MessageTable path={path} rows={disagreeing} words={words} caption={words.disagreeingCaption} />
        </section>
      )}
    </Page>
  );
}

type TableProps = { readonly path: string; readonly rows: readonly FeedbackRow[]; readonly words: DeskWords; readonly caption: string };

function MessageTable({ path, rows, words, caption }: TableProps) {
  return (
    <div class="sheet">
      <table class="mails">
        <caption class="hidden">{caption}</caption>
        <thead><tr><th scope="col">{words.received}</th><th scope="col">{words.to}</th><th scope="col">{words.messageAndWhy}</th><th scope="col">{words.by}</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="when">{timeOf(row.receivedAt)}</td><td class="who">{row.envelopeRecipient ?? '–'}</td>
              <th scope="row" class="what"><a href={`${path}/${row.id}`}>{fillWords(words.message, { id: row.id })}</a> <bdi>{row.note ?? ''}</bdi></th><td class="result"><span class="tag">{row.source}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shownLength = 20_000;

export function MessagePage({ path, theme, language, words, view: { kept, reports, words: said, candidates } }: Frame & { readonly view: UnmatchedView }) {
  const title = fillWords(words.message, { id: kept.id });
  const source = Buffer.from(kept.raw).toString('utf8');
  return (
    <Page title={title} lang={language} kind="desk" theme={theme} bar={{ name: words.bar, href: path }}>
      <h1>{title}</h1>
      <dl class="facts">
        <dt>{words.received}</dt><dd>{fillWords(words.receivedBy, { time: timeOf(kept.receivedAt), source: kept.source })}</dd>
        {kept.envelopeRecipient === null ? null : <><dt>{words.to}</dt><dd>{kept.envelopeRecipient}</dd></>}
        {said === undefined ? null : <><dt>{words.from}</dt><dd><bdi>{said.from}</bdi></dd><dt>{words.subject}</dt><dd><bdi>{said.subject}</bdi></dd></>}
        <dt>{words.state}</dt><dd>{kept.state}{kept.note === null ? '' : `: ${kept.note}`}</dd>
      </dl>
      <h2>{words.saysTitle}</h2>
      {reports.length === 0 ? <p>{words.saysNothing}</p> : (
        <ul>{reports.map((report) => <li><bdi>{report.recipient ?? words.nobodyNamed}</bdi>: {report.kind}, {report.bucket}, {report.reason}. <bdi>{report.diagnostic.slice(0, 300)}</bdi></li>)}</ul>
      )}
      {kept.state === 'unmatched' ? <Acts candidates={candidates} words={words} /> : null}
      {said === undefined || said.text === '' ? null : <><h2>{words.wordsTitle}</h2><Text text={said.text} words={words} /></>}
      <details open={said === undefined || said.text === ''}><summary>{words.sourceTitle}</summary><Text text={source} words={words} /></details>
    </Page>
  );
}

function Text({ text, words }: { readonly text: string; readonly words: DeskWords }) {
  return (
    <>
      <pre dir="auto">{text.slice(0, shownLength)}</pre>
      {text.length > shownLength ? <p>{fillWords(words.moreText, { n: String(text.length - shownLength) })}</p> : null}
    </>
  );
}

function Acts({ candidates, words }: { readonly candidates: readonly Candidate[]; readonly words: DeskWords }) {
  return (
    <>
      <h2>{words.whoseTitle}</h2>
      <p>{words.whoseText}</p>
      {candidates.length === 0 ? <p>{words.whoseNobody}</p> : candidates.map((one) => (
        <form method="post" class="acts">
          <input type="hidden" name="campaign" value={one.campaignId} /><input type="hidden" name="subscriber" value={one.subscriberId} />
          <button type="submit" class="main" name="act" value="settle">
            {fillWords(words.settle, { campaign: one.campaignId, subscriber: one.subscriberId, state: one.state, time: timeOf(one.createdAt) })}
          </button>
        </form>
      ))}
      <form method="post" class="fields">
        <div class="field"><label for="note">{words.whyNothing}</label><input id="note" name="note" dir="auto" maxlength={500} required /></div>
        <button type="submit" name="act" value="ignore">{words.putAside}</button>
      </form>
    </>
  );
}

function timeOf(at: Date): string {
  return at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
