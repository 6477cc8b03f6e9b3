/**
 * From a certificate up to a root that is trusted (RFC 5280 6.1: names, signatures, dates, and that who issues is an authority). Where the
 * one in between is missing, the certificate says where it can be had (RFC 5280 4.2.2.1). Pure: fetching is left to the edge.
 */
import { X509Certificate } from 'node:crypto';

/** Amazon has one in between; two are ordinary elsewhere. */
const longestChain = 4;

export type Climb = { readonly isTrusted: boolean; /** The last one that could be reached. */ readonly top: X509Certificate };

export function climbChain(leaf: X509Certificate, between: readonly X509Certificate[], roots: readonly X509Certificate[], now: Date): Climb {
  let top = leaf;
  for (let length = 1; length < longestChain; length += 1) {
    if (!isCurrent(top, now)) return { isTrusted: false, top };
    if (roots.some((root) => isIssuedBy(top, root, now))) return { isTrusted: true, top };
    const next = between.find((one) => isIssuedBy(top, one, now));
    if (next === undefined) return { isTrusted: false, top };
    top = next;
  }
  return { isTrusted: false, top };
}

/** checkIssued compares names and the use of the key; the signature is what proves it. */
function isIssuedBy(certificate: X509Certificate, authority: X509Certificate, now: Date): boolean {
  return authority.ca && isCurrent(authority, now) && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

export function isCurrent({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return new Date(validFrom) <= now && now <= new Date(validTo);
}

/** PEM, of one or several, or DER of one. Empty when it is neither. */
export function parseCertificates(bytes: Uint8Array): readonly X509Certificate[] {
  const blocks = Buffer.from(bytes).toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  try {
    return (blocks ?? [bytes]).map((one) => new X509Certificate(one));
  } catch {
    return [];
  }
}

/** Where the authority of it can be had. Who serves that needs no trust: the signatures decide. */
export function issuerUrlOf({ infoAccess }: X509Certificate): URL | undefined {
  const text = /^CA Issuers - URI:(\S+)$/m.exec(infoAccess ?? '')?.[1];
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}
