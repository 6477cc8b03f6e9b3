/** What a token endpoint is asked (RFC 6749 4.4.2, 6) and what its answer means (5.1, 5.2). Pure; no secret comes out of here but the tokens themselves. */
import { z } from 'zod';
import type { OauthClient } from './client.js';

export type Tokens = {
  readonly accessToken: string;
  /** From then on a new one is asked for: some time before it ends. */
  readonly renewAt: Date;
  /** Whoever gives a new one with each answer takes the old one back (RFC 6749 6). */
  readonly refreshToken: string | undefined;
};

/** `isPassing`: the same question may be answered later. */
export type TokenFault = { readonly fault: string; readonly isPassing: boolean };

export function renderTokenRequest({ clientId, clientSecret, scope }: OauthClient, refreshToken: string | undefined): string {
  const fields = {
    grant_type: refreshToken === undefined ? 'client_credentials' : 'refresh_token',
    client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken, scope,
  };
  return new URLSearchParams(Object.entries(fields).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]))).toString();
}

/** RFC 6750 2.1: what may stand behind "Bearer". */
const bearerForm = /^[\x21-\x7e]+$/;

const answerSchema = z.object({
  access_token: z.string().regex(bearerForm),
  // Some write the number as text. RFC 6749 5.1 does not require it.
  expires_in: z.coerce.number().positive().max(366 * 86_400).catch(600),
  refresh_token: z.string().regex(bearerForm).optional().catch(undefined),
});

const errorSchema = z.object({ error: z.string().max(200), error_description: z.string().optional().catch(undefined) });

export function readTokenAnswer(status: number, text: string, now: Date): Tokens | TokenFault {
  const body = parseJson(text);
  const answer = answerSchema.safeParse(body);
  if (status === 200 && answer.success) {
    const { access_token, expires_in, refresh_token } = answer.data;
    return { accessToken: access_token, renewAt: renewTime(now, expires_in), refreshToken: refresh_token };
  }
  const refusal = errorSchema.safeParse(body);
  if (!refusal.success) return { fault: `it answers ${status} and gives no token`, isPassing: true };
  const { error, error_description: words = '' } = refusal.data;
  return { fault: `${error}${words === '' ? '' : `: ${oneLine(words)}`}`, isPassing: isPassing(status, error) };
}

export function isTokenFault(answer: Tokens | TokenFault): answer is TokenFault {
  return 'fault' in answer;
}

/** A tenth of its life before the end, at most five minutes: a login under way must not end with it. */
function renewTime(now: Date, lifeSeconds: number): Date {
  return new Date(now.getTime() + (lifeSeconds - Math.min(300, lifeSeconds / 10)) * 1000);
}

function isPassing(status: number, error: string): boolean {
  return status >= 500 || status === 429 || ['temporarily_unavailable', 'server_error', 'slow_down'].includes(error);
}

/** Microsoft writes trace numbers and the time on lines of their own. */
function oneLine(words: string): string {
  return (words.split(/[\r\n]/)[0] ?? '').replaceAll(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 300);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
