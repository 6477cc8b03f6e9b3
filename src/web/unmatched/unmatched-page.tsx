/** The pages of unmatched messages: the list, and one of them with whom it could mean. Everything in them was written by strangers; JSX escapes it. */
import type { Candidate, UnmatchedView } from '../../feedback/effect/settle.js';
import type { FeedbackRow } from '../../store/feedback.js';
import { Page } from '../page.js';

type ListProps = { readonly path: string; readonly unmatched: readonly FeedbackRow[]; readonly disagreeing: readonly FeedbackRow[] };

export function ListPage({ path, unmatched, disagreeing }: ListProps) {
  return (
    <Page title="Unmatched messages" kind="desk" bar={{ name: 'what came back', href: path }}>
      <h1>Unmatched messages</h1>
      {unmatched.length === 0 ? <p>Everything that came back was matched.</p> : <MessageTable path={path} rows={unmatched} />}
      {disagreeing.length === 0 ? null : (
        <section>
          <h2>Two tokens that disagree</h2>
          <p>The first one won; the note names both, as campaign/subscriber.</p>
          <MessageTable path={path} rows={disagreeing} />
        </section>
      )}
    </Page>
  );
}

function MessageTable({ path, rows }: { readonly path: string; readonly rows: readonly FeedbackRow[] }) {
  return (
    <table>
      <thead><tr><th scope="col">Message</th><th scope="col">Received</th><th scope="col">By</th><th scope="col">To</th><th scope="col">Why</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td><a href={`${path}/${row.id}`}>{row.id}</a></td><td>{timeOf(row.receivedAt)}</td><td>{row.source}</td><td>{row.envelopeRecipient ?? '–'}</td><td>{row.note ?? ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const shownLength = 20_000;

export function MessagePage({ path, view: { kept, reports, candidates } }: { readonly path: string; readonly view: UnmatchedView }) {
  const text = Buffer.from(kept.raw).toString('utf8');
  const isOpen = kept.state === 'unmatched';
  return (
    <Page title={`Message ${kept.id}`} kind="desk" bar={{ name: 'what came back', href: path }}>
      <h1>Message {kept.id}</h1>
      <p>Received {timeOf(kept.receivedAt)} by {kept.source}{kept.envelopeRecipient === null ? '' : ` for ${kept.envelopeRecipient}`}; {kept.state}. {kept.note ?? ''}</p>
      <h2>What it says</h2>
      {reports.length === 0 ? <p>Nothing of anybody.</p> : (
        <ul>{reports.map((report) => <li>{report.recipient ?? 'nobody named'}: {report.kind}, {report.bucket}, {report.reason}. {report.diagnostic.slice(0, 300)}</li>)}</ul>
      )}
      {isOpen ? <Acts candidates={candidates} /> : null}
      <h2>Its text</h2>
      <pre>{text.slice(0, shownLength)}</pre>
      {text.length > shownLength ? <p>{text.length - shownLength} characters more</p> : null}
    </Page>
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
          <button type="submit" name="act" value="settle">It was campaign {one.campaignId}, subscriber {one.subscriberId} ({one.state}, {timeOf(one.createdAt)})</button>
        </form>
      ))}
      <form method="post" class="fields">
        <label for="note">Why it is nothing</label><input id="note" name="note" maxlength={500} required />
        <button type="submit" name="act" value="ignore">Put it aside</button>
      </form>
    </>
  );
}

function timeOf(at: Date): string {
  return at.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
