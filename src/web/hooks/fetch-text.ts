/** A small text over https: no redirect, ten seconds, 100 kB at the most. */

const timeoutMs = 10_000;
const maxLength = 100_000;

export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${new URL(url).host} answers ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > maxLength) throw new Error(`${new URL(url).host} answers with too much`);
  return (await response.text()).slice(0, maxLength);
}
