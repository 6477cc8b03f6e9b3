/** Certificates that Amazon SNS signs with: fetched once, followed up to a root that Node trusts, and remembered. */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { climbChain, issuerUrlOf, parseCertificates } from '../../feedback/hooks/certificate-chain.js';

export type SigningCertificates = { /** Undefined: no trusted root stands above it. Throws when it cannot be asked for. */ find(url: string): Promise<X509Certificate | undefined> };

export type CertificateParts = {
  now(): Date;
  fetchBytes(url: string): Promise<Uint8Array>;
  /** PEM; default: those that come with Node. */
  readonly roots?: readonly string[] | undefined;
};

/** SNS changes its certificate about once a year, and each region has its own. */
const maxRemembered = 20;
/** Authorities between SNS and a root that are asked for. */
const maxFetched = 2;

export function openSigningCertificates(parts: CertificateParts): SigningCertificates {
  const known = new Map<string, Promise<X509Certificate | undefined>>();
  let roots: readonly X509Certificate[] | undefined;
  return {
    find(url) {
      const remembered = known.get(url);
      if (remembered !== undefined) return remembered;
      roots ??= (parts.roots ?? rootCertificates).map((pem) => new X509Certificate(pem));
      const found = fetchTrusted(parts, url, roots);
      if (known.size >= maxRemembered) known.clear();
      known.set(url, found);
      // Many ask at once after a start; what failed is asked for again by the next one.
      const forget = (): boolean => known.get(url) === found && known.delete(url);
      found.then((certificate) => certificate === undefined && forget(), forget);
      return found;
    },
  };
}

async function fetchTrusted(parts: CertificateParts, url: string, roots: readonly X509Certificate[]): Promise<X509Certificate | undefined> {
  const [leaf, ...between] = parseCertificates(await parts.fetchBytes(url));
  if (leaf === undefined || leaf.ca) return undefined;
  for (let fetched = 0; ; fetched += 1) {
    const { isTrusted, top } = climbChain(leaf, between, roots, parts.now());
    if (isTrusted) return leaf;
    const place = issuerUrlOf(top);
    if (fetched === maxFetched || place === undefined || !isAuthority(place)) return undefined;
    between.push(...parseCertificates(await parts.fetchBytes(place.href)));
  }
}

/** Amazon's own authority, and DigiCert, which AWS uses in China. Plain HTTP is what RFC 5280 4.2.2.1 expects: what comes is proved by its signature. */
function isAuthority({ protocol, host, username, password }: URL): boolean {
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' && /^([a-z0-9-]+\.)+(amazontrust|digicert)\.com$/.test(host);
}
