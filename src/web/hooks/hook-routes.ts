/**
 * Webhooks of mail providers: who speaks is proved over the bytes as they came, then they are kept, then answered. 200 for what is kept,
 * also before; 401 for what is not proved; 503 when it could not be kept, so that the provider tries again. A way that is not set is not there.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '../../log.js';
import { proveGeneric, proveMailgun, provePostmark, proveSendgrid, type HookRequest, type Proof } from '../../feedback/hooks/verify.js';
import type { HookSource } from '../../feedback/sources.js';
import type { CertificateParts } from './signing-certificates.js';
import { createSnsDesk, type SnsDesk } from './sns-desk.js';

export type HookSettings = {
  readonly sesTopics: readonly string[];
  readonly sendgridKey?: string | undefined;
  readonly mailgunKey?: string | undefined;
  readonly postmarkSecret?: string | undefined;
  readonly hookSecret?: string | undefined;
};

export type HookParts = CertificateParts & {
  readonly settings: HookSettings;
  readonly log: Log;
  /** Keeps it; throws when it cannot. */
  receive(received: { raw: Uint8Array; source: HookSource; identity?: string }): Promise<void>;
};

/** SendGrid sends batches of up to a megabyte; SES may repeat the headers of a mail. */
const maxBytes = 4 * 1024 * 1024;

export function createHookRoutes(parts: HookParts): Hono {
  const { settings } = parts;
  const routes = new Hono();
  routes.use(bodyLimit({ maxSize: maxBytes }));
  const sns = createSnsDesk(parts);
  if (settings.sesTopics.length > 0) routes.post('/ses', (c) => answerSns(c, parts, sns));
  const { sendgridKey, mailgunKey, postmarkSecret, hookSecret } = settings;
  if (sendgridKey !== undefined) routes.post('/sendgrid', (c) => answer(c, parts, 'sendgrid', (request) => proveSendgrid(request, sendgridKey, parts.now())));
  if (mailgunKey !== undefined) routes.post('/mailgun', (c) => answer(c, parts, 'mailgun', (request) => proveMailgun(request, mailgunKey, parts.now())));
  if (postmarkSecret !== undefined) {
    routes.post('/postmark', (c) => answer(c, parts, 'postmark', (request) => provePostmark(request, postmarkSecret, undefined)));
    routes.post('/postmark/:secret', (c) => answer(c, parts, 'postmark', (request) => provePostmark(request, postmarkSecret, c.req.param('secret'))));
  }
  if (hookSecret !== undefined) routes.post('/generic', (c) => answer(c, parts, 'generic', (request) => proveGeneric(request, hookSecret, parts.now())));
  return routes;
}

async function answer(c: Context, parts: HookParts, source: HookSource, prove: (request: HookRequest) => Proof): Promise<Response> {
  const raw = new Uint8Array(await c.req.arrayBuffer());
  return settle(c, parts, source, raw, prove({ raw, header: (name) => c.req.header(name) }));
}

async function answerSns(c: Context, parts: HookParts, sns: SnsDesk): Promise<Response> {
  const raw = new Uint8Array(await c.req.arrayBuffer());
  try {
    const read = await sns.read(raw);
    return read === 'confirmed' ? c.text('confirmed\n') : await settle(c, parts, 'ses', raw, read);
  } catch (error) {
    parts.log.warn('Amazon SNS could not be asked', { error });
    return c.text('try again later\n', 503);
  }
}

async function settle(c: Context, parts: HookParts, source: HookSource, raw: Uint8Array, proof: Proof): Promise<Response> {
  if (!proof.isProved) {
    parts.log.warn('a webhook is refused', { source, why: proof.why });
    return c.text('refused\n', 401);
  }
  try {
    await parts.receive({ raw, source, ...(proof.identity === undefined ? {} : { identity: proof.identity }) });
    return c.text('kept\n');
  } catch (error) {
    parts.log.error('a webhook could not be kept', { source, error });
    return c.text('try again later\n', 503);
  }
}
