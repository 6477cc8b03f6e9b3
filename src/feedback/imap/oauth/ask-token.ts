/** One question to a token endpoint. What it says may hold secrets of ours when it repeats them: they are blotted out. */
import { readBody } from '../../../read-body.js';
import { isTokenFault, readTokenAnswer, renderTokenRequest, type TokenFault, type Tokens } from './token-answer.js';
import type { OauthClient } from './client.js';

const timeoutMs = 20_000;
/** Tokens of Microsoft have some thousand characters. */
const maxBytes = 200_000;

/** Never throws: what goes wrong is the answer. `refreshToken`: the newest one. */
export async function askToken(client: OauthClient, refreshToken: string | undefined, now: Date): Promise<Tokens | TokenFault> {
  const answer = await ask(client, renderTokenRequest(client, refreshToken), now);
  return isTokenFault(answer) ? { ...answer, fault: blotOut(answer.fault, [client.clientSecret, client.refreshToken, refreshToken]) } : answer;
}

async function ask({ tokenUrl }: OauthClient, body: string, now: Date): Promise<Tokens | TokenFault> {
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept': 'application/json' },
    });
    return readTokenAnswer(response.status, (await readBody(response, maxBytes)).toString('utf8'), now);
  } catch (error) {
    return { fault: `it does not answer: ${reasonOf(error)}`, isPassing: true };
  }
}

/** fetch says "fetch failed"; the reason is inside. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : error.message;
}

function blotOut(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>((clean, secret) => (secret === undefined ? clean : clean.replaceAll(secret, '***')), text);
}
