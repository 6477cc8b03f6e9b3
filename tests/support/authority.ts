/** A certificate authority of a test's own: a root, one in between, and certificates below them, made by openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './require.js';

export const hasOpenssl = findProgram('openssl') !== undefined;

export type Issued = { readonly key: string; readonly certificate: string };

type Request = {
  /** The first one is the common name. */
  readonly names: readonly string[];
  /** None: it signs itself. */
  readonly issuer?: Issued | undefined;
  readonly isAuthority?: boolean;
  readonly days?: number;
  /** Where it says its issuer can be had. */
  readonly issuerUrl?: string;
  /** Keys on a curve are made in no time. */
  readonly keyType?: 'ec' | 'rsa';
};

const newKey = { ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], rsa: ['-newkey', 'rsa:2048'] } as const;

export function issue({ names, issuer, isAuthority = false, days = 3650, issuerUrl, keyType = 'ec' }: Request): Issued {
  const folder = mkdtempSync(join(tmpdir(), 'courant-authority-'));
  const file = (name: string): string => join(folder, name);
  try {
    writeFileSync(file('ca.key'), issuer?.key ?? '');
    writeFileSync(file('ca.pem'), issuer?.certificate ?? '');
    const extensions = [
      `basicConstraints=critical,CA:${isAuthority ? 'TRUE' : 'FALSE'}`,
      ...(isAuthority ? [] : [`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`]),
      ...(issuerUrl === undefined ? [] : [`authorityInfoAccess=caIssuers;URI:${issuerUrl}`]),
    ];
    execFileSync('openssl', [
      'req', '-x509', ...newKey[keyType], '-nodes', '-days', String(days), '-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', `/CN=${names[0] ?? ''}`,
      ...extensions.flatMap((extension) => ['-addext', extension]), ...(issuer === undefined ? [] : ['-CA', file('ca.pem'), '-CAkey', file('ca.key')]),
    ], { stdio: 'ignore' });
    return { key: readFileSync(file('key.pem'), 'utf8'), certificate: readFileSync(file('cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
