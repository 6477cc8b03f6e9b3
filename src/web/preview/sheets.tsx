/** What stands in the middle beside the mail itself: the text part with its ruler, the sources, the web edition, the comparison. */
import stringWidth from 'string-width';
import { countDifferences, type DifferentPart } from '../../preview/compare.js';
import type { IssueName } from '../../preview/project.js';
import { sources, type Comparison, type Source, comparisons } from '../../preview/view.js';
import { frameSandbox } from './policies.js';

/** Lines longer than this are told by their width; RFC 5322 2.1.1 asks for 78 at the most, where lines break at all. */
const wideColumns = 78;
const shownWidth = 100;

/** `....:....1....:....2`, as on typewriters: the digit stands at its ten. */
function renderRuler(columns: number): string {
  return Array.from({ length: columns / 10 }, (_, index) => `....:....${(index + 1) % 10}`).join('');
}

export function TextSheet({ text }: { readonly text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  const widest = Math.max(...lines.map((line) => stringWidth(line)));
  return (
    <>
      <p class="facts">{lines.length} lines, {Buffer.byteLength(text).toLocaleString('en')} bytes; the widest has {widest} columns. Hangul and Han take two.</p>
      <div class="paper">
        <pre class="ruler" aria-hidden="true">{renderRuler(shownWidth)}</pre>
        <pre class="columns">{lines.map((line) => <TextLine line={line} />)}</pre>
      </div>
    </>
  );
}

function TextLine({ line }: { readonly line: string }) {
  const width = stringWidth(line);
  return <span class="row">{line === '' ? '\n' : line}{width > wideColumns ? <span class="width" title={`${width} columns`}>{width}</span> : null}</span>;
}

export type SourceProps = {
  readonly source: Source;
  readonly bytes: Readonly<Record<Source, number>>;
  readonly text: string;
  readonly files: readonly { readonly name: string }[];
  readonly file: number;
  readonly mailKind: 'mjml' | 'html';
};

const sourceNames: Readonly<Record<Source, string>> = { issue: 'Issue', mjml: 'MJML', html: 'HTML', text: 'Text', mime: 'Raw message' };

export function SourceSheet({ source, bytes, text, files, file, mailKind }: SourceProps) {
  return (
    <>
      <nav class="group" aria-label="Sources">
        {sources.map((one) => <button type="button" data-set={`source=${one}`} aria-pressed={one === source ? 'true' : 'false'}>{one === 'mjml' && mailKind === 'html' ? 'Template’s HTML' : sourceNames[one]} <span class="soft">{bytes[one].toLocaleString('en')}</span></button>)}
        <span class="soft small">bytes</span>
      </nav>
      {source !== 'issue' || files.length < 2 ? null : (
        <nav class="files" aria-label="Files of the issue">{files.map(({ name }, index) => <button type="button" data-set={`file=${index}`} aria-pressed={index === file ? 'true' : 'false'}>{name}</button>)}</nav>
      )}
      <pre class="source">{text.replace(/\n$/, '').split('\n').map((line) => <span class="row">{line === '' ? '\n' : line}</span>)}</pre>
    </>
  );
}

export function WebSheet({ name, query }: { readonly name: IssueName; readonly query: string }) {
  const path = `/edition/${name.newsletter}/${name.slug}`;
  return <iframe class="web" title="The web edition" sandbox={frameSandbox} referrerpolicy="no-referrer" data-src={path} src={`${path}?${query}`}></iframe>;
}

export type CompareProps = {
  readonly name: IssueName;
  readonly query: string;
  readonly mode: Comparison;
  /** undefined: there is nothing to compare with. */
  readonly previous: { readonly slug: string; readonly title: string; readonly from: 'sent' | 'folder' } | undefined;
  readonly parts: readonly DifferentPart[];
};

const comparisonNames: Readonly<Record<Comparison, string>> = { side: 'Side by side', overlay: 'Differences', blink: 'Blink', words: 'Words' };

export function CompareSheet(props: CompareProps) {
  const { previous, mode, name } = props;
  if (previous === undefined) return <p class="empty">This is the first issue of {name.newsletter}: there is nothing to compare it with.</p>;
  return (
    <>
      <nav class="group" aria-label="How to compare">
        {comparisons.map((one) => <button type="button" data-set={`compare=${one}`} aria-pressed={one === mode ? 'true' : 'false'}>{comparisonNames[one]}</button>)}
      </nav>
      <p class="facts">With <b>{previous.slug}</b> {previous.title}: {previous.from === 'sent' ? 'the last issue that was sent, as the database keeps it' : 'the issue before by its date, as its folder is now; nothing was looked up in a database'}.{mode === 'overlay' ? ' White is the same in both; what is dark differs.' : ''}</p>
      {mode === 'words' ? <Words parts={props.parts} /> : <Pictures {...props} />}
    </>
  );
}

function Pictures({ name, query, mode }: CompareProps) {
  const path = `${name.newsletter}/${name.slug}`;
  return (
    <>
      <p id="pixels" class="facts" role="status">Counting the pixels that differ …</p>
      <div class={`compare ${mode}`}>
        <figure><figcaption>before</figcaption><iframe title="The issue before" sandbox={frameSandbox} referrerpolicy="no-referrer" data-src={`/previous/${path}`} src={`/previous/${path}?${query}`}></iframe></figure>
        <figure><figcaption>now</figcaption><iframe title="This issue" sandbox={frameSandbox} referrerpolicy="no-referrer" data-src={`/frame/${path}`} src={`/frame/${path}?${query}`}></iframe></figure>
      </div>
    </>
  );
}

function Words({ parts }: { readonly parts: readonly DifferentPart[] }) {
  const { added, removed } = countDifferences(parts);
  return (
    <>
      <p class="facts">{added} words came, {removed} went.</p>
      <pre class="words">{parts.map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? <ins>{text}</ins> : <del>{text}</del>))}</pre>
    </>
  );
}
