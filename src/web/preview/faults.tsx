/** The overlay of faults: each with its place, the lines around it, what to do, and the way into the text editor. */
import { toEditorUrl, type FaultView } from '../../preview/fault.js';

export function Faults({ faults, hasLastGood, hasEditor }: { readonly faults: readonly FaultView[]; readonly hasLastGood: boolean; readonly hasEditor: boolean }) {
  return (
    <>
      <header>
        <h2>{faults.length === 1 ? 'One fault' : `${faults.length} faults`}</h2>
        <p class="soft">{hasLastGood ? 'Behind this is the last good state.' : 'There is no good state yet.'} It goes away by itself when the files are mended.</p>
        <button type="button" data-do="close-faults">Look behind <kbd aria-hidden="true">Esc</kbd></button>
      </header>
      <ol>{faults.map((fault, index) => <Fault fault={fault} index={index} hasEditor={hasEditor} />)}</ol>
    </>
  );
}

function Fault({ fault, index, hasEditor }: { readonly fault: FaultView; readonly index: number; readonly hasEditor: boolean }) {
  const { place, hint } = fault;
  return (
    <li>
      <h3>{fault.message}</h3>
      {place === undefined ? null : (
        <p class="where">
          <a class="place" href={toEditorUrl(place)} data-fault-link>{place.file}:{place.line}:{place.column}</a>
          {hasEditor ? <button type="button" data-open={index}>Open in the editor</button> : null}
        </p>
      )}
      {place === undefined || place.frame === '' ? null : <pre class="code" tabindex={0} aria-label={`${place.file}, line ${place.line}`}>{place.frame.split('\n').map((line) => <span class={line.startsWith('>') ? 'at' : /^ +\| *\^/.test(line) ? 'caret' : ''}>{`${line}\n`}</span>)}</pre>}
      {hint === undefined ? null : <p class="hint"><b>Hint</b> {hint}</p>}
      <p class="small soft">{fault.code}</p>
    </li>
  );
}
