/** What the page can do beside showing: open a place in the text editor, ask the links, send a test. Behind the token of the page. */
import type { Context } from 'hono';
import { UserError, toUserErrors } from '../../errors.js';
import { parseView } from '../../preview/view.js';
import type { PreviewParts } from './parts.js';
import { nameOf, shownTo } from './shown.js';

/** Which place is opened is a number in our own list: the request names no file. */
export async function openFault(parts: PreviewParts, c: Context): Promise<Response> {
  const place = (await parts.workbench.open(nameOf(c)))?.faults[Number(c.req.param('index'))]?.place;
  if (place === undefined || parts.openEditor === undefined) return c.text('There is nothing to open.\n', 404);
  try {
    await parts.openEditor(place);
    return c.text('Opened.\n');
  } catch (error) {
    return tellRefusal(c, error);
  }
}

/** Waits for the answers; what they are stands in the panel then. */
export async function askLinks(parts: PreviewParts, c: Context): Promise<Response> {
  const render = (await parts.workbench.openWhole(nameOf(c)))?.render;
  if (render === undefined) return c.text('There is no good state to look at.\n', 409);
  await parts.askLinks(render);
  const { failed } = await parts.knownLinks();
  return c.text(failed === undefined ? 'The links were asked.\n' : 'No server could be reached.\n');
}

export async function sendTest(parts: PreviewParts, c: Context): Promise<Response> {
  const state = await parts.workbench.openWhole(nameOf(c));
  if (state?.render === undefined) return c.text('There is no good state to send.\n', 409);
  if (state.faults.length > 0) return c.text('The issue has faults; mend them first, or the test would show the state before them.\n', 409);
  const body: unknown = await c.req.json().catch(() => undefined);
  const { to, view } = (typeof body === 'object' && body !== null ? body : {}) as { to?: unknown; view?: unknown };
  if (typeof to !== 'string') return c.text('Name an address.\n', 400);
  try {
    const { reader, hidden } = await shownTo(parts, state.render.edition, parseView(Object.fromEntries(new URLSearchParams(typeof view === 'string' ? view : ''))));
    return c.text(`${await parts.sendTest(state.render, reader, hidden, to)}\n`);
  } catch (error) {
    return tellRefusal(c, error);
  }
}

function tellRefusal(c: Context, error: unknown): Response {
  const [first] = toUserErrors(error);
  if (!(first instanceof UserError)) throw error;
  return c.text(`${first.message}${first.hint === undefined ? '' : ` ${first.hint}`}\n`, 422);
}
