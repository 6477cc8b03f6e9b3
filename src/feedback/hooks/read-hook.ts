/** The body of a webhook, as it was kept, -> events. What is no JSON or of no known shape gives none; never throws. */
import type { HookSource } from '../sources.js';
import { readGeneric } from './generic.js';
import type { HookEvent } from './hook-event.js';
import { readMailgun } from './mailgun.js';
import { readPostmark } from './postmark.js';
import { readSendgrid } from './sendgrid.js';
import { readSes } from './ses.js';

const readers: Readonly<Record<HookSource, (body: unknown) => readonly HookEvent[]>> = {
  ses: readSes, sendgrid: readSendgrid, mailgun: readMailgun, postmark: readPostmark, generic: readGeneric,
};

export function readHook(source: HookSource, raw: Uint8Array): readonly HookEvent[] {
  const body = parseBody(raw);
  return body === undefined ? [] : readers[source](body);
}

/** JSON, or a form (Mailgun's older webhooks); undefined when it is neither. */
export function parseBody(raw: Uint8Array): unknown {
  const text = Buffer.from(raw).toString('utf8').trim();
  if (!/^[[{]/.test(text)) return text.includes('=') ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
