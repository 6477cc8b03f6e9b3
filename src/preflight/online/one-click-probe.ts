/**
 * Tries the way out: GET must only ask, POST must answer without a redirect (RFC 8058 3.1, 3.2). With a token of this installation that is
 * nobody's, so nobody leaves.
 */
import type { HttpAnswers, LinkAnswer } from '../online.js';
import { request, type Answer, type Ask } from './request.js';

const bodyLimit = 50_000;

export async function askOneClick(url: string, timeoutMs: number, trustedHosts: ReadonlySet<string>): Promise<NonNullable<HttpAnswers['oneClick']>> {
  const target = new URL(url);
  const ask: Omit<Ask, 'method'> = { timeoutMs, trustedHosts, bodyLimit };
  const before = await request(target, { ...ask, method: 'GET' });
  const post = await request(target, { ...ask, method: 'POST', body: 'List-Unsubscribe=One-Click' });
  const asks = 'status' in before && /<form\b[^>]*\bmethod\s*=\s*["']?post/i.test(before.body);
  return { url, isHttps: target.protocol === 'https:', get: { ...toAnswer(before), asks }, post: toAnswer(post) };
}

function toAnswer(answer: Answer): LinkAnswer {
  return 'fault' in answer ? { ...answer, redirects: [] } : { status: answer.status, redirects: answer.location === undefined ? [] : [answer.location] };
}
