/**
 * What came back and belongs to no delivery of ours, for an admin with a browser. There are no logins: the address is the key. It is made by
 * `courant feedback unmatched link`, names nobody, is worth nothing after some hours, and can be taken back. GET changes nothing.
 */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { UserError } from '../../errors.js';
import type { UnmatchedView } from '../../feedback/effect/settle.js';
import type { DeliveryKey } from '../../message/envelope-sender.js';
import { toCampaignId, toSubscriberId } from '../../ids.js';
import type { FeedbackRow } from '../../store/feedback.js';
import type { ListTheme } from '../../store/lists.js';
import { Page, renderPage } from '../page.js';
import { readForm, type Form } from '../public/form.js';
import { ListPage, MessagePage } from './unmatched-page.js';
import { chooseDeskLanguage, type DeskLanguage } from './words.js';

export type UnmatchedLink = { /** Who acts, in the audit table. */ readonly actor: string; readonly theme: ListTheme | null };

export type UnmatchedDesk = {
  /** Undefined: it is none of ours, has ended, or was taken back. */
  readLink(token: string): Promise<UnmatchedLink | undefined>;
  list(): Promise<{ readonly unmatched: readonly FeedbackRow[]; readonly disagreeing: readonly FeedbackRow[] }>;
  show(id: string): Promise<UnmatchedView>;
  settle(settle: { id: string; delivery: DeliveryKey; actor: string }): Promise<unknown>;
  dismiss(dismiss: { id: string; note: string; actor: string }): Promise<void>;
};

export function createUnmatchedRoutes(desk: UnmatchedDesk): Hono {
  const routes = new Hono();
  routes.get('/:token', (c) => withLink(c, desk, async (frame) => c.html(await renderPage(<ListPage {...frame} {...await desk.list()} />))));
  routes.get('/:token/:id', (c) => withLink(c, desk, async (frame) => c.html(await renderPage(<MessagePage {...frame} view={await desk.show(c.req.param('id'))} />))));
  routes.post('/:token/:id', bodyLimit({ maxSize: 16_000 }), (c) => withLink(c, desk, async (frame) => {
    await act(desk, await readForm(c), c.req.param('id'), frame);
    return c.redirect(frame.path, 303);
  }));
  return routes;
}

async function act(desk: UnmatchedDesk, form: Form, id: string, { actor, words }: Frame): Promise<void> {
  if (form.text('act') === 'ignore') return desk.dismiss({ id, note: form.text('note').replaceAll(/\p{Cc}/gu, ' ').slice(0, 500) || words.putAsideNote, actor });
  const [campaign, subscriber] = [form.text('campaign'), form.text('subscriber')];
  if (form.text('act') !== 'settle' || !/^\d{1,18}$/.test(campaign) || !/^\d{1,18}$/.test(subscriber)) throw new UserError('usage', 'The form says nothing that can be done.');
  await desk.settle({ id, delivery: { campaignId: toCampaignId(campaign), subscriberId: toSubscriberId(subscriber) }, actor });
}

type Frame = UnmatchedLink & DeskLanguage & { readonly path: string };

/** One answer for every link that is none, and a sentence for what cannot be done. */
async function withLink(c: Context, desk: UnmatchedDesk, answer: (frame: Frame) => Promise<Response>): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const spoken = chooseDeskLanguage(c.req.header('accept-language'));
  const { language, words } = spoken;
  const link = await desk.readLink(token);
  if (link === undefined) return c.html(await renderPage(<NotePage language={language} title={words.badLinkTitle} text={words.badLinkText} />), 404);
  try {
    return await answer({ ...link, ...spoken, path: `/unmatched/${token}` });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return c.html(await renderPage(<NotePage language={language} title={words.cannotTitle} text={error.message} theme={link.theme} />), error.code === 'not-found' ? 404 : 422);
  }
}

function NotePage({ language, title, text, theme }: { readonly language: string; readonly title: string; readonly text: string; readonly theme?: ListTheme | null }) {
  return <Page title={title} lang={language} theme={theme ?? null} kind="card"><h1>{title}</h1><p>{text}</p></Page>;
}
