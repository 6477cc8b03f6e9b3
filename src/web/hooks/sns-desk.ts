/** Amazon SNS at the door: subscriptions to listed topics confirmed, all other messages proved or refused. */
import type { Log } from '../../log.js';
import { findSnsFault, isConfirmUrl, parseSns, proveSns, type SnsMessage } from '../../feedback/hooks/sns.js';
import { refused, type Proof } from '../../feedback/hooks/verify.js';
import { openSigningCertificates, type CertificateParts } from './signing-certificates.js';

export type SnsDesk = { /** Throws when SNS cannot be asked. */ read(raw: Uint8Array): Promise<Proof | 'confirmed'> };

export type SnsParts = CertificateParts & { readonly settings: { readonly sesTopics: readonly string[] }; readonly log: Log };

export function createSnsDesk(parts: SnsParts): SnsDesk {
  const certificates = openSigningCertificates(parts);
  return {
    async read(raw) {
      const message = parseSns(raw);
      if (message === undefined) return refused('no message of SNS');
      const fault = findSnsFault(message, parts.settings.sesTopics, parts.now());
      if (fault !== undefined) return refused(fault);
      const certificate = await certificates.find(message.certificateUrl);
      if (certificate === undefined) return refused('no trusted authority stands behind the certificate');
      const proof = proveSns(message, certificate, parts.now());
      return proof.isProved && message.type !== 'Notification' ? confirm(parts, message) : proof;
    },
  };
}

/** An UnsubscribeConfirmation offers to subscribe again: somebody took us off on purpose, so that is only told. */
async function confirm(parts: SnsParts, message: SnsMessage): Promise<Proof | 'confirmed'> {
  if (message.type === 'UnsubscribeConfirmation') {
    parts.log.warn('a topic of SNS does not tell us any more', { topic: message.topicArn });
    return 'confirmed';
  }
  if (!isConfirmUrl(message)) return refused('the subscription is not confirmed at the host of its topic');
  await parts.fetchBytes(message.subscribeUrl);
  parts.log.info('subscribed to a topic of SNS', { topic: message.topicArn });
  return 'confirmed';
}
