/** A DMARC record (RFC 7489 6.3), as far as a sender must know it. */
import { parseTags } from './tags.js';

export type DmarcRecord = {
  readonly text: string;
  /** Undefined: the record cannot be read, or p= is none of the three. */
  readonly policy: 'none' | 'quarantine' | 'reject' | undefined;
  /** For subdomains (sp=); default: as policy. */
  readonly subdomainPolicy: 'none' | 'quarantine' | 'reject' | undefined;
  readonly isDkimStrict: boolean;
  readonly isSpfStrict: boolean;
  /** Addresses for aggregate reports. */
  readonly rua: readonly string[];
};

export function isDmarc(text: string): boolean {
  return /^\s*v\s*=\s*DMARC1\s*(;|$)/i.test(text);
}

export function parseDmarc(text: string): DmarcRecord {
  const tags = parseTags(text);
  const policy = toPolicy(tags?.get('p'));
  return {
    text, policy, subdomainPolicy: tags?.has('sp') === true ? toPolicy(tags.get('sp')) : policy,
    isDkimStrict: tags?.get('adkim')?.toLowerCase() === 's', isSpfStrict: tags?.get('aspf')?.toLowerCase() === 's',
    rua: (tags?.get('rua') ?? '').split(',').map((uri) => uri.trim()).filter((uri) => uri !== ''),
  };
}

function toPolicy(value: string | undefined): DmarcRecord['policy'] {
  const policy = value?.toLowerCase();
  return policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : undefined;
}
