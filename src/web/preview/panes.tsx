/** The panel beside the mail and the sheet in its place. Both belong to a whole state, never to one whose checks are still to come. */
import type { Context } from 'hono';
import type { Render } from '../../preview/compiler.js';
import { toFaultView } from '../../preview/fault.js';
import type { IssueName } from '../../preview/project.js';
import { parseView, type View } from '../../preview/view.js';
import { Panel } from './panel.js';
import type { PreviewParts } from './parts.js';
import { CompareSheet, SourceSheet, TextSheet, WebSheet } from './sheets.js';
import { frameQueryOf, mailOf, nameOf, shownTo } from './shown.js';

export async function showPanel(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.openWhole(nameOf(c));
  if (state?.render === undefined) return state === undefined ? c.notFound() : c.html('');
  const view = parseView(c.req.query());
  const { edition } = state.render;
  const shown = await shownTo(parts, edition, view);
  const { bytes } = await parts.makeSource(state.render, shown.reader, { file: view.file, hidden: shown.hidden });
  const { report, links } = await parts.examine(state.render);
  const readerFaults = (await parts.readReaders(state.newsletter)).faults.map((fault) => toFaultView(fault, parts.locate));
  return c.html(<Panel render={state.render} mail={await mailOf(parts, edition, view)} messageBytes={bytes.mime} report={report} links={links} knownLinks={await parts.knownLinks()} locate={parts.locate} sections={shown} isByHand={view.hidden !== undefined} sender={parts.senderName(edition)} readerFaults={readerFaults} />);
}

export async function showSheet(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.openWhole(nameOf(c));
  if (state === undefined) return c.notFound();
  return state.render === undefined ? c.html('<p class="empty">There is no good state yet.</p>') : c.html(await makeSheet(parts, state, state.render, c));
}

async function makeSheet(parts: PreviewParts, name: IssueName, render: Render, c: Context) {
  const view = parseView(c.req.query());
  const query = frameQueryOf(c);
  if (view.tab === 'web') return <WebSheet name={name} query={query} />;
  if (view.tab === 'compare') return makeComparison(parts, name, render, view, query);
  if (view.tab === 'text') return <TextSheet text={(await mailOf(parts, render.edition, view)).text} />;
  const { reader, hidden } = await shownTo(parts, render.edition, view);
  const { texts, bytes, files, file } = await parts.makeSource(render, reader, { file: view.file, hidden });
  return <SourceSheet source={view.source} text={texts[view.source]} bytes={bytes} files={files} file={file} mailKind={render.template.mailKind} />;
}

async function makeComparison(parts: PreviewParts, name: IssueName, render: Render, view: View, query: string) {
  const previous = await parts.findPrevious(render);
  if (previous === undefined) return <CompareSheet name={name} query={query} mode={view.compare} previous={undefined} parts={[]} />;
  const { compareTexts } = await import('../../preview/compare.js');
  const differences = view.compare === 'words' ? compareTexts((await mailOf(parts, previous.edition, view)).text, (await mailOf(parts, render.edition, view)).text) : [];
  const { slug, title } = previous.edition;
  return <CompareSheet name={name} query={query} mode={view.compare} previous={{ slug, title, from: previous.from }} parts={differences} />;
}
