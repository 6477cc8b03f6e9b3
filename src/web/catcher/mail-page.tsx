/** One caught mail: what happened to it, and its HTML, text and source. */
import type { CatcherEntry } from '../../catcher/catcher-log.js';
import { headerBlockOf } from '../../catcher/header-block.js';
import { findOutcome } from '../../catcher/outcomes.js';
import { Page } from '../page.js';
import { catcherBar, Time, titleOf, toSize, VerdictTag } from './inbox-page.js';
import type { OpenedMail } from './open-mail.js';

export const mailViews = ['html', 'text', 'headers', 'source'] as const;
export type MailView = (typeof mailViews)[number];

const viewNames: Readonly<Record<MailView, string>> = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' };
const sourceLimit = 400_000; // bytes shown; the rest is in the download

type Props = {
  readonly entry: CatcherEntry;
  /** undefined when the message was not taken, as `raw`. */
  readonly mail: OpenedMail | undefined;
  readonly raw: Buffer | undefined;
  readonly view: MailView;
  readonly isPhone: boolean;
};

export function MailPage({ entry, mail, raw, view, isPhone }: Props) {
  return (
    <Page title={titleOf(entry)} kind="desk" bar={catcherBar}>
      <p class="small"><a href="/catcher">← Caught mail</a></p>
      <h1>{titleOf(entry)}</h1>
      <Facts entry={entry} mail={mail} />
      {mail === undefined || raw === undefined ? <p class="soft">The message was not taken, so there is nothing to show.</p> : (
        <>
          <Tabs entry={entry} view={view} />
          <View entry={entry} mail={mail} raw={raw} view={view} isPhone={isPhone} />
        </>
      )}
    </Page>
  );
}

function Facts({ entry, mail }: Pick<Props, 'entry' | 'mail'>) {
  const outcome = findOutcome(entry.recipient);
  return (
    <dl class="facts">
      {mail === undefined ? null : <><dt>From</dt><dd>{mail.from}</dd><dt>To</dt><dd>{mail.to}</dd></>}
      <dt>Envelope</dt><dd>{entry.sender === '' ? '<>' : entry.sender} → {entry.recipient}</dd>
      <dt>Received</dt><dd><Time at={entry.at} /> UTC{entry.size === 0 ? '' : `, ${toSize(entry.size)}`}</dd>
      <dt>Answer</dt><dd><VerdictTag entry={entry} /> <span class="small soft">{entry.reply}</span></dd>
      {outcome === undefined || entry.outcome === null ? null : <><dt>Forced</dt><dd>{outcome.meaning}</dd></>}
      {mail === undefined || mail.attachments.length === 0 ? null : (
        <><dt>Attached</dt><dd>{mail.attachments.map(({ name, mediaType, size }) => `${name} (${mediaType}, ${toSize(size)})`).join(', ')}</dd></>
      )}
    </dl>
  );
}

function Tabs({ entry, view }: Pick<Props, 'entry' | 'view'>) {
  return (
    <nav class="tabs" aria-label="Views of this mail">
      {mailViews.map((name) => (
        <a href={`/catcher/${entry.n}?view=${name}`} {...(name === view ? { 'aria-current': 'page' } : {})}>{viewNames[name]}</a>
      ))}
      <a class="end" href={`/catcher/${entry.n}/mail.eml`}>Download .eml</a>
    </nav>
  );
}

type ViewProps = Omit<Props, 'mail' | 'raw'> & { readonly mail: OpenedMail; readonly raw: Buffer };

function View({ entry, mail, raw, view, isPhone }: ViewProps) {
  if (view === 'html') return mail.html === undefined ? <p class="empty">This mail has no HTML part.</p> : <HtmlView entry={entry} isPhone={isPhone} />;
  if (view === 'text') return mail.text === undefined ? <p class="empty">This mail has no text part.</p> : <pre>{mail.text}</pre>;
  const bytes = view === 'headers' ? headerBlockOf(raw) : raw;
  return (
    <>
      <pre>{bytes.subarray(0, sourceLimit).toString('utf8')}</pre>
      {bytes.length > sourceLimit ? <p class="soft small">Cut after {toSize(sourceLimit)}; the download has all of it.</p> : null}
    </>
  );
}

/** The mail is another document with a policy of its own (security.ts); the sandbox is said twice so that either is enough. */
function HtmlView({ entry, isPhone }: { readonly entry: CatcherEntry; readonly isPhone: boolean }) {
  const here = `/catcher/${entry.n}?view=html`;
  const current = { 'aria-current': 'true' } as const;
  return (
    <>
      <nav class="widths" aria-label="Width">
        <a href={here} {...(isPhone ? {} : current)}>Wide</a>
        <a href={`${here}&width=phone`} {...(isPhone ? current : {})}>Phone</a>
      </nav>
      <iframe title="The mail as its reader sees it" src={`/catcher/${entry.n}/html`} class={isPhone ? 'phone' : ''} sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
    </>
  );
}
