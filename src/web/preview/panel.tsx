/** The panel beside the mail: how the inbox shows it, what it weighs, and what the preflight finds. */
import { hardLimit, fullModeLimit, measurePart } from '../../edition/size.js';
import type { Finding, Report } from '../../preflight/rule.js';
import type { KnownLinks } from '../../preview/ask-links.js';
import type { Render } from '../../preview/compiler.js';
import { toFaultPlace, toEditorUrl, type FaultView, type Locate } from '../../preview/fault.js';
import { inboxClients, toInboxLine, type CutText } from '../../preview/inbox.js';
import { measureItems, type ItemSize } from '../../edition/item-sizes.js';
import type { ListedLink } from '../../preview/links.js';
import type { ShownMail } from '../../preview/mail.js';
import type { SectionChoice } from '../../preview/section-choice.js';
import { LinkBox } from './link-box.js';

export type PanelProps = {
  readonly render: Render;
  readonly mail: ShownMail;
  readonly messageBytes: number;
  readonly report: Report | undefined;
  readonly links: readonly ListedLink[];
  readonly knownLinks: KnownLinks;
  readonly locate: Locate;
  readonly sections: SectionChoice;
  /** Sections are switched by hand, and not as the reader gets them. */
  readonly isByHand: boolean;
  readonly sender: string;
  /** What is wrong with readers.yaml. */
  readonly readerFaults: readonly FaultView[];
};

export function Panel({ render, mail, messageBytes, report, links, knownLinks, locate, sections, isByHand, sender, readerFaults }: PanelProps) {
  return (
    <>
      <ReaderFaults faults={readerFaults} />
      <Sections render={render} sections={sections} isByHand={isByHand} />
      <Findings report={report} locate={locate} />
      <LinkBox links={links} known={knownLinks} locate={locate} />
      <Sizes render={render} mail={mail} messageBytes={messageBytes} />
      <Inbox sender={sender} mail={mail} />
    </>
  );
}

function ReaderFaults({ faults }: { readonly faults: readonly FaultView[] }) {
  if (faults.length === 0) return null;
  return (
    <section class="box" role="alert">
      <h2>Readers <span class="verdict bad">{faults.length === 1 ? 'one fault' : `${faults.length} faults`}</span></h2>
      <p class="small soft">readers.yaml cannot be used; made-up readers stand in.</p>
      <ul class="findings">{faults.map(({ message, hint, place }) => (
        <li class="error">
          <p>{message}</p>
          {place === undefined ? null : <p><a class="place" href={toEditorUrl(place)}>{place.file}:{place.line}:{place.column}</a></p>}
          {place === undefined || place.frame === '' ? null : <pre class="code" tabindex={0} aria-label={`${place.file}, line ${place.line}`}>{place.frame}</pre>}
          {hint === undefined ? null : <p class="soft">{hint}</p>}
        </li>
      ))}</ul>
    </section>
  );
}

/** Sections are those the reader of the list gets, until they are switched by hand. */
function Sections({ render, sections: { hidden, faults }, isByHand }: Pick<PanelProps, 'render' | 'sections' | 'isByHand'>) {
  const sections = render.edition.conditionalSections ?? [];
  if (sections.length === 0) return null;
  const titleOf = (id: string): string => render.issue.sections.find((section) => section.id === id)?.title ?? id;
  return (
    <section class="box">
      <h2>Sections for some readers {isByHand ? <button type="button" class="small" data-set="hide=">As the reader gets them</button> : null}</h2>
      <ul class="sections">{sections.map(({ id, readers }) => (
        <li>
          <button type="button" data-hide={id} aria-pressed={hidden.has(id) ? 'false' : 'true'}>{titleOf(id)}</button> <span class="small soft">{readers}</span>
          {faults.has(id) ? <p class="small bad">{faults.get(id)}</p> : null}
        </li>
      ))}</ul>
    </section>
  );
}

const marks: Readonly<Record<Finding['severity'], string>> = { error: 'Error', warning: 'Warning', notice: 'Notice' };

function Findings({ report, locate }: Pick<PanelProps, 'report' | 'locate'>) {
  if (report === undefined) return <section class="box"><h2>Preflight</h2><p class="soft">could not look</p></section>;
  const { counts, findings, checkedCount, skipped } = report;
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  return (
    <section class="box">
      <h2>Preflight <span class={`verdict ${counts.error > 0 ? 'bad' : counts.warning > 0 ? 'wait' : 'good'}`}>{counts.error > 0 ? `${counts.error} to mend` : counts.warning > 0 ? `${counts.warning} to look at` : 'all good'}</span></h2>
      {open.length === 0 ? null : <ul class="findings">{open.map((finding) => <FindingLine finding={finding} locate={locate} />)}</ul>}
      <p class="small soft">{checkedCount} rules asked{skipped.length > 0 ? <>; {skipped.length} more need a list or the network: <code>courant check</code></> : null}{report.acknowledgedCount > 0 ? `; ${report.acknowledgedCount} acknowledged` : ''}</p>
    </section>
  );
}

function FindingLine({ finding, locate }: { readonly finding: Finding; readonly locate: Locate }) {
  const place = finding.at === undefined ? undefined : toFaultPlace(finding.at, locate);
  return (
    <li class={finding.severity}>
      <details>
        <summary><span class="mark">{marks[finding.severity]}</span> {finding.message}</summary>
        {finding.hint === undefined ? null : <p>{finding.hint}</p>}
        <p class="soft">{finding.loses}</p>
        {place === undefined ? null : <p><a class="place" href={toEditorUrl(place)}>{place.file}:{place.line}:{place.column}</a></p>}
        <p class="small soft">{finding.rule}</p>
      </details>
    </li>
  );
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

type SizeWord = 'good' | 'wait' | 'bad';
function wordOf(bytes: number): SizeWord {
  if (bytes > hardLimit) return 'bad';
  return bytes >= fullModeLimit ? 'wait' : 'good';
}

const barWidth = 240;
/** The scale ends a little behind the limit, so that the limit can be seen. */
const scale = hardLimit * 1.1;

function SizeBar({ label, bytes }: { readonly label: string; readonly bytes: number }) {
  const word = wordOf(bytes);
  const at = (value: number): number => Math.min(barWidth, Math.round((value / scale) * barWidth));
  return (
    <div class="size">
      <span>{label}</span>
      <svg viewBox={`0 0 ${barWidth} 10`} role="img" aria-label={`${label}: ${kilobytes(bytes)} of ${kilobytes(hardLimit)}`} preserveAspectRatio="none">
        <rect class="ground" width={barWidth} height="10" rx="3" />
        <rect class={word} width={Math.max(2, at(bytes))} height="10" rx="3" />
        <line class="warn" x1={at(fullModeLimit)} x2={at(fullModeLimit)} y1="0" y2="10" />
        <line class="limit" x1={at(hardLimit)} x2={at(hardLimit)} y1="0" y2="10" />
      </svg>
      <span class={`number ${word}`}>{kilobytes(bytes)}</span>
    </div>
  );
}

function Sizes({ render, mail, messageBytes }: Pick<PanelProps, 'render' | 'mail' | 'messageBytes'>) {
  const html = measurePart(mail.html);
  const text = measurePart(mail.text);
  const items = measureItems(render.issue, mail.html);
  const worst = wordOf(Math.max(html.decoded, html.encoded));
  return (
    <section class="box">
      <h2>Size <span class={`verdict ${worst}`}>{worst === 'good' ? 'whole in Gmail' : worst === 'wait' ? 'near the limit' : 'Gmail cuts it off'}</span></h2>
      <SizeBar label="HTML" bytes={html.decoded} />
      <SizeBar label="as sent" bytes={html.encoded} />
      <p class="small soft">Text {kilobytes(text.decoded)}, {kilobytes(text.encoded)} as sent; the whole message {kilobytes(messageBytes)}; web edition {kilobytes(Buffer.byteLength(render.edition.web))}. Written as {render.edition.mode}. Warned from {fullModeLimit / 1000} KB, refused above {hardLimit / 1000} KB.</p>
      {items.length === 0 ? null : <details>
        <summary>{items.length} items, {kilobytes(items.reduce((sum, item) => sum + item.decoded, 0))}</summary>
        <table class="items">
          <thead><tr><th scope="col">Item</th><th scope="col">HTML</th><th scope="col">as sent</th></tr></thead>
          <tbody>{items.toSorted((one, other) => other.encoded - one.encoded).map((item) => <ItemRow item={item} />)}</tbody>
        </table>
      </details>}
    </section>
  );
}

function ItemRow({ item }: { readonly item: ItemSize }) {
  return <tr><th scope="row">{item.title}</th><td>{item.decoded.toLocaleString('en')}</td><td>{item.encoded.toLocaleString('en')}</td></tr>;
}

function Cut({ part, kind }: { readonly part: CutText; readonly kind: string }) {
  return <span class={`${kind}${part.isCut ? ' cut' : ''}`}>{part.shown}</span>;
}

function Inbox({ sender, mail }: { readonly sender: string; readonly mail: ShownMail }) {
  return (
    <section class="box">
      <h2>In the inbox</h2>
      <ul class="inbox">
        {inboxClients.map((client) => toInboxLine({ sender, subject: mail.subject, preheader: mail.preheader }, client)).map((line) => (
          <li>
            <span class="client">{line.client.name}</span>
            <div class={line.client.isOneLine ? 'line one' : 'line'}>
              <Cut part={line.sender} kind="sender" />
              <Cut part={line.subject} kind="subject" />
              {line.preheader.shown === '' ? null : <Cut part={line.preheader} kind="preheader" />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
