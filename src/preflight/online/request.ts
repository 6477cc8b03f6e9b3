/** One HTTP request with a time-out: the status, where it points, and as much of the body as is asked for. Redirects are the caller's. */
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LinkFault } from '../online.js';
import { guardedLookup, isPublicAddress, literalOf } from './address-guard.js';

export type Ask = {
  readonly method: 'HEAD' | 'GET' | 'POST';
  readonly timeoutMs: number;
  /** Form fields as they are sent. */
  readonly body?: string;
  /** Octets of the answer's body that are read; the rest is not waited for. */
  readonly bodyLimit?: number;
  /** Hosts that may have a private address: the publisher's own. `host:port`. */
  readonly trustedHosts?: ReadonlySet<string>;
};

export type Answer = { readonly status: number; readonly location: string | undefined; readonly body: string } | { readonly fault: LinkFault; readonly detail: string };

/** Says who asks: site owners want to know, and some refuse what says nothing. */
const userAgent = 'Mozilla/5.0 (compatible; Courant preflight; checks links of a newsletter before it is sent)';

/** Never throws: what goes wrong is the answer. */
export function request(url: URL, ask: Ask): Promise<Answer> {
  const isTrusted = ask.trustedHosts?.has(url.host) === true;
  const literal = literalOf(url.hostname);
  if (!isTrusted && literal !== undefined && !isPublicAddress(literal)) return Promise.resolve({ fault: 'private', detail: `${literal} is an address of this machine or its network` });
  return new Promise((resolve) => {
    const isTls = url.protocol === 'https:';
    const options: RequestOptions = {
      method: ask.method, agent: false, signal: AbortSignal.timeout(ask.timeoutMs),
      headers: { 'user-agent': userAgent, 'accept': '*/*', ...(ask.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(ask.body) }) },
      ...(isTrusted ? {} : { lookup: guardedLookup }),
    };
    const sent = (isTls ? requestHttps : requestHttp)(url, options, (response) => {
      readBody(response, ask.bodyLimit ?? 0).then((body) => resolve({ status: response.statusCode ?? 0, location: response.headers.location, body }), (error: unknown) => resolve(toFault(error)));
    });
    sent.on('error', (error) => resolve(toFault(error)));
    sent.end(ask.body);
  });
}

async function readBody(response: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (limit > 0) {
      for await (const chunk of response) {
        const octets = chunk as Buffer;
        chunks.push(octets);
        size += octets.length;
        if (size >= limit) break;
      }
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

const faults: Readonly<Record<string, readonly [LinkFault, string]>> = {
  EPRIVATE: ['private', 'the name leads to this machine or its network'], ENOTFOUND: ['no-host', 'there is no such host'], EAI_AGAIN: ['no-host', 'the name cannot be looked up'], ECONNREFUSED: ['refused', 'the server refuses connections'],
  EHOSTUNREACH: ['refused', 'the server cannot be reached'], ENETUNREACH: ['refused', 'the network cannot be reached'], ETIMEDOUT: ['timeout', 'no answer in time'],
  CERT_HAS_EXPIRED: ['certificate', 'the certificate has expired'], DEPTH_ZERO_SELF_SIGNED_CERT: ['certificate', 'nobody vouches for the certificate'], SELF_SIGNED_CERT_IN_CHAIN: ['certificate', 'nobody vouches for the certificate'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['certificate', 'the chain of the certificate is not whole'], UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['certificate', 'the chain of the certificate is not whole'], ERR_TLS_CERT_ALTNAME_INVALID: ['certificate', 'the certificate is for another name'],
};

function toFault(error: unknown): Answer {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return { fault: 'timeout', detail: 'no answer in time' };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [fault, detail] = faults[code] ?? (/CERT|SSL|TLS/.test(code) ? ['certificate', `no secure connection (${code})`] as const : ['broken', error instanceof Error ? error.message : String(error)] as const);
  return { fault, detail };
}
