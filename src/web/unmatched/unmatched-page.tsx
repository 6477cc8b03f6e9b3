/** The pages of unmatched messages: the list, and one of them with whom it could mean. Everything in them was written by strangers; JSX escapes it. */
import type { Candidate, UnmatchedView } from '../../feedback/effect/settle.js';
import type { FeedbackRow } from '../../store/feedback.js';
import type { ListTheme } from '../../store/lists.js';
import { Page } from '../page.js';

type Frame = { readonly path: string; readonly theme: ListTheme | null };
type ListProps = Frame & { readonly unmatched: readonly FeedbackRow[]; readonly disagreeing: readonly FeedbackRow[] };

export function ListPage({ path, theme, unmatched, disagreeing }: ListProps) {
  return (
    <Page title="Unmatched messages" kind="desk" theme={theme} bar={{ name: 'what came back', href: path }}>
      <h1>Unmatched messages</h1>
      {unmatched.length === 0 ? <p>Everything that came back was matched.</p> : <MessageTable path={path} rows={unmatched} caption="Messages that matched nothing, the newest first" />}
      {disagreeing.length === 0 ? null : (
        <section>
          <h2>Two tokens that disagree</h2>
          <p>The first one won; the note names both, as campaign/subscriber.</p>
          <MessageTable path={path} rows={disagreeing} caption="Messages with tokens of two deliveries, the newest first" />
        </section>
      )}
    </Page>
  );
}

function MessageTable({ path, rows, caption }: { readonly path: string; readonly rows: readonly FeedbackRow[]; readonly caption: string }) {
  return (
    <div class="sheet">
      <table class="mails">
        <caption class="hidden">{caption}</caption>
        <thead><tr><th scope="col">Received</th><th scope="col">To</th><th scope="col">Message and why</th><th scope="col">By</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="when">{timeOf(row.receivedAt)}</td><td class="who">{row.envelopeRecipient ?? '–'}</td>
              <th scope="row" class="what"><a href={`${path}/${row.id}`}>Message {row.id}</a> <bdi>{row.note ?? ''}</bdi></th><td class="result"><span class="tag">{row.source}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shownLength = 20_000;

export function MessagePage({ path, theme, view: { kept, reports, words, candidates } }: Frame & { readonly view: UnmatchedView }) {
  const source = Buffer.from(kept.raw).toString('utf8');
  return (
    <Page title={`Message ${kept.id}`} kind="desk" theme={theme} bar={{ name: 'what came back', href: path }}>
      <h1>Message {kept.id}</h1>
      <dl class="facts">
        <dt>Received</dt><dd>{timeOf(kept.receivedAt)} by {kept.source}</dd>
        {kept.envelopeRecipient === null ? null : <><dt>To</dt><dd>{kept.envelopeRecipient}</dd></>}
        {words === undefined ? null : <><dt>From</dt><dd><bdi>{words.from}</bdi></dd><dt>Subject</dt><dd><bdi>{words.subject}</bdi></dd></>}
        <dt>State</dt><dd>{kept.state}{kept.note === null ? '' : `: ${kept.note}`}</dd>
      </dl>
      <h2>What it says</h2>
      {reports.length === 0 ? <p>Nothing of anybody.</p> : (
        <ul>{reports.map((report) => <li><bdi>{report.recipient ?? 'nobody named'}</bdi>: {report.kind}, {report.bucket}, {report.reason}. <bdi>{report.diagnostic.slice(0, 300)}</bdi></li>)}</ul>
      )}
      {kept.state === 'unmatched' ? <Acts candidates={candidates} /> : null}
      {words === undefined || words.text === '' ? null : <><h2>Its words</h2><Text text={words.text} /></>}
      <details open={words === undefined || words.text === ''}><summary>As it came</summary><Text text={source} /></details>
    </Page>
  );
}

function Text({ text }: { readonly text: string }) {
  return (
    <>
      <pre dir="auto">{text.slice(0, shownLength)}</pre>
      {text.length > shownLength ? <p>{text.length - shownLength} characters more</p> : null}
    </>
  );
}

function Acts({ candidates }: { readonly candidates: readonly Candidate[] }) {
  return (
    <>
      <h2>Whose it could be</h2>
      <p>What was sent to the addresses it names, before it came: a hint, no proof.</p>
      {candidates.length === 0 ? <p>Nothing was sent to them.</p> : candidates.map((one) => (
        <form method="post" class="acts">
          <input type="hidden" name="campaign" value={one.campaignId} /><input type="hidden" name="subscriber" value={one.subscriberId} />
          <button type="submit" class="main" name="act" value="settle">It was campaign {one.campaignId}, subscriber {one.subscriberId} ({one.state}, {timeOf(one.createdAt)})</button>
        </form>
      ))}
      <form method="post" class="fields">
        <div class="field"><label for="note">Why it is nothing</label><input id="note" name="note" dir="auto" maxlength={500} required /></div>
        <button type="submit" name="act" value="ignore">Put it aside</button>
      </form>
    </>
  );
}

function timeOf(at: Date): string {
  return at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
