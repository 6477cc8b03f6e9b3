/** An authorization server of OAuth 2.0 on this machine: a token endpoint, and the introspection (RFC 7662) that a mail server asks. It notes what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

type TestLike = { after(work: () => Promise<void>): void };

export type TokenServer = {
  readonly tokenUrl: string;
  readonly introspectionUrl: string;
  /** Forms that the token endpoint was sent. */
  readonly asked: readonly Readonly<Record<string, string>>[];
  /** What the next questions are answered instead of with a token, in this order. */
  readonly refusals: { readonly status: number; readonly body: string }[];
  /** Takes all tokens back that were given until now. */
  revoke(): void;
};

export type TokenServerOptions = { readonly user: string; readonly clientSecret: string; readonly refreshToken?: string; readonly expiresIn?: number };

/** Each refresh gives a new refresh token, and the old one is worth nothing from then on (RFC 6749 6). */
export async function startTokenServer(t: TestLike, { user, clientSecret, refreshToken, expiresIn = 3600 }: TokenServerOptions): Promise<TokenServer> {
  const asked: Readonly<Record<string, string>>[] = [];
  const refusals: TokenServer['refusals'] = [];
  const live = new Set<string>();
  let count = 0;
  let refresh = refreshToken;

  const answerToken = (form: Readonly<Record<string, string>>): { status: number; body: string } => {
    asked.push(form);
    const refusal = refusals.shift();
    if (refusal !== undefined) return refusal;
    if (form['client_secret'] !== clientSecret) return { status: 401, body: JSON.stringify({ error: 'invalid_client', error_description: `The secret ${form['client_secret']} is none.\r\nTrace ID: 1` }) };
    if (form['grant_type'] === 'refresh_token' && form['refresh_token'] !== refresh) return { status: 400, body: '{"error":"invalid_grant","error_description":"Token has been expired or revoked."}' };
    count += 1;
    live.add(`access-${count}`);
    if (form['grant_type'] === 'refresh_token') refresh = `refresh-${count}`;
    return { status: 200, body: JSON.stringify({ token_type: 'Bearer', access_token: `access-${count}`, expires_in: expiresIn, ...(form['grant_type'] === 'refresh_token' ? { refresh_token: refresh } : {}) }) };
  };

  const server = createServer((request, response) => {
    void readForm(request).then((form) => {
      const { status, body } = request.url === '/token' ? answerToken(form) : { status: 200, body: JSON.stringify(live.has(form['token'] ?? '') ? { active: true, username: user } : { active: false }) };
      response.writeHead(status, { 'content-type': 'application/json', 'connection': 'close' }).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const base = `http://127.0.0.1:${address.port}`;
  return { tokenUrl: `${base}/token`, introspectionUrl: `${base}/introspect`, asked, refusals, revoke: () => live.clear() };
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}
